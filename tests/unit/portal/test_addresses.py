from ipaddress import ip_network
from typing import Any

import pytest

from hub.portal.addresses import client_address
from hub.portal.doors import safe_next
from hub.portal.passwords import complaint
from hub.portal.visits import is_plain_loopback

PROXIES = (ip_network("10.0.0.0/8"), ip_network("192.0.2.7"))


def scope(client: str, forwarded: str = "", host: str = "localhost", scheme: str = "http") -> Any:
    headers = [(b"host", host.encode())] + ([(b"x-forwarded-for", forwarded.encode())] if forwarded else [])
    return {"client": (client, 1), "headers": headers, "scheme": scheme}


@pytest.mark.parametrize(
    ("client", "forwarded", "found"),
    [
        ("198.51.100.4", "", "198.51.100.4"),
        ("198.51.100.4", "203.0.113.9", "198.51.100.4"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9, 192.0.2.7", "203.0.113.9"),
        ("10.1.2.3", "nonsense", "10.1.2.3"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("testclient", "203.0.113.9", "unknown"),
    ],
)
def test_only_our_own_proxies_are_believed(client: str, forwarded: str, found: str) -> None:
    assert client_address(scope(client, forwarded), PROXIES) == found


@pytest.mark.parametrize(
    ("host", "scheme", "plain"),
    [
        ("localhost:8000", "http", True),
        ("127.0.0.1", "http", True),
        ("[::1]:8000", "http", True),
        ("localhost", "https", False),
        ("hub.school.example", "http", False),
        ("", "http", False),
    ],
)
def test_only_plain_http_on_the_machine_itself_does_without_a_secure_cookie(
    host: str, scheme: str, plain: bool
) -> None:
    assert is_plain_loopback(scope("127.0.0.1", host=host, scheme=scheme)) is plain


@pytest.mark.parametrize("address", [None, "", "x", "//x", "https://x", "/\\x", "/a\nb", "/a\x00"])
def test_an_address_outside_the_portal_leads_home(address: str | None) -> None:
    assert safe_next(address) == "/"


def test_an_address_inside_the_portal_is_kept() -> None:
    assert safe_next("/s/99XX/pupils?q=a") == "/s/99XX/pupils?q=a"


def test_a_few_separate_words_make_a_good_password() -> None:
    assert complaint("zeven groene fietsen", "zeven groene fietsen", "noor@school.example") is None
    assert complaint("noor noor noor 12", "noor noor noor 12", "noor@school.example") is not None
