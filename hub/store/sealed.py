"""Secrets at rest: sealed with a key that is not in the database."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from hub.contract.secrets import Secret
from hub.records import Text
from hub.store.errors import SecretKeyError
from hub.store.home import Home


class Sealer:
    """Seals with the first of its keys and opens with any, so that keys can be renewed."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise _no_key() from None
        self._pepper = hashlib.sha256(b"fingerprint:" + keys[0].encode()).digest()

    @classmethod
    def of(cls, home: Home) -> "Sealer":
        """Return the sealer of `home`: with its keys, or with the key file, which is made at the first start."""
        return cls(home.secret_keys or [_key_in(home.key_file)])

    def seal(self, secret: Secret) -> str:
        """Return `secret` as it may be stored."""
        return self._fernet.encrypt(secret.reveal().encode()).decode()

    def open(self, sealed: str) -> Secret:
        """Return the secret. Raises `SecretKeyError` where none of the keys fits."""
        try:
            return Secret(self._fernet.decrypt(sealed).decode())
        except InvalidToken:
            raise _wrong_key() from None

    def reseal(self, sealed: str) -> str:
        """Return the same secret, sealed with the first key. Raises `SecretKeyError` where none of the keys fits."""
        try:
            return self._fernet.rotate(sealed).decode()
        except InvalidToken:
            raise _wrong_key() from None

    def fingerprint(self, text: str) -> bytes:
        """Return a mark by which `text` is recognised, and from which nobody without the key finds it back."""
        return hmac.digest(self._pepper, text.encode(), "sha256")

    def __repr__(self) -> str:
        return "Sealer(…)"


def _key_in(file: Path) -> str:
    """Return the key in `file`; make the file where it is not there, for its owner only, whole or not at all."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as new:  # noqa: PTH123 # the mode counts from the start
            new.write(Fernet.generate_key().decode())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first, and its key counts
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii").strip()


def _no_key() -> SecretKeyError:
    return SecretKeyError(
        Text(
            "De sleutel in HUB_SECRET_KEY (of in secret.key) is geen geldige sleutel. Maak er een met: python -c "
            "'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'",
            "The key in HUB_SECRET_KEY (or in secret.key) is not a valid key. Make one with: python -c "
            "'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'",
        )
    )


def _wrong_key() -> SecretKeyError:
    return SecretKeyError(
        Text(
            "Een bewaard geheim gaat niet open met deze sleutel. Zet de oude sleutel achter de nieuwe in "
            "HUB_SECRET_KEY, gescheiden door een komma, of vul het geheim opnieuw in.",
            "A stored secret does not open with this key. Put the old key after the new one in HUB_SECRET_KEY, "
            "separated by a comma, or enter the secret again.",
        )
    )
