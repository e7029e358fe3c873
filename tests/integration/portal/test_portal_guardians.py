"""The school's page of guardians: who has an account, inviting, blocking and taking apart."""

import re
from typing import Any

import pytest

from hub.records import Kind
from tests.integration.portal.families import Families, child, grown_up, tie

LIST = "/s/99XX/guardians"


@pytest.fixture
def office(families: Families) -> Any:
    """An administrator of a school where three guardians were not let in: one of them without an e-mail address."""
    families.say(
        families.house.school,
        child("sem-1", "Sem", "Bos"),
        grown_up("anna", "Anna", "Bos"),
        grown_up("bram", "Bram", "Bos"),
        grown_up("cor", "Cor", "Bos", email=""),
        tie("sem-1", "anna"),
        tie("sem-1", "bram"),
        tie("sem-1", "cor"),
    )
    return families.house.as_("admin")


def page_of(visitor: Any, name: str) -> str:
    found = re.search(rf'href="({LIST}/[^"]+)">{name}', visitor.get(f"{LIST}?q={name.split(maxsplit=1)[0]}").text)
    assert found, name
    return found[1]


def letters(families: Families) -> int:
    with families.house.store.open(families.house.school.id) as books:
        return sum(each.letter == "invitation" for each in books.letters.all())


def test_the_list_shows_who_has_an_account_and_no_key(families: Families, office: Any) -> None:
    page = office.get(LIST).text
    assert "Heeft een account" in page
    assert "Geen e-mailadres" in page
    assert not any(f"{key}<" in page or f"/{key}" in page for key in ("anna", "gea", "sem-1"))
    assert "Anna Bos" in office.get(f"{LIST}?account=uninvited&q=bos").text
    assert "Gea" not in office.get(f"{LIST}?account=uninvited").text
    assert "Geen verzorger gevonden" in office.get(f"{LIST}?q=zzzz").text
    assert families.house.rows("SELECT count(*) FROM hub.school") == 2


def test_everybody_is_invited_after_seeing_how_many_letters_go_out(families: Families, office: Any) -> None:
    before = letters(families)
    page = office.get(f"{LIST}/invite").text
    assert "Er gaan 2 e-mails uit" in page
    assert "1 × Geen e-mailadres" in page
    assert office.post(f"{LIST}/invite", group="", letters="3").headers["location"].endswith("count_changed")
    assert letters(families) == before
    office.get(f"{LIST}/invite")
    assert office.post(f"{LIST}/invite", group="", letters="2").headers["location"].endswith("invited_many")
    assert letters(families) == before + 2
    assert "Er is hier niemand om uit te nodigen" in office.get(f"{LIST}/invite").text


def test_a_class_that_is_not_there_invites_nobody(office: Any) -> None:
    assert office.get(f"{LIST}/invite?group=nergens").status_code == 404


def test_one_guardian_is_invited_again_and_the_invitation_taken_back(families: Families, office: Any) -> None:
    path, before = page_of(office, "Anna Bos"), letters(families)
    for _ in range(2):
        office.get(path)
        assert office.post(f"{path}/invitation", act="invite").headers["location"].endswith("invited")
    assert letters(families) == before + 2
    assert "Uitgenodigd" in office.get(path).text
    assert office.post(f"{path}/invitation", act="revoke").headers["location"].endswith("invitation_revoked")
    assert "Nog niet uitgenodigd" in office.get(path).text


def test_who_has_no_address_is_told_so_and_gets_no_letter(families: Families, office: Any) -> None:
    path, before = page_of(office, "Cor Bos"), letters(families)
    page = office.get(path).text
    assert "geen e-mailadres" in page
    assert f"{path}/invitation" not in page
    assert office.post(f"{path}/invitation", act="invite").status_code == 409
    assert letters(families) == before


def test_a_blocked_guardian_is_out_and_comes_back(families: Families, office: Any) -> None:
    gea, path = families.house.as_("gea"), page_of(office, "Gea")
    for act, status in (("block", 404), ("unblock", 200), ("unlink", 404)):
        office.get(path)
        assert office.post(f"{path}/account", act=act).headers["location"].endswith(f"account_{act}")
        assert gea.get("/family/me").status_code == status
    assert "Nog niet uitgenodigd" in office.get(path).text
    assert office.post(f"{path}/account", act="block").status_code == 404


def test_staff_invite_and_only_an_administrator_blocks(families: Families, office: Any) -> None:
    staff = families.house.as_("staff")
    path = page_of(staff, "Gea")
    assert "Blokkeer" in office.get(path).text
    assert "Blokkeer" not in staff.get(path).text
    assert staff.post(f"{path}/account", act="block").status_code == 403
    other = page_of(staff, "Anna Bos")
    staff.get(other)
    assert staff.post(f"{other}/invitation", act="invite").status_code == 303


@pytest.mark.parametrize("who", ["gea", "board", "operator", "parent"])
def test_nobody_else_opens_the_page(families: Families, office: Any, who: str) -> None:
    path = page_of(office, "Gea")
    visitor = families.house.as_(who)
    for each in (LIST, path, f"{LIST}/invite"):
        assert visitor.get(each).status_code == 403
    assert visitor.post(f"{path}/invitation", act="invite").status_code == 403


def test_a_guardian_of_another_school_is_not_there(families: Families, office: Any) -> None:
    path = page_of(office, "Gea").rpartition("/")[2]
    stranger = families.house.as_("stranger")
    assert stranger.get(f"{LIST}/{path}").status_code == 404
    assert stranger.get(f"/s/98YY/guardians/{path}").status_code == 404
    assert "Piet" not in stranger.get("/s/98YY/guardians").text
    assert "Gea" in stranger.get("/s/98YY/guardians").text


def test_every_act_stands_in_the_audit_trail_without_a_name(families: Families, office: Any) -> None:
    path = page_of(office, "Gea")
    office.get(path)
    office.post(f"{path}/account", act="block")
    with families.house.store.open(families.house.school.id) as books:
        entries = books.audit.entries(limit=200)
        assert {"guardian.invited", "guardian.linked", "guardian.blocked"} <= {each.act for each in entries}
        assert not any("Gea" in f"{each.subject}{each.details}" for each in entries)
        assert books.changes.records(Kind.GUARDIANS, ["gea"])
