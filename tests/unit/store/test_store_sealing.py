"""Sealing secrets, and the file of the key."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from hub.contract.secrets import Secret
from hub.store import Home, SecretKeyError
from hub.store.sealed import Sealer

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_is_sealed_opens_again_and_does_not_show_in_between() -> None:
    sealed = Sealer([NEW]).seal(Secret("geheim"))
    assert "geheim" not in sealed
    assert Sealer([NEW]).open(sealed) == Secret("geheim")


def test_the_first_key_seals_and_every_key_opens() -> None:
    both = Sealer([NEW, OLD])
    assert both.open(Sealer([OLD]).seal(Secret("oud"))) == Secret("oud")
    assert Sealer([NEW]).open(both.seal(Secret("nieuw"))) == Secret("nieuw")
    with pytest.raises(SecretKeyError):
        Sealer([OLD]).open(both.seal(Secret("nieuw")))


def test_what_is_resealed_needs_the_old_key_no_longer() -> None:
    again = Sealer([NEW, OLD]).reseal(Sealer([OLD]).seal(Secret("geheim")))
    assert Sealer([NEW]).open(again) == Secret("geheim")


def test_a_sealed_value_that_was_changed_does_not_open() -> None:
    sealed = Sealer([NEW]).seal(Secret("geheim"))
    with pytest.raises(SecretKeyError):
        Sealer([NEW]).open(sealed[:-4] + "AAAA")


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    home = Home(path=tmp_path / "hub")
    sealed = Sealer.of(home).seal(Secret("geheim"))
    assert home.key_file.stat().st_mode & 0o777 == 0o600
    assert Sealer.of(home).open(sealed) == Secret("geheim")
    assert [file.name for file in home.path.iterdir()] == ["secret.key"]


def test_starters_at_the_same_time_get_the_same_key(tmp_path: Path) -> None:
    home = Home(path=tmp_path)
    with ThreadPoolExecutor(8) as starters:
        marks = {sealer.fingerprint("x") for sealer in starters.map(lambda _: Sealer.of(home), range(16))}
    assert len(marks) == 1


def test_a_fingerprint_is_the_same_for_the_same_key_only() -> None:
    assert Sealer([NEW]).fingerprint("a") == Sealer([NEW, OLD]).fingerprint("a")
    assert Sealer([NEW]).fingerprint("a") not in (Sealer([OLD]).fingerprint("a"), Sealer([NEW]).fingerprint("b"))
    assert (repr(Sealer([NEW])), NEW in str(Sealer([NEW]))) == ("Sealer(…)", False)
