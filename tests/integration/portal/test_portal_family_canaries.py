"""What one guardian asks and the LAS has of him shows on no page of anybody whom it does not concern.

Every route is walked with real numbers and marks, those of plugins' pages too, so that a new one is covered at once.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hub import changes
from hub.app import bring_tables
from hub.changes import Approver, Wish
from hub.records import Kind, Relation
from hub.registry import Registry
from hub.store import ItemState, Role, SchoolEntry, Store
from tests.integration.portal.families import Families, child, grown_up, tie
from tests.integration.portal.walking import addresses

STREET, POSTCODE, MOBILE, EMAIL = "Kanarieplein", "8888KK", "0655555555", "kanarie@nieuw.example"
NEXT_STREET, NEXT_POSTCODE = "Kanariedijk", "7777KK"
HIDDEN = ("kanarie", "8888kk", "7777kk", "55555555", "17777777")
STYLE = ("/style.css", "/logo")
"""What a school looks like: the same for all of its parents."""
PARENTS = ("piet", "stef", "vera", "blocked", "gone", "unlinked")
OTHERS = ("stranger", "board", "operator", "nobody")


@pytest.fixture
def registry(store: Store) -> Registry:
    made = Registry.load()
    bring_tables(store, made)
    return made


@pytest.fixture
def moved(families: Families) -> Families:
    """Gea went to live at a secret address with Emma: her LAS has it, and she asks for a next one."""
    house, school = families.house, families.house.school
    families.say(
        school,
        child("emma-1", "Emma"),
        grown_up("gea", "Gea", mobile="+31612345678"),
        grown_up("piet", "Piet", "Smit"),
        grown_up("stef", "Stef", "Smit"),
        grown_up("vera", "Vera", "Vos"),
        *(grown_up(key, key.title(), "Blok") for key in ("blocked", "gone", "unlinked")),
        child("lotte-1", "Lotte", "Vos"),
        tie("emma-1", "gea"),
        tie("emma-1", "piet", Relation.FATHER),
        tie("emma-1", "stef", Relation.STEP_PARENT, rules=False),
        *(tie("lotte-1", key) for key in ("vera", "blocked", "gone", "unlinked")),
    )
    for key in ("blocked", "gone", "unlinked"):
        families.let_in(key, school)
    _ask(families, "piet", Wish(kind=Kind.PUPILS, key="emma-1", field="postcode", value="4321BA"))
    with house.store.open(school.id) as books:
        books.guardian_accounts.block(books.guardian_accounts.of("blocked"), blocked=True)
        books.guardian_accounts.unlink(books.guardian_accounts.of("unlinked"))
        books.plugins.switch("approvals", on=True)
    families.say(
        school,
        replace(child("emma-1", "Emma"), postcode=POSTCODE),
        grown_up("gea", "Gea", street=STREET, postcode=POSTCODE, mobile="+31655555555", email=EMAIL),
        grown_up("piet", "Piet", "Smit"),
        grown_up("stef", "Stef", "Smit"),
        grown_up("vera", "Vera", "Vos"),
        *(grown_up(key, key.title(), "Blok") for key in ("blocked", "unlinked")),
        child("lotte-1", "Lotte", "Vos"),
        tie("emma-1", "gea"),
        tie("emma-1", "piet", Relation.FATHER, lives=False),
        tie("emma-1", "stef", Relation.STEP_PARENT, rules=False),
        *(tie("lotte-1", key) for key in ("vera", "blocked", "unlinked")),
    )
    piets = families.items()[0]
    changes.approve(
        house.store, house.desk.registry, school.code, piets.id, approver=Approver("office"), value=POSTCODE
    )
    _ask(
        families,
        "gea",
        *(
            Wish(kind=Kind.GUARDIANS, key="gea", field=name, value=value)
            for name, value in (("street", NEXT_STREET), ("postcode", NEXT_POSTCODE), ("mobile", "06 1777 7777"))
        ),
    )
    return families


def _ask(families: Families, guardian: str, *wishes: Wish) -> None:
    house = families.house
    by = f"{guardian}@school.example"
    changes.ask(house.store, house.desk.registry, house.school.code, wishes, guardian=guardian, by=by)


def everywhere(families: Families, school: SchoolEntry, marks: list[str]) -> Iterator[str]:
    """Every address of every page that can be opened, with the numbers and marks that mean something somewhere."""
    house = families.house
    with house.store.open(school.id) as books:
        items = books.changes.items()
        runs = [each.id for each in books.runs.list(limit=2)]
    numbers = sorted({n for each in items for n in (each.id, each.request)})
    values = {
        "school": [str(school.code)],
        "number": numbers,
        "run": runs,
        "mark": [*marks, "me"],
        "key": ["approvals", "edexml"],
        "about": ["address", "mobile", "postcode", "first_name", "email"],
    }
    yield from addresses(house, values)
    yield from (f"/s/{school.code}/pupil?key=emma-1", f"/s/{school.code}/changes?only=confirmed")


def test_the_school_s_own_value_is_hidden_from_who_may_not_see_it_any_more(moved: Families) -> None:
    page = moved.house.as_("piet").get("/family/requests").text
    assert "4321 BA" in page
    assert not gives_away(page)


def test_a_parent_who_works_at_the_school_reads_no_wish_of_the_other_parent(moved: Families) -> None:
    with moved.house.store.directory() as directory:
        directory.grant(moved.accounts["piet"], Role.SCHOOL_ADMIN, moved.house.school.id)
    visitor = moved.house.as_("piet")
    seen = 0
    for path in everywhere(moved, moved.house.school, []):
        if re.search(r"/changes|/p/approvals|/audit|/letters", path) and not path.endswith("/live"):
            answer = visitor.get(path)
            seen += answer.status_code == 200
            assert not gives_away(answer.text), path
    assert seen > 10
    before = [each.state for each in moved.items()]
    number = next(each.id for each in moved.items() if each.state is ItemState.REQUESTED)
    visitor.get("/account")
    for path, form in (
        (f"/s/99XX/changes/{number}/approve", {}),
        (f"/s/99XX/p/approvals/items/{number}", {"choice": "approve"}),
        ("/s/99XX/p/approvals/queue", {"choice": "approve", "item": f"{number}:", "sure": "yes"}),
        ("/s/99XX/p/approvals/queue", {"choice": "refuse", "item": f"{'9' * 5000}:", "sure": "yes"}),
    ):
        answer = visitor.post(path, **form)
        assert answer.status_code < 500, path
        assert not gives_away(answer.text), path
    assert [each.state for each in moved.items()] == before


def marks_of(families: Families) -> list[str]:
    gea = families.house.as_("gea")
    own = re.findall(r"/family/child/([^\"]+)", gea.get("/family").text)
    with families.house.store.directory() as directory:
        directory.grant(families.accounts["gea"], Role.STAFF, families.house.school.id)
    listed = re.findall(r"/guardians/([\w=-]{20})\"", gea.get("/s/99XX/guardians").text)
    with families.house.store.directory() as directory:
        directory.revoke(families.accounts["gea"], Role.STAFF, families.house.school.id)
    return [*own, *listed]


def gives_away(text: str) -> list[str]:
    bare = re.sub(r"[\s-]", "", text.casefold())
    return [each for each in HIDDEN if each in bare]


@pytest.mark.parametrize("who", PARENTS)
def test_no_parent_of_any_kind_reads_what_another_one_asked(moved: Families, who: str) -> None:
    visitor = moved.house.as_(who)
    for path in everywhere(moved, moved.house.school, marks_of(moved)):
        answer = visitor.get(path)
        assert answer.status_code in {200, 303, 400, 401, 403, 404}, f"{path}: {answer.status_code}"
        assert not gives_away(answer.text), f"{path}: {gives_away(answer.text)}"
        if path.startswith("/s/") and not path.endswith(STYLE):
            assert answer.status_code in {403, 404}, path


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_from_elsewhere_reads_what_a_parent_asked(moved: Families, who: str) -> None:
    visitor = moved.house.as_(who)
    for path in everywhere(moved, moved.house.school, marks_of(moved)):
        answer = visitor.get(path)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        assert not gives_away(answer.text), path


def test_the_canaries_are_read_where_they_may_be(moved: Families) -> None:
    assert set(HIDDEN) - {"7777kk"} <= set(gives_away(moved.house.as_("gea").get("/family/me").text)) | {"17777777"}
    assert "17777777" in gives_away(moved.house.as_("staff").get("/s/99XX/changes").text)
