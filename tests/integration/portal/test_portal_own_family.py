"""A parent who works at the school reads on none of its pages where his ex-partner went to live.

Every address of the school is walked as an administrator who is the father of a pupil, and so are forms, files and live
streams; a colleague with the same role sees on these addresses what he does not.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from hub import changes
from hub.app import bring_tables
from hub.changes import Wish
from hub.intake import take_in
from hub.portal import plugin_pages
from hub.records import (
    Complete,
    Cost,
    Group,
    Guardian,
    Guardianship,
    Kind,
    Pupil,
    Record,
    Rejected,
    Relation,
    Source,
    Text,
)
from hub.registry import Registry
from hub.store import Asker, LetterState, Role, Store
from tests.integration.portal.families import Families, child, grown_up, tie
from tests.integration.portal.walking import addresses

OLD, NEW, NEXT = "Kanariesteeg", "Kanarieplein", "Kanariedijk"
HIDDEN = ("kanarie", "8888kk", "7777kk", "6666kk", "55555555", "17777777")
S = "/s/99XX"


@pytest.fixture
def registry(store: Store) -> Registry:
    made = Registry.load()
    bring_tables(store, made)
    return made


def emma(postcode: str) -> Pupil:
    return replace(child("emma-1", "Emma"), postcode=postcode, email="kind@kanarie.example", group="g3")


def gea(street: str, postcode: str, mobile: str) -> Guardian:
    return grown_up("gea", "Gea", street=street, postcode=postcode, mobile=mobile, email="gea@kanarie.example")


def of_school(*family: Record) -> list[Record]:
    """Emma of Gea and Piet; Bram of Gea and her new partner Karel; Lotte of nobody of them."""
    return [
        Group(key="g3", name="3"),
        *family,
        replace(child("bram-1", "Bram"), postcode="8888KK", group="g3"),
        replace(child("lotte-1", "Lotte", "Vos"), group="g3"),
        grown_up(
            "karel", "Karel", "Kok", street=NEW, postcode="8888KK", mobile="+31655555555", email="k@kanarie.example"
        ),
        grown_up("piet", "Piet", "Smit"),
        grown_up("vera", "Vera", "Vos", mobile="+31644444444"),
        tie("emma-1", "gea"),
        tie("emma-1", "piet", Relation.FATHER, lives=False),
        tie("bram-1", "gea"),
        tie("bram-1", "karel", Relation.FATHER),
        tie("lotte-1", "vera"),
    ]


@pytest.fixture
def moved(families: Families) -> Families:
    """Gea moved, and moves once more: her LAS says it, a plan that waits says it, and she asks for it herself."""
    house, school = families.house, families.house.school
    families.say(school, *of_school(emma("6666KK"), gea(OLD, "6666KK", "+31612345678")))
    with house.store.open(school.id) as books:
        books.guardian_accounts.unlink(books.guardian_accounts.of("gea"))
    del families.accounts["gea"]
    families.let_in("gea", school)
    families.say(school, *of_school(emma("8888KK"), gea(NEW, "8888KK", "+31655555555")))
    _plan(families)
    with house.store.open(school.id) as books:
        books.plugins.switch("approvals", on=True)
        number, _ = books.letters.post("invitation", 0, guardian="gea")
        books.letters.end(number, LetterState.FAILED, Text.same("Het e-mailadres bestaat niet."))
        asker = Asker(account=families.accounts["piet"], by="piet@school.example", own=False, language="nl")
        books.takeouts.ask(Kind.GUARDIANS, "gea", asker)
    wishes = (("street", NEXT), ("postcode", "7777KK"), ("mobile", "06 1777 7777"))
    asked = [Wish(kind=Kind.GUARDIANS, key="gea", field=name, value=value) for name, value in wishes]
    changes.ask(house.store, house.desk.registry, school.code, asked, guardian="gea", by="gea@kanarie.example")
    with house.store.directory() as directory:
        directory.grant(families.accounts["piet"], Role.SCHOOL_ADMIN, school.id)
    return families


def _plan(families: Families) -> None:
    """Look at a next pull without applying it: Gea has another key there, and a fault in her postcode."""
    again = replace(gea(NEXT, "7777KK", "+31617777777"), key="gea-9")
    what = Text.same("Verzorger Gea, postcode")
    place: dict[str, Any] = {"kind": Kind.GUARDIANS, "key": "gea-9", "where": "regel 9", "field": "postcode"}
    fault = Rejected(**place, what=what, why=what, rule="postcode", cost=Cost.FIELD, value="Kanarie")
    everyone = of_school(emma("7777KK"), again)
    said = [_tied_anew(each) for each in everyone]
    pulled = [Source(name="toy", school=families.house.school.code), *said, fault, Complete()]
    house = families.house
    take_in(house.store, house.school.code, lambda _: iter(pulled), plugin="toy", by="test", dry_run=True)


def _tied_anew(each: Record) -> Record:
    return tie(each.pupil, "gea-9") if isinstance(each, Guardianship) and each.guardian == "gea" else each


def gives_away(said: str) -> list[str]:
    bare = re.sub(r"[\s-]", "", said.casefold())
    return [each for each in HIDDEN if each in bare]


def values_of(families: Families) -> Mapping[str, list[Any]]:
    """Return the numbers and marks that mean something in the addresses of the school's pages."""
    house = families.house
    with house.store.open(house.school.id) as books:
        items, runs = books.changes.items(), [each.id for each in books.runs.list(limit=9)]
        files = list(books.session.scalars(text("SELECT id FROM hub.takeout")))
    listed = re.findall(r"/guardians/([\w=-]{20})\"", house.as_("admin").get(f"{S}/guardians").text)
    return {
        "school": ["99XX"],
        "number": sorted({n for each in items for n in (each.id, each.request)} | set(files)),
        "run": runs,
        "mark": listed,
        "key": ["approvals", "edexml"],
        "decision": ["approve", "undo"],
    }


def everywhere(families: Families) -> Iterator[str]:
    values = values_of(families)
    yield from (each for each in addresses(families.house, values) if each.startswith("/s/"))
    keys = [("pupils", "emma-1"), ("pupils", "bram-1"), ("guardians", "gea"), ("guardians", "karel")]
    for kind, key in keys:
        for page in ("privacy/person", "privacy/erase", "pupil", "reports/preview"):
            yield f"{S}/{page}?kind={kind}&key={key}&pupil={key}"
    yield f"{S}/class?key=g3"
    for run in values["run"]:
        yield from (
            f"{S}/runs/{run}?kind={kind}&action={act}" for kind in ("pupils", "guardians") for act in ("", "add")
        )
    yield from (
        f"{S}/{page}" for page in ("pupils?q=7777", "guardians?q=kan", "letters?show=trouble", "changes?only=sent")
    )
    yield from (f"{S}/p/approvals/{page}" for page in ("queue?asker=gea", "history?kind_field=guardians.street"))


def test_no_page_tells_a_father_who_is_administrator_where_the_mother_went(
    moved: Families, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_pages, "BEATS", 1)
    paths = list(dict.fromkeys(everywhere(moved)))
    father, colleague = moved.house.as_("piet"), moved.house.as_("admin")
    told, seen = set(), 0
    for path in paths:
        answer = father.get(path)
        assert answer.status_code < 500, path
        seen += answer.status_code == 200
        assert not gives_away(answer.text), f"{path}: {gives_away(answer.text)}"
        told |= {re.sub(r"/[\w=-]{20}$", "/*", path)} if gives_away(colleague.get(path).text) else set()
    assert seen > 60
    kinds = {re.sub(r"\d+", "0", each.partition("?")[0]) for each in told}
    walked = {"/pupil", "/runs/0", "/guardians/*", "/changes", "/changes/0", "/audit", "/p/approvals/items/0"}
    assert {f"{S}{each}" for each in walked} <= {each.replace("/s/0XX", S) for each in kinds}


def test_a_father_who_is_administrator_is_told_kindly_that_a_colleague_looks(moved: Families) -> None:
    father = moved.house.as_("piet")
    for path in (f"{S}/pupil?key=emma-1", *(f"{S}/guardians/{each}" for each in values_of(moved)["mark"])):
        page = father.get(path).text
        is_own = any(f"<h1>{name}" in page for name in ("Emma Jansen", "Gea Jansen", "Karel Kok", "Stef Smit"))
        assert ("Vraag een collega." in page) == is_own, path
    run = max(values_of(moved)["run"])
    assert "Vraag een collega." in father.get(f"{S}/runs/{run}").text
    assert "+31644444444" not in father.get(f"{S}/runs/{run}").text
    assert "iemand van uw eigen gezin" in father.get(f"{S}/audit").text
    assert "Laat dan een collega het downloaden" in father.get(S).text


def forms_of(families: Families) -> Iterator[tuple[str, dict[str, str]]]:
    """Every form of the school that could answer with a value, as its pages send it."""
    values = values_of(families)
    for kind, key in (("pupils", "emma-1"), ("guardians", "gea"), ("guardians", "karel"), ("pupils", "bram-1")):
        for page in ("person/file", "erase"):
            yield f"{S}/privacy/{page}", {"kind": kind, "key": key, "for": "school", "name": "Gea Jansen"}
    for mark in values["mark"][:1]:
        yield f"{S}/guardians/{mark}/account", {"act": "block"}
        yield f"{S}/guardians/{mark}/invitation", {}
    for number in values["number"]:
        for choice in ("approve", "refuse", "correct", "undo", "typed"):
            yield f"{S}/changes/{number}/{choice}", {"value": "x", "reason": "x"}
            form = {"choice": choice, "item": f"{number}:", "reason": "x", "value": "x"}
            yield f"{S}/p/approvals/items/{number}", form
            yield f"{S}/p/approvals/queue", {**form, "sure": "yes"}
            yield f"{S}/p/approvals/queue", {**form, "as": "json"}
    yield f"{S}/p/approvals/queue", {"choice": "approve", "item": f"{values['number'][0]}:", "as": "json"}


def test_no_form_and_no_file_tells_it_either(moved: Families) -> None:
    father = moved.house.as_("piet")
    father.get(S)
    before = [each.state for each in moved.items()]
    for path, form in forms_of(moved):
        answer = father.post(path, **form)
        assert answer.status_code < 500, path
        assert not gives_away(answer.text), f"{path}: {gives_away(answer.text)}"
    assert [each.state for each in moved.items()] == before
    with moved.house.store.open(moved.house.school.id) as books:
        assert books.guardian_accounts.of("gea").blocked_at is None
    exported = father.post(f"{S}/export")
    assert exported.status_code == 200
    assert not gives_away(exported.text)
    assert "Emma" in exported.text
    assert "1234AB" in exported.text, "others are in it whole"
    colleague = moved.house.as_("admin")
    colleague.get(S)
    assert "8888KK" in colleague.post(f"{S}/export").text


def test_a_file_that_was_made_before_opens_no_more(moved: Families) -> None:
    house = moved.house
    with house.store.open(house.school.id) as books:
        number = books.session.scalar(text("SELECT max(id) FROM hub.takeout"))
        books.takeouts.begin(number)
        books.takeouts.keep(number, [b"Kanarieplein"])
        books.takeouts.ready(number, {})
    answer = house.as_("piet").get(f"{S}/privacy/file/{number}/download")
    assert answer.status_code == 409
    assert not gives_away(answer.text)


def test_who_was_blocked_or_left_as_a_guardian_is_family_all_the_same(moved: Families) -> None:
    house = moved.house
    with house.store.open(house.school.id) as books:
        books.guardian_accounts.block(books.guardian_accounts.of("piet"), blocked=True)
        books.session.execute(text("UPDATE hub.guardianship SET departed_at = now() WHERE guardian = 'piet'"))
    father = house.as_("piet")
    for path in (f"{S}/pupil?key=emma-1", *(f"{S}/guardians/{each}" for each in values_of(moved)["mark"])):
        assert not gives_away(father.get(path).text), path
