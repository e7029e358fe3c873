"""A school that shows its parents tests and report cards: what the tests of families' pages share."""

import re
from collections.abc import Iterable
from typing import Any

from hub.contract import ReportKind
from hub.intake.documents import fetch_from
from hub.intake.histories import take_in_histories
from hub.records import PulledHistory, ReportCard
from hub.reports import providers
from hub.store import Publication, SchoolEntry
from tests.integration.histories import READING, Lvs, card, pdf, result
from tests.integration.portal.families import TWO_HOMES, Families, R, grown_up, tie

SCORE, TITLE = "152,5", "Rapport Kanarie"
"""What is read on the page of a child of which everything is shown."""
WITHOUT = (grown_up("nico", "Nico", "Jansen"), tie("daan-1", "nico", R.FATHER, rules=False, lives=False))
"""Daan's father, without parental authority."""


def enrol(families: Families) -> None:
    """Add a father without authority to the two families."""
    families.say(families.house.school, *TWO_HOMES, *WITHOUT)
    families.let_in("nico", families.house.school)


def bring(families: Families, results: Iterable[PulledHistory], cards: Iterable[ReportCard] = ()) -> None:
    """Take in the history of the pupils of the first school, with the documents of the report cards."""
    house, code = families.house, families.house.school.code
    with house.store.open(code) as books:
        run = books.runs.list(limit=1)[0]
    shown = list(cards)
    lvs = Lvs(said=[READING, *results], cards=[*shown], documents={each.key: pdf() for each in shown})
    take_in_histories(house.store, code, lvs, run, by="test")
    with house.store.open(code) as books:
        waiting = books.history.cards_to_fetch(50)
    fetch_from(house.store, code, lvs, waiting, by="test")


def of_both_children() -> tuple[list[PulledHistory], list[ReportCard]]:
    """Return a test and a report card of Emma, and of Daan."""
    tests: list[PulledHistory] = [result(1, "emma-1"), result(2, "daan-1", skill_score=148, level="III")]
    return tests, [card(1, "emma-1", title=TITLE), card(2, "daan-1", title="Rapport Daan")]


def publish(families: Families, *kinds: ReportKind, on: bool = True, school: SchoolEntry | None = None) -> None:
    """Let a school show these kinds (or all) and every report, or show them no more."""
    house = families.house
    with house.store.open((school or house.school).id) as books:
        books.plugins.switch("reports", on=True)
        for kind in kinds or tuple(ReportKind):
            books.publication.set_kind(kind, Publication(on=on))
        for _, provider in providers(house.desk.registry, books):
            books.publication.show(provider.key, on=True)


def marks(visitor: Any) -> dict[str, str]:
    """Return the mark of every child on a parent's start page, by name."""
    found = re.findall(r'href="/family/child/([^"]+)">([^<]+)<', visitor.get("/family").text)
    return {name: mark for mark, name in found}


def asking_mark(visitor: Any) -> str:
    """Return the mark of the one child that a parent does not see."""
    (mark,) = set(re.findall(r"/family/information/([^\"]+)\"", visitor.get("/family").text))
    return str(mark)
