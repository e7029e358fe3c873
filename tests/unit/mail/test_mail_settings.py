"""The settings of mail: what is right, and what to do about what is not."""

from pathlib import Path

import pytest

from hub.contract import ConfigurationError
from hub.mail.settings import Mailing, Safety

RIGHT = {"HUB_MAIL_FROM": "post@hub.example", "HUB_PUBLIC_URL": "https://hub.example/"}


def read(url: str, **more: str) -> Mailing:
    return Mailing.from_environment({"HUB_SMTP_URL": url, **RIGHT, **more})


def test_without_a_server_nothing_is_asked() -> None:
    assert not Mailing.from_environment({}).is_set


@pytest.mark.parametrize(
    ("url", "port", "safety"),
    [
        ("smtp://mail.example", 25, Safety.NONE),
        ("smtp+starttls://mail.example", 587, Safety.STARTTLS),
        ("smtps://mail.example", 465, Safety.TLS),
        ("smtps://mail.example:2465", 2465, Safety.TLS),
        ("smtp://[::1]:1025", 1025, Safety.NONE),
    ],
)
def test_a_server_is_named_by_its_address(url: str, port: int, safety: Safety) -> None:
    found = read(url)
    assert (found.port, found.safety, found.public_url) == (port, safety, "https://hub.example")


def test_user_and_password_may_hold_any_sign_and_show_nowhere() -> None:
    found = read("smtps://post%40hub.example:kan%2Farie%3A@mail.example")
    assert found.user == "post@hub.example"
    assert found.password is not None
    assert found.password.reveal() == "kan/arie:"
    assert "kan" not in repr(found)


def test_the_password_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("kanarie\n", encoding="utf-8")
    found = read("smtps://hub@mail.example", HUB_SMTP_PASSWORD_FILE=str(file))
    assert found.password is not None
    assert found.password.reveal() == "kanarie"


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"HUB_SMTP_URL": "mail.example"}, "HUB_SMTP_URL"),
        ({"HUB_SMTP_URL": "http://mail.example"}, "HUB_SMTP_URL"),
        ({"HUB_SMTP_URL": "smtp://"}, "HUB_SMTP_URL"),
        ({"HUB_SMTP_URL": "smtp://mail.example:port"}, "HUB_SMTP_URL"),
        ({"HUB_SMTP_URL": "smtp://hub:kanarie@mail.example"}, "onversleuteld"),
        ({"HUB_MAIL_FROM": ""}, "HUB_MAIL_FROM"),
        ({"HUB_MAIL_FROM": "De school"}, "HUB_MAIL_FROM"),
        ({"HUB_MAIL_FROM": "a@b.example\nBcc: c@d.example"}, "HUB_MAIL_FROM"),
        ({"HUB_PUBLIC_URL": ""}, "HUB_PUBLIC_URL"),
        ({"HUB_PUBLIC_URL": "http://hub.example"}, "HUB_PUBLIC_URL"),
        ({"HUB_PUBLIC_URL": "https://hub.example/?a=b"}, "HUB_PUBLIC_URL"),
        ({"HUB_MAIL_PER_MINUTE": "0"}, "HUB_MAIL_PER_MINUTE"),
        ({"HUB_MAIL_PER_MINUTE": "inf"}, "HUB_MAIL_PER_MINUTE"),
        ({"HUB_SMTP_PASSWORD_FILE": "/nowhere/password"}, "/nowhere/password"),
    ],
)
def test_a_setting_that_is_wrong_is_named_and_no_password_shown(settings: dict[str, str], names: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read(**{"url": "smtps://hub@mail.example", **_as_arguments(settings)})
    assert names in refused.value.text.nl
    assert "kanarie" not in refused.value.text.nl


def _as_arguments(settings: dict[str, str]) -> dict[str, str]:
    url = {"url": settings["HUB_SMTP_URL"]} if "HUB_SMTP_URL" in settings else {}
    return url | {name: value for name, value in settings.items() if name != "HUB_SMTP_URL"}


def test_a_portal_on_this_machine_may_be_plain() -> None:
    assert read("smtp://localhost:1025", HUB_PUBLIC_URL="http://127.0.0.1:8000").public_url == "http://127.0.0.1:8000"
