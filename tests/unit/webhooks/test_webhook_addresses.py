"""Where the hub sends nothing: inside, by whatever way somebody writes it or a name server answers."""

from collections.abc import Sequence

import pytest

from hub.webhooks.addresses import AddressRefusedError, Gate, is_outside

OUTSIDE = "93.184.215.14"
INSIDE = (
    *("127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104 - refused
    *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "192.0.0.8", "192.88.99.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1"),
    *("64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "100::1", "not an address"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_is_outside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", [OUTSIDE, "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_on_the_open_internet_is_outside(address: str) -> None:
    assert is_outside(address)


def gate(*found: str, allowed: frozenset[str] = frozenset()) -> Gate:
    def look_up(_host: str, _port: int) -> Sequence[str]:
        if not found:
            raise OSError
        return found

    return Gate(allowed, look_up)


def refusal(address: str, *found: str) -> str:
    with pytest.raises(AddressRefusedError) as refused:
        gate(*(found or (OUTSIDE,))).open(address)
    return refused.value.text.en


@pytest.mark.parametrize(
    "address",
    [
        *("https://localhost/", "https://localhost./x", "https://LOCALHOST:8443/", "https://portal.localhost/"),
        *("https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1]/"),
        *("https://169.254.169.254/latest/meta-data", "https://metadata.google.internal/", "https://printer.local/"),
        *("https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://0x7f.1/"),
        *("https://10.0.0.1:8443/", "https://router/", "https://nas.lan/", "https://100.64.0.1/"),
    ],
)
def test_an_address_inside_is_refused_with_a_sentence_before_anybody_looks_it_up(address: str) -> None:
    assert "within the hub's own network" in refusal(address)


@pytest.mark.parametrize("found", [each for each in INSIDE if each != "not an address"])
def test_a_name_that_leads_inside_is_refused(found: str) -> None:
    assert "within the hub's own network" in refusal("https://portal.example.org/", found)


def test_a_name_of_which_one_address_leads_inside_is_refused() -> None:
    assert "within the hub's own network" in refusal("https://portal.example.org/", OUTSIDE, "10.0.0.1")


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    target, number = gate(OUTSIDE, "8.8.8.8").open("https://Portal.Example.org:8443/in?x=1")
    assert number == OUTSIDE
    assert (target.host, target.port, target.path) == ("portal.example.org", 8443, "/in?x=1")
    assert target.authority == "portal.example.org:8443"


@pytest.mark.parametrize(
    "address",
    [
        *("", "portal", "ftp://portal.example.org/", "https://", "https:///x", "https://portal.example.org:0/"),
        *("https://portal.example.org:99999/", "https://por tal.example.org/", "https://portal.example.org/#x"),
        *("https://portal.example.org\\@127.0.0.1/", "https://portal.example.org/\n", "https://pörtal.example.org/"),
        *("https://" + "a" * 3000 + ".nl/", "https://-a.example.org/", "https://[::1", "file:///etc/passwd"),
        *("https://exa%6dple.org/", "https://a..b.nl/", "//portal.example.org/"),
    ],
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    assert "no web address" in refusal(address)


def test_without_a_secure_connection_or_with_a_password_it_is_refused() -> None:
    assert "https://" in refusal("http://portal.example.org/")
    assert "user name or password" in refusal("https://user:secret@portal.example.org/")
    assert "user name or password" in refusal("https://portal.example.org@127.0.0.1/")


def test_a_name_that_nobody_knows_is_refused() -> None:
    with pytest.raises(AddressRefusedError) as refused:
        gate().open("https://portal.example.org/")
    assert "cannot find portal.example.org" in refused.value.text.en


def test_only_what_the_operator_names_may_be_inside() -> None:
    allowed = Gate.from_environment({"HUB_WEBHOOK_ALLOW": "portal.test:8080, 127.0.0.1"})
    assert not allowed.read("http://127.0.0.1:9/x").secure
    assert allowed.read("http://portal.test:8080/x").trusted
    for address in ("http://portal.test:8081/x", "http://127.0.0.2/x"):
        with pytest.raises(AddressRefusedError):
            allowed.read(address)
