"""The bare inbox: what guardians ask waits for a person, with no plugin on that could decide."""

import re
from typing import Any

import pytest

from hub.records import SchoolCode
from hub.store import ItemState
from hub.testing.made_up import made_up_school
from tests.wishes import ask_for, take_in_families

INBOX = "/s/99XX/changes"


@pytest.fixture
def asked(house: Any) -> Any:
    """The house, with guardians at both schools who ask for three things each."""
    for code in ("99XX", "98YY"):
        take_in_families(house.store, made_up_school(SchoolCode.parse(code), pupils=20, seed=1))
    house.items = ask_for(house.store, house.desk.registry, house.school.code, 3)
    house.others = ask_for(house.store, house.desk.registry, house.other.code, 3)
    return house


def state(house: Any, number: int) -> ItemState:
    with house.store.open(house.school.id) as books:
        found: ItemState = books.changes.item(number).state
    return found


def mark(text: str) -> str:
    found = re.search(r'name="mark" value="(\w+)"', text)
    assert found
    return found[1]


def test_where_nothing_is_asked_the_inbox_says_so(house: Any) -> None:
    page = house.as_("staff").get(INBOX)
    assert page.status_code == 200
    assert "Er wacht niets op u" in page.text
    assert f'href="{INBOX}" aria-current="page"' in page.text


def test_the_inbox_lists_what_waits_and_leads_to_each(asked: Any) -> None:
    page = asked.as_("staff").get(INBOX).text
    assert [int(each) for each in re.findall(r'<a href="/s/99XX/changes/(\d+)"', page)] == [
        each.id for each in asked.items
    ]
    assert "06 23450000" in page
    assert "Wacht op besluit (3)" in page


def test_the_schools_first_page_says_how_many_wait_and_leads_there(asked: Any) -> None:
    front = asked.as_("staff").get("/s/99XX").text
    assert "Er wachten 3 aanvragen op de school." in front
    assert f'<a href="{INBOX}">Bekijk de aanvragen</a>' in front
    assert "Bekijk de aanvragen" not in asked.as_("operator").get("/s/99XX").text


def test_staff_approves_and_the_request_goes_its_way(asked: Any) -> None:
    visitor, item = asked.as_("staff"), asked.items[0]
    page = visitor.get(f"{INBOX}/{item.id}").text
    assert "<del>" in page
    answer = visitor.post(f"{INBOX}/{item.id}/approve", mark=mark(page))
    assert answer.status_code == 303
    after = visitor.get(answer.headers["location"]).text
    assert "Typ de nieuwe waarde nu over" in after
    assert state(asked, item.id) is ItemState.TASK
    assert visitor.post(f"{INBOX}/{item.id}/typed").status_code == 303
    assert "Ingetypt door Naam staff" in visitor.get(f"{INBOX}/{item.id}").text


def test_a_refusal_needs_a_reason_and_keeps_it(asked: Any) -> None:
    visitor, item = asked.as_("staff"), asked.items[0]
    page = visitor.get(f"{INBOX}/{item.id}").text
    bare = visitor.post(f"{INBOX}/{item.id}/refuse", mark=mark(page), reason="  ")
    assert bare.status_code == 422
    assert "Geef een reden." in bare.text
    assert state(asked, item.id) is ItemState.REQUESTED
    assert visitor.post(f"{INBOX}/{item.id}/refuse", mark=mark(page), reason="Bel ons even.").status_code == 303
    assert "Bel ons even." in visitor.get(f"{INBOX}/{item.id}").text
    assert f"/changes/{item.id}" in visitor.get(f"{INBOX}?only=refused").text


def test_staff_mends_a_value_and_a_value_that_cannot_be_comes_back(asked: Any) -> None:
    visitor, item = asked.as_("staff"), asked.items[0]
    page = visitor.get(f"{INBOX}/{item.id}").text
    wrong = visitor.post(f"{INBOX}/{item.id}/correct", mark=mark(page), value="kapot")
    assert wrong.status_code == 422
    assert 'value="kapot"' in wrong.text
    assert visitor.post(f"{INBOX}/{item.id}/correct", mark=mark(page), value="06 1111 2222").status_code == 303
    after = visitor.get(f"{INBOX}/{item.id}").text
    assert "06 11112222" in after
    assert "door de school verbeterd" in after


def test_the_second_who_decides_sees_who_was_first(asked: Any) -> None:
    item = asked.items[0]
    first, second = asked.as_("staff"), asked.as_("admin")
    seen = mark(second.get(f"{INBOX}/{item.id}").text)
    first.get(f"{INBOX}/{item.id}")
    first.post(f"{INBOX}/{item.id}/refuse", reason="Nee.")
    late = second.post(f"{INBOX}/{item.id}/approve", mark=seen)
    assert late.status_code == 409
    assert "Al geweigerd door Naam staff." in late.text
    assert state(asked, item.id) is ItemState.REFUSED


@pytest.mark.parametrize("who", ["parent", "board", "operator"])
def test_who_is_not_of_the_staff_sees_and_decides_nothing(asked: Any, who: str) -> None:
    visitor, item = asked.as_(who), asked.items[0]
    assert visitor.get(INBOX).status_code == 403
    assert visitor.get(f"{INBOX}/{item.id}").status_code == 403
    assert visitor.post(f"{INBOX}/{item.id}/approve").status_code == 403
    assert INBOX not in visitor.get("/").text
    assert state(asked, item.id) is ItemState.REQUESTED


def test_another_schools_request_is_not_there(asked: Any) -> None:
    visitor, other = asked.as_("admin"), asked.others[0]
    assert visitor.get(f"{INBOX}/{other.id}").status_code == 404
    assert visitor.post(f"{INBOX}/{other.id}/approve").status_code == 404
    assert visitor.get(f"/s/98YY/changes/{other.id}").status_code == 404


def test_a_member_of_staff_does_not_decide_on_his_own_wish_as_a_parent(asked: Any) -> None:
    item = asked.items[0]
    with asked.store.open(asked.school.id) as books:
        guardian = books.changes.record(item.kind, item.key)
        assert books.guardian_accounts.link(guardian, asked.people["staff"])
    visitor = asked.as_("staff")
    page = visitor.get(f"{INBOX}/{item.id}").text
    assert "uw eigen aanvraag" in page
    assert "/approve" not in page
    assert visitor.post(f"{INBOX}/{item.id}/approve").status_code == 422
    assert state(asked, item.id) is ItemState.REQUESTED


def test_a_decision_that_does_not_exist_is_not_there(asked: Any) -> None:
    visitor = asked.as_("staff")
    visitor.get(INBOX)
    assert visitor.post(f"{INBOX}/{asked.items[0].id}/dance").status_code == 404
    assert visitor.get(f"{INBOX}/{2**63}").status_code == 404
    assert visitor.get(f"{INBOX}?after={2**70}&only=nothing").status_code == 200


def test_all_decisions_on_one_request_are_in_the_audit_trail_without_values(asked: Any) -> None:
    visitor, item = asked.as_("admin"), asked.items[0]
    visitor.get(f"{INBOX}/{item.id}")
    visitor.post(f"{INBOX}/{item.id}/approve")
    trail = visitor.get("/s/99XX/audit").text
    assert f"item {item.id}" in trail
    assert "2345" not in trail
