"""Coming in by the link of a letter, through the real portal."""

import re
from typing import Any

import pytest

from hub import accounts
from hub.records import Guardian
from tests.integration.portal.families import Families, child, grown_up, tie

NEW = "acht gele laarzen"


def invited(families: Families, key: str, at: Any = None) -> str:
    """Invite anew, and return the address of the letter's link."""
    school = at or families.house.school
    with families.house.store.open(school.id) as books:
        (number,) = accounts.invite(books, [key])
        return f"/invitation/{books.invitations.link_token(number)}"


def reset_link(families: Families) -> str:
    with families.house.store.directory() as directory:
        letter = directory.letters.all()[0]
        return f"/password/{directory.links.link_token(letter.subject)}"


@pytest.fixture
def newcomer(families: Families) -> Guardian:
    """Anna has a child at the school and no account yet."""
    anna = grown_up("anna", "Anna", "Bos")
    families.say(families.house.school, child("sem-1", "Sem", "Bos"), anna, tie("sem-1", "anna"))
    return anna


def test_who_is_invited_chooses_a_password_and_sees_her_child(families: Families, newcomer: Guardian) -> None:
    assert newcomer.first_name == "Anna"
    link = invited(families, "anna")
    visitor = families.house.browser()
    page = visitor.get(link)
    assert page.status_code == 200
    assert "Welkom, Anna Bos" in page.text
    assert "De Regenboog" in page.text
    assert "anna" not in link
    assert "Sem" not in page.text
    answer = visitor.post(link, new=NEW, again=NEW)
    assert answer.headers["location"] == "/family?notice=first_time"
    assert "Sem Bos" in visitor.get("/family").text
    assert families.house.browser().get(link).status_code == 404


@pytest.mark.parametrize(("new", "again"), [(NEW, "iets anders lang"), ("kort", "kort"), ("", "")])
def test_a_poor_password_makes_no_account(families: Families, newcomer: Guardian, new: str, again: str) -> None:
    link = invited(families, str(newcomer.key))
    visitor = families.house.browser()
    visitor.get(link)
    assert visitor.post(link, new=new, again=again).status_code == 422
    assert visitor.get("/family").status_code == 303
    assert visitor.get(link).status_code == 200


def test_looking_at_an_invitation_uses_nothing(families: Families, newcomer: Guardian) -> None:
    link = invited(families, str(newcomer.key))
    for _ in range(3):
        assert families.house.browser().get(link).status_code == 200


def test_an_account_that_exists_is_linked_after_logging_in_and_confirming(families: Families) -> None:
    link = invited(families, "gea", families.house.other)
    visitor = families.house.browser()
    page = visitor.get(link).text
    assert "U hebt al een account" in page
    assert 'name="new"' not in page
    assert visitor.post(link, new=NEW, again=NEW).headers["location"] == f"/login?next={link}"
    visitor.log_in("gea")
    assert "Ja, dat ben ik" in visitor.get(link).text
    assert "Tess" not in visitor.get("/family").text
    visitor.get(link)
    assert visitor.post(link).headers["location"] == "/family?notice=linked"
    assert "Tess" in visitor.get("/family").text


def test_the_account_of_somebody_else_in_the_house_takes_in_nobody(families: Families, newcomer: Guardian) -> None:
    link = invited(families, str(newcomer.key))
    visitor = families.house.as_("gea")
    visitor.get(link)
    answer = visitor.post(link)
    assert answer.status_code == 422
    assert "iemand met een andere naam" in answer.text
    assert "Sem" not in visitor.get("/family").text


@pytest.mark.parametrize("path", ["/invitation/1-1-abc", "/invitation/x", "/password/1-abc", "/password/x"])
def test_a_link_that_opens_nothing_says_what_to_do(families: Families, path: str) -> None:
    visitor = families.house.browser()
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert "werkt niet meer" in answer.text
    assert visitor.post(path, new=NEW, again=NEW).status_code == 404


def test_who_tries_many_links_has_to_wait(families: Families) -> None:
    visitor = families.house.browser()
    found = [visitor.get(f"/invitation/1-{number}-abc").status_code for number in range(12)]
    assert found[0] == 404
    assert found[-1] == 429


def test_a_forgotten_password_is_chosen_anew(families: Families) -> None:
    visitor = families.house.browser()
    elsewhere = families.house.as_("gea")
    visitor.get("/password")
    assert "zo een e-mail" in visitor.post("/password", email="GEA@school.example").text
    link = reset_link(families)
    assert "gea@school.example" in visitor.get(link).text
    assert visitor.post(link, new="gea", again="gea").status_code == 422
    answer = visitor.post(link, new=NEW, again=NEW)
    assert answer.headers["location"] == "/login?notice=password_chosen"
    assert elsewhere.get("/family").status_code == 303
    assert visitor.log_in("gea", NEW).status_code == 303
    assert families.house.browser().get(link).status_code == 404


def test_nobody_learns_from_the_answer_whether_there_is_an_account(families: Families) -> None:
    answers = []
    for email in ("gea@school.example", "niemand@school.example", "", "x" * 400):
        visitor = families.house.browser()
        visitor.get("/password")
        answer = visitor.post("/password", email=email)
        answers.append((answer.status_code, re.sub(r'value="[0-9a-f]{64}"', "", answer.text)))
    assert len(set(answers)) == 1
    with families.house.store.directory() as directory:
        assert len(directory.letters.all()) == 1


def test_links_to_a_new_password_are_not_sent_without_end(families: Families) -> None:
    visitor = families.house.browser()
    visitor.get("/password")
    found = [visitor.post("/password", email="gea@school.example").status_code for _ in range(12)]
    assert found[-1] == 429
    assert families.house.browser().log_in("gea").status_code == 303  # who is logging in is not kept out by that
