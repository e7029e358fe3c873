"""A draft is tried out on what was asked before, and a sample of what went by itself is looked at again."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hub_approvals.policy import AT_FIRST
from hub_approvals.sample_pages import shown_for_review
from sqlalchemy import text

from hub import changes
from hub.app import bring_tables
from hub.changes import Wish
from hub.intake import take_in
from hub.records import Guardian, Kind, Pulled, SchoolCode
from hub.registry import Registry
from hub.store import ItemState, Store
from hub.testing.made_up import MadeUpSchool, made_up_school

FRONT = "/s/99XX/p/approvals"
HERE = SchoolCode("99XX")


MADE = partial(made_up_school, pupils=12, seed=3)


def pulled(made: MadeUpSchool, _: object) -> Iterator[Pulled]:
    return made.pulled_with_guardians()


@pytest.fixture
def registry(store: Store) -> Registry:
    made = Registry.load()
    bring_tables(store, made)
    return made


@pytest.fixture
def school(house: Any) -> Any:
    """The house, where guardians asked for three mobile numbers (by itself) and two e-mail addresses (a person)."""
    for each in (house.school, house.other):
        made = MADE(each.code)
        take_in(house.store, each.code, partial(pulled, made), plugin="edexml", by="test")
        with house.store.open(each.id) as books:
            books.plugins.switch("approvals", on=True)
    guardians = with_authority(house)
    house.mobiles = [ask(house, each, "mobile", f"06 1234 567{n}") for n, each in enumerate(guardians[:3])]
    house.emails = [ask(house, each, "email", f"ouder{n}@voorbeeld.nl") for n, each in enumerate(guardians[:2])]
    return house


def with_authority(house: Any) -> list[Guardian]:
    with house.store.open(house.school.id) as books:
        pupils = [each.key for each in books.roll.pupils(limit=100)]
        ties = books.changes.guardianships(pupils=pupils)
        keys = sorted({each.guardian for each in ties if each.authority is True})
        return [books.changes.record(Kind.GUARDIANS, key) for key in keys]


def ask(house: Any, guardian: Guardian, field: str, value: str) -> int:
    wish = Wish(kind=Kind.GUARDIANS, key=guardian.key, field=field, value=value)
    (item,) = changes.ask(house.store, house.desk.registry, HERE, [wish], guardian=guardian.key)
    return item.id


def keep(house: Any, rules: str = AT_FIRST, **more: Any) -> None:
    with house.store.open(house.school.id) as books:
        books.plugins.save("approvals", {"rules": rules, **more}, {})


def draft(visitor: Any, **rule: str) -> None:
    visitor.get(f"{FRONT}/rules")
    visitor.post(f"{FRONT}/rules/draft")
    mark = re.search(r'name="mark" value="([0-9a-f]{16})"', visitor.get(f"{FRONT}/rules/on").text)
    assert mark
    assert visitor.post(f"{FRONT}/rules/new", mark=mark[1], place="1", **rule).status_code == 303


def figures(page: str) -> list[tuple[str, str, str]]:
    row = r'badge \w+">([^<]+)</span></th><td class="number">(\d+)</td><td class="number">(\d+)</td>'
    return re.findall(row, page)


def test_a_draft_is_tried_on_what_was_asked_and_says_where_it_decides_otherwise(school: Any) -> None:
    visitor = school.as_("admin")
    draft(visitor, decision="automatic", subject="own_email")
    page = visitor.get(f"{FRONT}/rules/try").text
    assert figures(page) == [
        ("Gaat vanzelf", "3", "5"),
        ("Eén medewerker", "2", "0"),
        ("Twee medewerkers", "0", "0"),
        ("Kan niet", "0", "0"),
    ]
    assert "Uitgeprobeerd op de laatste 5 aanvragen" in page
    assert "Bij 2 beslist het ontwerp anders" in page
    assert "waarvan 2 soepeler dan nu" in page
    assert page.count("Regel 1: het eigen e-mailadres wijzigen gaat vanzelf") == 2
    assert "ouder0@voorbeeld.nl" in page
    assert re.search(r'<rect class="part-good" x="0.0%" width="60.0%"', page)


def test_trying_out_changes_nothing(school: Any) -> None:
    visitor = school.as_("admin")
    draft(visitor, decision="never", subject="any")
    before = [state(school, each) for each in (*school.mobiles, *school.emails)]
    assert "Bij 5 beslist het ontwerp anders" in visitor.get(f"{FRONT}/rules/try").text
    assert [state(school, each) for each in (*school.mobiles, *school.emails)] == before
    assert before == [ItemState.TASK] * 3 + [ItemState.REQUESTED] * 2


def state(house: Any, number: int) -> Any:
    with house.store.open(house.school.id) as books:
        return books.changes.item(number).state


def the_las_shows(house: Any, number: int) -> None:
    """Let the office have typed a change over, and the next pull show it."""
    with house.store.open(house.school.id) as books:
        item = books.changes.item(number)
        books.changes.move(item, ItemState.CONFIRMED)
    made = MADE(HERE)
    take_in(
        house.store,
        HERE,
        lambda _: (
            replace(each, mobile=item.value) if isinstance(each, Guardian) and each.key == item.key else each
            for each in made.pulled_with_guardians()
        ),
        plugin="edexml",
        by="test",
    )


def test_another_schools_requests_are_not_tried(school: Any) -> None:
    with school.store.open(school.other.id) as books:
        books.plugins.switch("approvals", on=True)
    stranger = school.as_("stranger")
    there = FRONT.replace("99XX", "98YY")
    stranger.get(f"{there}/rules")
    stranger.post(f"{there}/rules/draft")
    assert "Nog niets om op te proberen" in stranger.get(f"{there}/rules/try").text
    assert "Niets om na te kijken" in stranger.get(f"{there}/rules/sample").text
    assert stranger.post(f"{there}/rules/sample/{school.mobiles[0]}", good="yes").status_code == 404


def test_only_who_may_set_the_rules_tries_them_out(school: Any) -> None:
    draft(school.as_("admin"), decision="one", subject="any")
    assert school.as_("staff").get(f"{FRONT}/rules/try").status_code == 403


def test_what_went_by_itself_is_shown_with_the_rule_of_that_time(school: Any) -> None:
    keep(school, review_share=100)
    page = school.as_("staff").get(f"{FRONT}/rules/sample").text
    assert page.count("Regel 3: een eigen telefoonnummer wijzigen gaat vanzelf als") == 3
    assert "voorbeeld.nl" not in page
    keep(school, "one any", review_share=100)
    assert page.count("Regel 3:") == school.as_("staff").get(f"{FRONT}/rules/sample").text.count("Regel 3:")


def test_a_share_of_nothing_shows_nothing(school: Any) -> None:
    keep(school, review_share=0)
    page = school.as_("staff").get(f"{FRONT}/rules/sample").text
    assert "Niets om na te kijken" in page
    assert "gingen 3 wijzigingen vanzelf door" in page


def test_of_a_week_that_is_over_at_least_one_is_shown(school: Any) -> None:
    keep(school, review_share=1)
    visitor = school.as_("staff")
    now = datetime.now(UTC)
    with school.store.open(school.school.id) as books:
        items = [books.changes.item(each) for each in school.mobiles]
    desk_changes = [Shown(each.id, each.asked_at) for each in items]
    assert len(shown_for_review(desk_changes, 1, now + timedelta(weeks=1))) == 1  # type: ignore[arg-type]
    assert visitor.get(f"{FRONT}/rules/sample").status_code == 200


class Shown:
    """What the lot is drawn from: a number and a moment."""

    def __init__(self, number: int, asked_at: datetime) -> None:
        self.number, self.asked_at = number, asked_at


def test_a_review_is_kept_with_who_and_why_and_is_given_once(school: Any) -> None:
    keep(school, review_share=100)
    visitor = school.as_("staff")
    good, bad, _ = school.mobiles
    visitor.get(f"{FRONT}/rules/sample")
    assert visitor.post(f"{FRONT}/rules/sample/{good}", good="yes").status_code == 303
    answer = visitor.post(f"{FRONT}/rules/sample/{bad}", good="no", note="  ")
    assert answer.status_code == 422
    assert f'id="wrong-{bad}"' in answer.text
    visitor.post(f"{FRONT}/rules/sample/{bad}", good="no", note="Dit nummer is van de opa.")
    page = visitor.get(f"{FRONT}/rules/sample").text
    assert "Dit nummer is van de opa." in page
    assert "staff@school.example" in page
    assert len(re.findall(r'action="[^"]*/sample/\d+"', page)) == 1
    again = school.as_("admin")
    again.get(f"{FRONT}/rules/sample")
    assert "Een collega keek dit al na" in again.post(f"{FRONT}/rules/sample/{good}", good="no", note="x").text


def test_only_what_went_by_itself_can_be_reviewed(school: Any) -> None:
    visitor = school.as_("staff")
    visitor.get(f"{FRONT}/rules/sample")
    numbers = (*school.emails, 999999)
    assert [visitor.post(f"{FRONT}/rules/sample/{each}", good="yes").status_code for each in numbers] == [404] * 3


def test_what_was_not_good_is_asked_back_and_a_person_decides(school: Any) -> None:
    keep(school, review_share=100)
    visitor, number = school.as_("staff"), school.mobiles[0]
    the_las_shows(school, number)
    visitor.get(f"{FRONT}/rules/sample")
    visitor.post(f"{FRONT}/rules/sample/{number}", good="no", note="Fout.")
    assert f"/sample/{number}/undo" in visitor.get(f"{FRONT}/rules/sample").text
    assert visitor.post(f"{FRONT}/rules/sample/{number}/undo").status_code == 303
    with school.store.open(school.school.id) as books:
        row = books.session.execute(text("SELECT state, undoes FROM hub.change_item ORDER BY id DESC LIMIT 1")).one()
    assert tuple(row) == ("requested", number)


def test_a_rule_that_let_too_much_through_is_taken_off_in_a_draft(school: Any) -> None:
    keep(school, review_share=100)
    staff, visitor, number = school.as_("staff"), school.as_("admin"), school.mobiles[0]
    staff.get(f"{FRONT}/rules/sample")
    assert staff.post(f"{FRONT}/rules/sample/{number}/rule").status_code == 403
    visitor.get(f"{FRONT}/rules/sample")
    answer = visitor.post(f"{FRONT}/rules/sample/{number}/rule")
    assert answer.headers["location"] == f"{FRONT}/rules?notice=approvals.rule_off_drafted"
    page = visitor.get(f"{FRONT}/rules").text
    assert re.search(r"<ins>Regel 3: over een wijziging van een eigen telefoonnummer beslist een medewerker", page)
    draft_first = visitor.post(f"{FRONT}/rules/sample/{number}/rule")
    assert "Er is al een ontwerp met andere wijzigingen" in draft_first.text
