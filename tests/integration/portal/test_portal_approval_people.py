"""A school chooses who decides, who is away and who stands in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.app import bring_tables
from hub.changes.approvers import approvers
from hub.registry import Registry
from hub.store import Role, Store

PEOPLE = "/s/99XX/p/approvals/rules/people"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def registry(store: Store) -> Registry:
    made = Registry.load()
    bring_tables(store, made)
    return made


@pytest.fixture
def school(house: Any) -> Any:
    house.add("colleague", Role.STAFF, house.school)
    with house.store.open(house.school.id) as books:
        books.plugins.switch("approvals", on=True)
    return house


def decide(house: Any) -> set[str]:
    with house.store.open(house.school.id) as books:
        chosen = approvers(house.desk.registry, books)
    return {who for who, number in house.people.items() if number in chosen}


def away(visitor: Any, **form: Any) -> Any:
    visitor.get(PEOPLE)
    return visitor.post(f"{PEOPLE}/away", **{name: str(value) for name, value in form.items()})


def test_all_staff_decide_until_the_school_chooses(school: Any) -> None:
    assert decide(school) == {"staff", "admin", "colleague"}
    visitor = school.as_("admin")
    visitor.get(PEOPLE)
    answer = visitor.post(PEOPLE, who="chosen", deciders=str(school.people["staff"]))
    assert answer.headers["location"] == f"{PEOPLE}?notice=approvals.people_kept"
    assert decide(school) == {"staff"}
    visitor.post(PEOPLE, who="admins")
    assert decide(school) == {"admin"}


@pytest.mark.parametrize(
    ("who", "deciders"), [("chosen", ""), ("chosen", "stranger"), ("everybody", "staff"), ("", "")]
)
def test_a_choice_of_nobody_or_of_a_stranger_is_refused(school: Any, who: str, deciders: str) -> None:
    visitor = school.as_("admin")
    visitor.get(PEOPLE)
    answer = visitor.post(PEOPLE, who=who, deciders=str(school.people.get(deciders, "")))
    assert answer.status_code == 422
    assert 'id="wrong-who"' in answer.text
    assert decide(school) == {"staff", "admin", "colleague"}


def test_a_deputy_decides_while_somebody_is_away_and_no_longer(school: Any) -> None:
    visitor, people = school.as_("admin"), school.people
    visitor.get(PEOPLE)
    visitor.post(PEOPLE, who="chosen", deciders=str(people["staff"]))
    last = TODAY + timedelta(days=5)
    answer = away(visitor, account=people["staff"], deputy=people["colleague"], first=TODAY, last=last)
    assert answer.headers["location"] == f"{PEOPLE}?notice=approvals.absence_kept"
    assert decide(school) == {"colleague"}
    assert "Naam staff is weg van" in visitor.get(PEOPLE).text
    assert visitor.post(f"{PEOPLE}/{people['staff']}/back").status_code == 303
    assert decide(school) == {"staff"}


def test_what_is_wrong_with_an_absence_stands_at_its_field(school: Any) -> None:
    visitor, people = school.as_("admin"), school.people
    staff, day = people["staff"], timedelta(days=1)
    wrong = [
        ({"account": staff, "deputy": staff, "first": TODAY, "last": TODAY}, {"deputy"}),
        ({"account": staff, "deputy": people["stranger"], "first": TODAY, "last": TODAY}, {"deputy"}),
        ({"account": "", "deputy": "", "first": "morgen", "last": ""}, {"account", "deputy", "first", "last"}),
        ({"account": staff, "deputy": people["admin"], "first": TODAY, "last": TODAY - day}, {"last"}),
        ({"account": staff, "deputy": people["admin"], "first": TODAY + 3 * day, "last": TODAY + day}, {"last"}),
    ]
    for form, fields in wrong:
        answer = away(visitor, **form)
        assert answer.status_code == 422
        assert {
            each for each in ("account", "deputy", "first", "last") if f'id="wrong-{each}"' in answer.text
        } == fields


def test_staff_see_who_decides_and_only_the_administrator_chooses(school: Any) -> None:
    visitor = school.as_("staff")
    page = visitor.get(PEOPLE)
    assert "Naam colleague" in page.text
    assert "Bewaren" not in page.text
    posts = [visitor.post(f"{PEOPLE}{path}", who="staff").status_code for path in ("", "/away", "/1/back")]
    assert posts == [403] * 3
