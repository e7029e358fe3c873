"""What every page needs at hand: the store, the registry, and how this hub is set."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from litestar.connection import ASGIConnection
from litestar.types import Scope

from hub.contract import Plugin
from hub.portal.passwords import Passwords
from hub.portal.sessions import Sessions
from hub.portal.visits import visit_of
from hub.registry import Registry
from hub.store import Books, Home, Store
from hub.webhooks import Gate

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The things of one portal.

    Files that come in wait in `spool`; one may be as large as `largest_upload`, and stand still for `upload_patience`
    seconds. With one token of the API come at most `calls_per_minute` requests; `gate` says where messages may go.
    `asks_step`: at every school, and to run the hub, people who work there need a second step to log in.
    """

    store: Store
    registry: Registry
    spool: Path
    sessions: Sessions
    passwords: Passwords = field(default_factory=Passwords)
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    largest_upload: int = 500 * MEGABYTE
    upload_patience: float = 60.0
    calls_per_minute: int = 600
    gate: Gate = field(default_factory=Gate)
    asks_step: bool = False

    @classmethod
    def make(cls, store: Store, registry: Registry, home: Home, environment: Mapping[str, str] = os.environ) -> "Desk":
        """Read how this hub is set: `HUB_TRUSTED_PROXIES` (addresses or networks, with commas between) and limits."""
        proxies = environment.get("HUB_TRUSTED_PROXIES", "").split(",")
        return cls(
            store=store,
            registry=registry,
            spool=home.spool,
            sessions=Sessions(store),
            trusted_proxies=tuple(ip_network(each.strip(), strict=False) for each in proxies if each.strip()),
            largest_upload=int(environment.get("HUB_LARGEST_UPLOAD_MB") or 500) * MEGABYTE,
            upload_patience=float(environment.get("HUB_UPLOAD_PATIENCE") or 60),
            calls_per_minute=int(environment.get("HUB_API_PER_MINUTE") or 600),
            gate=Gate.from_environment(environment),
            asks_step=environment.get("HUB_SECOND_STEP", "") == "required",
        )

    def books(self, scope: Scope) -> AbstractContextManager[Books]:
        """Open the books of the school in the address, in the name of the visitor."""
        visit = visit_of(scope)
        assert visit.school is not None, "a route below /s/{school} has passed the door"
        return self.store.open(visit.school.id, by=visit.by)

    def plugins(self) -> Mapping[str, Plugin]:
        """Return the plugins that are installed and usable, by key."""
        return self.registry.plugins


def desk_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Desk:
    """Return the desk of the portal that this request came to."""
    desk = connection.app.state["desk"]
    assert isinstance(desk, Desk)
    return desk
