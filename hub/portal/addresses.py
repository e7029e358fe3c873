"""From which address a request really comes, when proxies stand between."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from litestar.types import Scope


def client_address(scope: Scope, trusted: Sequence[IPv4Network | IPv6Network]) -> str:
    """Return the nearest address that is not one of our own proxies; what lies behind it anyone can make up."""
    client = scope.get("client")
    # Every proxy adds at the end, in the last header or in one of its own behind it.
    sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    hops = [each.strip() for value in sent for each in value.split(",")]
    if client:
        hops.append(client[0])
    nearest = "unknown"
    for hop in reversed(hops):
        address = _address(hop)
        if address is None:
            break
        nearest = str(address)
        if not any(address in network for network in trusted):
            break
    return nearest


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
