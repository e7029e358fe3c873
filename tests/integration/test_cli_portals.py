"""`hub token` and `hub webhook`: what the host does for a school without a browser."""

import json
import re
from typing import Any

import pytest

from hub.store import SchoolEntry, Store, WebhookState

pytestmark = pytest.mark.usefixtures("school")
OF_SCHOOL = ("--school", "99XX")


def test_a_token_is_made_shown_once_listed_and_revoked(command: Any, store: Store, school: SchoolEntry) -> None:
    made = json.loads(command("token", "add", "Ouderapp", *OF_SCHOOL, "--scope", "roll:read", "--json").stdout)
    assert re.fullmatch(rf"kh_{school.id}_[\w-]{{43}}", made["token"])
    listed = command("token", "list", *OF_SCHOOL)
    assert "Ouderapp" in listed.stdout
    assert made["token"] not in listed.stdout
    with store.open(school.id) as books:
        assert books.api_tokens.enter(made["token"]) is not None
    assert command("token", "revoke", str(made["id"]), *OF_SCHOOL).returncode == 0
    again = command("token", "revoke", str(made["id"]), *OF_SCHOOL)
    assert (again.returncode, "hub token list" in again.stderr) == (2, True)


def test_a_token_needs_a_scope_that_there_is(command: Any) -> None:
    refused = command("token", "add", "Ouderapp", *OF_SCHOOL, "--scope", "alles")
    assert (refused.returncode, "alles" in refused.stderr) == (2, True)


def test_an_address_is_added_tried_turned_and_taken_away(command: Any, store: Store, school: SchoolEntry) -> None:
    asked = ("webhook", "add", "http://127.0.0.1:9/in", *OF_SCHOOL, "--event", "pupil.changed", "--json")
    made = json.loads(command(*asked, HUB_WEBHOOK_ALLOW="127.0.0.1").stdout)
    assert made["secret"].startswith("whsec_")
    number = str(made["id"])
    assert command("webhook", "ping", number, *OF_SCHOOL).returncode == 0
    (row,) = json.loads(command("webhook", "list", *OF_SCHOOL, "--json").stdout)
    assert (row["state"], row["events"], row["messages"]) == ("on", ["pupil.changed"], {"waiting": 1})
    assert command("webhook", "off", number, *OF_SCHOOL).returncode == 0
    with store.open(school.id) as books:
        found = books.webhooks.find(made["id"])
        assert found is not None
        assert found.state is WebhookState.OFF
    assert command("webhook", "on", number, *OF_SCHOOL).returncode == 0
    assert command("webhook", "remove", number, *OF_SCHOOL).returncode == 0
    gone = command("webhook", "ping", number, *OF_SCHOOL)
    assert (gone.returncode, "hub webhook list" in gone.stderr) == (2, True)


def test_an_address_inside_is_refused_with_a_sentence(command: Any, store: Store, school: SchoolEntry) -> None:
    refused = command("webhook", "add", "https://169.254.169.254/", *OF_SCHOOL, "--event", "pupil.changed")
    assert (refused.returncode, "binnen het netwerk van de hub" in refused.stderr) == (2, True)
    with store.open(school.id) as books:
        assert books.webhooks.all() == []
