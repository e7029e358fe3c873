"""`hub guardian` and `hub account invite`, as an operator gives them."""

import json

from hub.store import AccountState
from tests.integration.accounts.conftest import Office, person
from tests.integration.conftest import Command


def test_guardians_are_listed_with_how_far_they_are(command: Command, office: Office) -> None:
    office.say(person("g3", "Anna", "Vos", email=" "))
    listed = json.loads(command("guardian", "list", "--school", "99XX", "--json").stdout)
    assert {each["key"]: each["state"] for each in listed} == {"g1": "uninvited", "g2": "uninvited", "g3": "no_email"}
    narrowed = command("guardian", "list", "--school", "99XX", "--state", "no_email").stdout
    assert "Anna" in narrowed
    assert "Gea" not in narrowed


def test_an_invitation_shows_its_link_only_when_asked(command: Command, office: Office) -> None:
    plain = command("guardian", "invite", "g1", "--school", "99XX")
    assert plain.returncode == 0, plain.stderr
    assert "/invitation/" not in plain.stdout + plain.stderr
    shown = command("guardian", "invite", "g1", "--link", "--school", "99XX", HUB_PUBLIC_URL="https://hub.example/")
    assert "https://hub.example/invitation/" in shown.stdout
    assert "alleen aan die verzorger" in shown.stderr
    assert office.state("g1") is AccountState.INVITED


def test_all_who_have_no_account_are_invited_at_once(command: Command, office: Office) -> None:
    invited = json.loads(command("guardian", "invite", "--all", "--school", "99XX", "--json").stdout)
    assert sorted(invited["invited"]) == ["g1", "g2", "g3"]
    assert json.loads(command("guardian", "invite", "--all", "--school", "99XX", "--json").stdout)["invited"] == []
    gone = command("guardian", "revoke", "g2", "--school", "99XX")
    assert "ingetrokken" in gone.stdout
    assert office.state("g2") is AccountState.UNINVITED


def test_what_cannot_be_done_says_why_and_invites_nobody(command: Command, office: Office) -> None:
    for arguments in (["nobody"], [], ["g1", "--all"]):
        refused = command("guardian", "invite", *arguments, "--school", "99XX")
        assert refused.returncode == 2
        assert refused.stderr
    assert office.state("g1") is AccountState.UNINVITED


def test_a_colleague_gets_a_link_to_choose_a_password(command: Command, office: Office) -> None:
    asked = ["account", "invite", "kim@school.example", "--name", "Kim", "--role", "staff", "--school", "99XX"]
    shown = json.loads(command(*asked, "--link", "--json").stdout)
    assert shown["invited"]
    assert shown["link"].startswith("/password/")
    assert "/password/" not in command(*asked).stdout
    assert office.school.code
