"""What is filled in for ESIS is checked before it is used, and shown nowhere."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hub_esis import las_connector, plugin
from hub_esis.settings import EsisSettings

from hub.contract import School, SettingsRefusedError, fields_of, read_settings
from hub.records import SchoolCode

GOOD = {
    "endpoint": "https://school.rovictonline.nl/uwlr2.2.svc",
    "authorisation_key": "sleutel",
    "customer_code": "KH01",
    "customer_name": "Koppelhub",
}


def problems(**values: Any) -> dict[str, str]:
    with pytest.raises(SettingsRefusedError) as refused:
        read_settings(EsisSettings, GOOD | values)
    return {name: text.nl for name, text in refused.value.problems.items()}


def test_the_names_are_those_of_the_command_line() -> None:
    assert [each.name for each in fields_of(EsisSettings)] == [
        "endpoint",
        "authorisation_key",
        "customer_code",
        "customer_name",
        "certificate",
        "certificate_password",
        "parent_portal_endpoint",
    ]


def test_four_settings_make_a_coupling() -> None:
    settings = read_settings(EsisSettings, GOOD)
    assert settings.parent_portal_endpoint == ""
    assert settings.client_certificate() is None
    assert las_connector(School(SchoolCode("99XX"), "De Proef"), settings)
    assert plugin.settings is EsisSettings


@pytest.mark.parametrize("name", ["endpoint", "parent_portal_endpoint"])
@pytest.mark.parametrize(
    "address",
    ["http://school.rovictonline.nl/", "http://127.0.0.1.example.nl/", "ftp://x.nl/", "school.nl", "file:///etc/passwd",
     "https://", "https://naam:wachtwoord@school.nl/", "http://[::ffff:8.8.8.8]/", "https://[1/"],
)  # fmt: skip
def test_an_address_is_https_and_holds_no_password(name: str, address: str) -> None:
    assert problems(**{name: address}).keys() == {name}


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "[::1]"])
def test_plain_http_is_taken_on_this_machine_itself(host: str) -> None:
    assert read_settings(EsisSettings, GOOD | {"endpoint": f"http://{host}:8080/uwlr"}).endpoint


@pytest.mark.parametrize("name", ["authorisation_key", "customer_code", "customer_name"])
def test_what_goes_into_the_header_has_64_characters_at_most(name: str) -> None:
    assert read_settings(EsisSettings, GOOD | {name: "x" * 64})
    assert problems(**{name: "x" * 65}).keys() == {name}


def test_a_certificate_opens_with_its_password_as_base64_or_as_bytes(p12: Callable[..., bytes]) -> None:
    content = p12(password="geheim")
    for text in (base64.b64encode(content).decode(), base64.encodebytes(content).decode(), content.decode("latin-1")):
        values = {**GOOD, "certificate_password": "geheim"}
        settings = EsisSettings(**{**as_given(values), "certificate": secret(text)})
        assert settings.client_certificate() is not None


def as_given(values: dict[str, str]) -> dict[str, Any]:
    return {
        name: secret(value) if name in ("authorisation_key", "certificate_password") else value
        for name, value in values.items()
    }


def secret(value: str) -> Any:
    from hub.contract import Secret

    return Secret(value)


def test_a_wrong_password_is_told_when_it_is_filled_in(p12: Callable[..., bytes]) -> None:
    content = base64.b64encode(p12(password="geheim")).decode()
    assert "wachtwoord" in problems(certificate=content, certificate_password="anders")["certificate"]


def test_a_certificate_without_its_password_asks_for_the_password(p12: Callable[..., bytes]) -> None:
    content = base64.b64encode(p12(password="geheim")).decode()
    assert problems(certificate=content).keys() == {"certificate_password"}


def test_something_else_than_a_certificate_is_told() -> None:
    assert "geopend" in problems(certificate="geen certificaat")["certificate"]


def test_settings_show_no_secret(p12: Callable[..., bytes]) -> None:
    content = base64.b64encode(p12(password="geheim")).decode()
    settings = read_settings(EsisSettings, {**GOOD, "certificate": content, "certificate_password": "geheim"})
    shown = repr(settings) + repr(settings.client_certificate())
    assert "geheim" not in shown
    assert "'sleutel'" not in shown
    assert content[:20] not in shown
