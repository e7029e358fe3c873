"""Every page of the school that shows a pupil notes who looked, for the parents to read.

The routes are walked by themselves, with a name that only one child has, so that a new page is covered on the day it
comes.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from hub import changes
from hub.app import bring_tables
from hub.campaigns import note_answers
from hub.changes import Wish, dutch_today
from hub.intake import take_in
from hub.portal import plugin_pages
from hub.portal.staff.guardian_access import mark_of_guardian, pupil_mark
from hub.records import Complete, Cost, Group, Kind, Record, Rejected, Relation, Source, Text
from hub.registry import Registry
from hub.store import Asker, NewCampaign, Store
from tests.integration.portal.families import Families, child, grown_up, tie
from tests.integration.portal.walking import addresses

NAME, S = "Zonnebloem", "/s/99XX"
SUPERUSER_CLEARS = "DELETE FROM hub.look"
SHOWN_ON = {
    *("class", "pupil", "pupils", "guardians", "guardians/*", "guardians/*/access/*", "changes", "changes/0", "runs/0"),
    *("runs/0/rejected", "runs/0/rejected.csv", "information", "information/0", "campaign/silent", "reports/preview"),
    *("privacy/persons", "privacy/person", "privacy/erase", "privacy/file/0", "privacy/keeping", "p/approvals"),
    *("p/approvals/queue", "p/approvals/items/0", "p/approvals/history", "changes/0/approve"),
    "export",
}


@pytest.fixture
def registry(store: Store) -> Registry:
    made = Registry.load()
    bring_tables(store, made)
    return made


def everybody(first: str = NAME) -> list[Record]:
    return [
        Group(key="g3", name="3"),
        child("sun-1", first, group="g3"),
        grown_up("gea", "Gea"),
        grown_up("nico", "Nico"),
        tie("sun-1", "gea"),
        tie("sun-1", "nico", Relation.FATHER, rules=False, lives=False),
    ]


@pytest.fixture
def busy(families: Families) -> Families:
    """A school where something is going on with one child, in every room."""
    house, school = families.house, families.house.school
    note_answers(house.store)
    families.say(school, *everybody())
    what = Text.same(f"{NAME} Jansen")
    place: dict[str, Any] = {"kind": Kind.PUPILS, "key": "sun-1", "where": "regel 1"}
    fault = Rejected(**place, what=what, why=what, rule="x", cost=Cost.FIELD)
    pulled = [Source(name="toy", school=school.code), *everybody(f"{NAME}tje"), fault, Complete()]
    take_in(house.store, school.code, lambda _: iter(pulled), plugin="toy", by="test", dry_run=True)
    asked = [Wish(kind=Kind.GUARDIANS, key="gea", field="mobile", value="06 2222 2222")]
    wished = [Wish(kind=Kind.PUPILS, key="sun-1", field="postcode", value="4321BA")]
    for wishes in (asked, wished):
        changes.ask(house.store, house.desk.registry, school.code, wishes, guardian="gea", by="gea@school.example")
    with house.store.open(school.id) as books:
        books.plugins.switch("approvals", on=True)
        books.access.ask("nico", "sun-1", "Hoe gaat het?")
        wanted = NewCampaign(groups=None, asks=((Kind.GUARDIANS, "mobile"),), closes_on=dutch_today() + timedelta(9))
        books.campaigns.start(wanted, timedelta(0))
        books.retention.hold(Kind.PUPILS, "sun-1", "Er loopt een klacht.")
        for who in ("staff", "admin"):
            asker = Asker(account=house.people[who], by=who, own=False, language="nl")
            books.takeouts.ask(Kind.PUPILS, "sun-1", asker)
    return families


def everywhere(families: Families) -> Iterator[str]:
    house = families.house
    with house.store.open(house.school.id) as books:
        values: dict[str, list[Any]] = {
            "school": ["99XX"],
            "mark": [mark_of_guardian(books, "gea"), mark_of_guardian(books, "nico")],
            "child": [pupil_mark(books, "nico", "sun-1")],
            "run": [books.runs.list(limit=1)[0].id],
            "number": [1, 2, 3],
            "key": ["approvals"],
            "decision": ["approve"],
        }
    yield from (each for each in addresses(house, values) if each.startswith("/s/"))
    yield from (f"{S}/{page}?kind=pupils&key=sun-1" for page in ("pupil", "privacy/person", "privacy/erase"))
    yield from (f"{S}/class?key=g3", f"{S}/reports/preview?q=zonne", f"{S}/reports/preview?pupil=sun-1")
    yield from (f"{S}/campaign/silent?show={show}" for show in ("silent", "no_account"))


def forms(families: Families) -> Iterator[tuple[str, dict[str, str]]]:
    """Forms that are answered with a page, not with another address."""
    with families.house.store.open(families.house.school.id) as books:
        (request,) = books.access.requests()
        mark = f"guardians/{mark_of_guardian(books, 'nico')}/access/{pupil_mark(books, 'nico', 'sun-1')}"
    several = {"choice": "approve", "item": "1:"}
    yield f"{S}/{mark}", {"words": "x", "kind.lvs": "on"}
    yield f"{S}/information/{request.number}/refuse", {"words": ""}
    yield f"{S}/changes/1/approve", {"mark": "old"}
    yield f"{S}/changes/1/refuse", {"reason": ""}
    yield f"{S}/p/approvals/queue", {**several, "item": "1:old"}
    yield f"{S}/p/approvals/items/1", {"choice": "refuse"}
    yield f"{S}/privacy/keeping", {"on": "on", "notice_days": "-1"}
    yield f"{S}/export", {}


def test_every_page_and_form_that_shows_a_pupil_notes_it(busy: Families, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_pages, "BEATS", 1)
    house, visitor = busy.house, busy.house.as_("admin")
    shown, unnoted = set(), set()

    def looked(path: str, answer: Any) -> None:
        assert answer.status_code < 500, path
        if NAME in answer.text:
            shown.add(_shape(path))
            with house.store.open(house.school.id) as books:
                found = books.looks.of("sun-1")
            if not any(each.who == "Naam admin" for each in found):
                unnoted.add(path)
        with house.store.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL hub.school = '1'")
            connection.exec_driver_sql(SUPERUSER_CLEARS)

    for path in dict.fromkeys(everywhere(busy)):
        looked(path, visitor.get(path))
    visitor.get(S)
    for path, form in forms(busy):
        looked(path, visitor.post(path, **form))
    with house.store.open(house.school.id) as books:
        books.session.execute(text("UPDATE hub.pupil SET departed_at = now() WHERE key = 'sun-1'"))
    gone = f"{S}/privacy/erase"
    looked(gone, visitor.get(f"{gone}?kind=pupils&key=sun-1"))
    looked(f"{gone}/named", visitor.post(gone, kind="pupils", key="sun-1", name="x"))
    assert not unnoted
    assert not SHOWN_ON - shown, SHOWN_ON - shown


def _shape(path: str) -> str:
    bare = path.removeprefix(f"{S}/").partition("?")[0]
    return re.sub(r"\d+(?=/|$|\.)", "0", re.sub(r"(?<=/)[\w=-]{20}(?=/|$)", "*", bare))


def test_sending_on_and_faults_note_nobody(busy: Families) -> None:
    visitor = busy.house.as_("staff")
    for path in (f"{S}/guardians/nobody", f"{S}/changes/99", f"{S}/information/99", f"{S}/quarantine"):
        assert visitor.get(path).status_code in {303, 404}
    with busy.house.store.open(busy.house.school.id) as books:
        assert books.looks.of("sun-1") == []
