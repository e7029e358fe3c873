"""Where the hub may send a message: to addresses on the open internet, over https, and nowhere inside.

Whoever fills in an address could otherwise let the hub knock at doors that only its own network sees: a database, the
page of a router, the metadata of a cloud. A name is looked up, every address that it has is looked at, and the
connection goes to the very address that was looked at: what the name says a moment later does not count.
"""

import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from hub.contract import HubError
from hub.records import Text

LONGEST = 2000
SECURE, PLAIN = 443, 80
NAME = re.compile(
    r"(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
A_NUMBER = re.compile(r"([0-9]+|0[xX][0-9A-Fa-f]*)")
INSIDE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa")
NAT64 = ip_network("64:ff9b::/96")
REFUSED = tuple(
    ip_network(each)
    for each in (
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "192.88.99.0/24",
        "192.0.0.0/24",
        "::/96",
        "fec0::/10",
        "100::/64",
    )
)
"""Ranges that lead inside by a detour, or nowhere, and that the standard library calls global in some versions."""

Lookup = Callable[[str, int], Sequence[str]]
"""Return every address of a host name; raises `OSError` where there is none."""


class AddressRefusedError(HubError):
    """The hub does not send there. The sentence says what to fill in instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a message goes: the address, cut up, and whether the operator of the hub lets it be inside."""

    address: str
    secure: bool
    host: str
    port: int
    path: str
    trusted: bool = False

    @property
    def authority(self) -> str:
        """What stands in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (SECURE if self.secure else PLAIN) else f"{host}:{self.port}"


def look_up(host: str, port: int) -> Sequence[str]:
    """Ask the machine's resolver for every address of a host."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Gate:
    """Which addresses are let through. `allowed` are hosts, or hosts with a port, that the operator trusts."""

    allowed: frozenset[str] = frozenset()
    lookup: Lookup = look_up

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Gate":
        """Read `HUB_WEBHOOK_ALLOW`: hosts inside (`host` or `host:port`, with commas between) that are let through."""
        given = environment.get("HUB_WEBHOOK_ALLOW", "").split(",")
        return cls(frozenset(each.strip().lower() for each in given if each.strip()))

    def read(self, address: str) -> Target:
        """Cut an address up. Raises `AddressRefusedError` for one that cannot be, without looking its name up."""
        url, port = _split(address)
        host = (url.hostname or "").rstrip(".").lower()
        secure = url.scheme == "https"
        port = port if port is not None else (SECURE if secure else PLAIN)
        trusted = host in self.allowed or f"{host}:{port}" in self.allowed
        if not secure and not trusted:
            raise AddressRefusedError(NOT_SECURE)
        if not trusted:
            _insist_on_a_name_outside(host)
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        return Target(address=address, secure=secure, host=host, port=port, path=path, trusted=trusted)

    def open(self, address: str) -> tuple[Target, str]:
        """Return where an address leads, and the numeric address to connect with. Raises `AddressRefusedError`."""
        target = self.read(address)
        try:
            found = list(dict.fromkeys(self.lookup(target.host, target.port)))
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise AddressRefusedError(_not_found(target.host))
        if not target.trusted and not all(is_outside(each) for each in found):
            raise AddressRefusedError(INSIDE)
        return target, found[0]


def is_outside(address: str) -> bool:
    """Tell whether a numeric address is on the open internet."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            return False
        inner = found.ipv4_mapped or (IPv4Address(int(found) & 0xFFFF_FFFF) if found in NAT64 else None)
        if inner is not None:
            return is_outside(str(inner))
    if any(found.version == each.version and found in each for each in REFUSED):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _split(address: str) -> tuple[SplitResult, int | None]:
    printable = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    if not printable or len(address) > LONGEST:
        raise AddressRefusedError(NO_ADDRESS)
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError:
        raise AddressRefusedError(NO_ADDRESS) from None
    if url.scheme not in ("https", "http") or not url.hostname or port == 0:
        raise AddressRefusedError(NO_ADDRESS)
    if "@" in url.netloc:
        raise AddressRefusedError(WITH_PASSWORD)
    if url.fragment or "#" in address:
        raise AddressRefusedError(NO_ADDRESS)
    return url, port


def _insist_on_a_name_outside(host: str) -> None:
    """Refuse what is plainly inside, however a number is written, before anybody looks it up."""
    if ":" in host or _is_plain_number(host):
        if not is_outside(host):
            raise AddressRefusedError(INSIDE)
        return
    last = host.rpartition(".")[2]
    if A_NUMBER.fullmatch(last):  # 2130706433, 0x7f.1, 0177.0.0.1: a resolver may read these as a number
        raise AddressRefusedError(INSIDE)
    if not NAME.fullmatch(host):
        raise AddressRefusedError(NO_ADDRESS)
    if "." not in host or any(host == each or host.endswith(f".{each}") for each in INSIDE_NAMES):
        raise AddressRefusedError(INSIDE)


def _is_plain_number(host: str) -> bool:
    try:
        return ip_address(host).version == 4  # noqa: PLR2004
    except ValueError:
        return False


NO_ADDRESS = Text(
    "Dit is geen webadres waar de hub iets heen kan sturen. Vul een adres in zoals https://portaal.nl/berichten.",
    "This is no web address to which the hub can send. Fill in an address such as https://portal.example/messages.",
)
NOT_SECURE = Text(
    "De hub stuurt alleen over een beveiligde verbinding. Vul een adres in dat begint met https://.",
    "The hub only sends over a secure connection. Fill in an address that begins with https://.",
)
WITH_PASSWORD = Text(
    "In dit adres staat een gebruikersnaam of wachtwoord. Haal het weg: berichten zijn al ondertekend.",
    "There is a user name or password in this address. Take it out: messages are signed already.",
)
INSIDE = Text(
    "Dit adres ligt binnen het netwerk van de hub zelf; daar stuurt hij niets heen. Vul het adres in waarmee uw "
    "portaal op het internet te bereiken is.",
    "This address lies within the hub's own network; it sends nothing there. Fill in the address at which your portal "
    "can be reached on the internet.",
)


def _not_found(host: str) -> Text:
    return Text(
        f"De hub kan {host} niet vinden op het internet. Controleer of het adres goed is gespeld.",
        f"The hub cannot find {host} on the internet. Check whether the address is spelled right.",
    )
