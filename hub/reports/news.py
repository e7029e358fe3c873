"""What is new to a guardian in what the school shows of a child: told by page and by letter, never before it shows."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hub.contract import PupilHistory, ReportKind
from hub.records import ReportCard, Result, Text
from hub.registry import Registry
from hub.reports.asking import providers
from hub.store import Books, Known, Published

MARK_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """What stands newest in what a guardian sees: its name and day. `results` and `cards` count what he saw not yet.

    Both are 0 for who never opened the child's page: then all of it is new, which is no news.
    """

    title: Text | None
    day: date | None
    results: int
    cards: int


def kinds_shown(registry: Registry, books: Books, school: Published) -> frozenset[ReportKind]:
    """Return the kinds of which a report that the school shows, of a plugin that is on, says anything."""
    if not school.reports or not any(each.on for each in school.kinds.values()):
        return frozenset()
    shown = [each.shows for _, each in providers(registry, books) if each.key in school.reports]
    return frozenset().union(*shown)


def prints(history: PupilHistory, shown: frozenset[ReportKind]) -> dict[int, Result | ReportCard]:
    """Return what is shown of a narrowed history, each record by the print of its kind and key."""
    found: dict[int, Result | ReportCard] = {
        _print("result", each.key): each
        for each in history.results
        if ReportKind.of(history.assessment_of(each)) in shown
    }
    if ReportKind.REPORT_CARDS in shown:
        found |= {_print("card", each.key): each for each in history.report_cards}
    return found


def newest_of(history: PupilHistory, there: Mapping[int, Result | ReportCard], known: Known | None) -> Newest:
    """Return what is newest of what is there, and how much of it this guardian did not see on the child's page yet."""
    opened = None if known is None else known.opened
    unseen = [] if opened is None else [each for key, each in there.items() if key not in opened]
    last = max(there.values(), key=_day, default=None)
    return Newest(
        title=None if last is None else _title(history, last),
        day=None if last is None else _day_or_none(last),
        results=_count(unseen, Result),
        cards=_count(unseen, ReportCard),
    )


def _count(records: Iterable[Result | ReportCard], kind: type) -> int:
    return sum(isinstance(each, kind) for each in records)


def _title(history: PupilHistory, record: Result | ReportCard) -> Text:
    if isinstance(record, ReportCard):
        return Text.same(record.title) if record.title else A_REPORT_CARD
    assessment = history.assessment_of(record)
    name = assessment.name or assessment.subject
    return Text.same(name) if name else A_RESULT


def _day_or_none(record: Result | ReportCard) -> date | None:
    return record.issued_on if isinstance(record, ReportCard) else record.taken_on


def _day(record: Result | ReportCard) -> date:
    return _day_or_none(record) or date.min


def _print(kind: str, key: str) -> int:
    made = hashlib.blake2b(f"{kind}:{key}".encode(), digest_size=MARK_BYTES).digest()
    return int.from_bytes(made, signed=True)


A_REPORT_CARD = Text("Rapport", "Report card")
A_RESULT = Text("Toets", "Test")
