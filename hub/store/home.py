"""The data folder of a hub, and which database goes with it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hub.records import Text
from hub.store.errors import DatabaseUnfitError


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a hub keeps its things. `path` is the data folder.

    `database_url` names a PostgreSQL server (15 or newer); `None` means: the hub runs its own in `path`. `owner_url` is
    another login at that server, for migrations, where the login that serves owns nothing. `secret_keys` seal secrets:
    the first seals, each of them opens; without any there is a key file in `path`.
    """

    path: Path
    database_url: str | None = field(default=None, repr=False)
    owner_url: str | None = field(default=None, repr=False)
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    pool_size: int = 10

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Home":
        """Read `HUB_HOME`, `HUB_DATABASE_URL`, `HUB_DATABASE_OWNER_URL`, `HUB_SECRET_KEY` and `HUB_POOL_SIZE`."""
        keys = environment.get("HUB_SECRET_KEY", "").split(",")
        return cls(
            path=Path(environment.get("HUB_HOME") or "hub-data").absolute(),
            database_url=environment.get("HUB_DATABASE_URL") or None,
            owner_url=environment.get("HUB_DATABASE_OWNER_URL") or None,
            secret_keys=tuple(key.strip() for key in keys if key.strip()),
            pool_size=_pool_size(environment.get("HUB_POOL_SIZE") or "10"),
        )

    @property
    def spool(self) -> Path:
        """Files that came in and wait for their job."""
        return self.path / "spool"

    @property
    def drop(self) -> Path:
        """The watched folder: what another program lays here is taken in."""
        return self.path / "drop"

    @property
    def documents(self) -> Path:
        """Sealed documents, such as report cards, in a folder for each school. Nothing serves this folder."""
        return self.path / "documents"

    @property
    def key_file(self) -> Path:
        """The key that seals secrets, where `HUB_SECRET_KEY` gives none."""
        return self.path / "secret.key"

    @property
    def postgres(self) -> Path:
        """The data folder of the embedded PostgreSQL."""
        return self.path / "postgres"


def _pool_size(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise DatabaseUnfitError(
        Text(
            f"HUB_POOL_SIZE is {text!r}; het moet een aantal verbindingen zijn, zoals 10. Pas het aan of laat het weg.",
            f"HUB_POOL_SIZE is {text!r}; it must be a number of connections, such as 10. Change it or leave it out.",
        )
    )
