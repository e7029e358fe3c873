"""What the how-tos tell a vendor is so: their code runs, against a real hub, and reads what it really sends."""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hub.portal.api.problems import SENTENCES
from hub.store import Scope
from hub.webhooks import EVENTS, IN_BULK, new_secret
from hub.webhooks.signing import headers
from tests.integration.api.conftest import Api

DOCS = Path(__file__).parents[3] / "docs/how-to"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(name: str) -> list[str]:
    return BLOCK.findall((DOCS / name).read_text(encoding="utf-8"))


def test_the_examples_of_the_api_run_one_after_another(
    api: Api, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {}
    for block in blocks("use-the-api.md"):
        here = block.replace("https://hub.example", address).replace("kh_7_...", api.token)
        exec(here, names)  # noqa: S102 - our own page
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("De Regenboog")
    assert told[1] == "2 2 0"
    assert any("download" in line for line in told[2:-1])
    assert told[-1].startswith("requested")
    assert api.get("/changes").json()["items"][0]["state"] == "withdrawn"


def test_the_page_names_every_scope_and_every_status() -> None:
    page = (DOCS / "use-the-api.md").read_text(encoding="utf-8")
    assert all(f"`{each.value}`" in page for each in Scope)
    assert all(f"| {each}" in page or f", {each} |" in page for each in SENTENCES if each not in {405, 413, 415, 503})


def test_the_page_of_webhooks_names_every_event() -> None:
    page = (DOCS / "webhooks.md").read_text(encoding="utf-8")
    assert all(f"`{each}`" in page or f"`.{each.partition('.')[2]}`" in page for each in (*EVENTS, *IN_BULK))


def verified(secret: str, given: Mapping[str, str], body: bytes) -> bool:
    names: dict[str, Any] = {}
    (block,) = blocks("webhooks.md")
    exec(block, names)  # noqa: S102 - our own page
    return bool(names["verified"](secret, given, body))


def test_the_code_that_the_page_gives_verifies_what_the_hub_signs_and_nothing_else() -> None:
    secret, old, moment, body = new_secret(), new_secret(), int(time.time()), b'{"type":"x"}'
    sent = headers("msg", moment, body, [secret, old])
    assert verified(secret.reveal(), sent, body)
    assert verified(old.reveal(), sent, body)
    assert not verified(new_secret().reveal(), sent, body)
    assert not verified(secret.reveal(), sent, body + b" ")
    assert not verified(secret.reveal(), headers("msg", moment - 301, body, [secret]), body)
    assert not verified(secret.reveal(), {**sent, "webhook-timestamp": "x"}, body)
