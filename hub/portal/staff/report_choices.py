"""Decisions on what parents see, on their way from a form, over a confirmation, into the books, and back again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from hub.contract import ReportKind
from hub.records import Text
from hub.reports import evenings_show_more, shows_more
from hub.store import YEAR_GROUPS, AuditEntry, Books, Publication

DECISIONS = ("publication.kind", "report.on", "report.off", "publication.evenings")
"""What is decided here, as the audit trail names it."""
DUTCH_DAY_PARTS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision: on a kind, on a report by its key (`shown`), or on the parents' evenings. The others are `None`."""

    kind: ReportKind | None = None
    decided: Publication | None = None
    report: str | None = None
    shown: bool = False
    evenings: tuple[date, ...] | None = None

    def shows_more(self, books: Books, today: date) -> bool:
        """Tell whether parents come to see something by it."""
        known = books.publication.read()
        if self.kind is not None and self.decided is not None:
            return shows_more(known.of(self.kind), self.decided, today)
        if self.report is not None:
            return self.shown and self.report not in known.reports
        return evenings_show_more(known.evenings, self.evenings or (), today)

    def keep(self, books: Books) -> bool:
        """Keep it; false where it stood so already."""
        if self.kind is not None and self.decided is not None:
            return books.publication.set_kind(self.kind, self.decided)
        if self.report is not None:
            return books.publication.show(self.report, on=self.shown)
        return books.publication.set_evenings(self.evenings or ())

    def as_field(self) -> str:
        """Return it as the form of a confirmation carries it back."""
        return json.dumps(
            {
                "kind": self.kind,
                "decided": plain(self.decided) if self.decided else None,
                "report": self.report,
                "shown": self.shown,
                "evenings": None if self.evenings is None else [each.isoformat() for each in self.evenings],
            }
        )


def choice_of_field(written: str) -> Choice | None:
    """Return the decision that a confirmation carried back; `None`: it is none."""
    try:
        said = json.loads(written)
        evenings = said["evenings"]
        return Choice(
            kind=ReportKind(said["kind"]) if said["kind"] else None,
            decided=of_plain(said["decided"]) if said["decided"] else None,
            report=str(said["report"]) if said["report"] else None,
            shown=said["shown"] is True,
            evenings=None if evenings is None else tuple(date.fromisoformat(each) for each in evenings),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def undoing(entry: AuditEntry) -> Choice | None:
    """Return the decision that puts back what an entry of the audit trail changed."""
    if entry.act == "publication.kind":
        return Choice(kind=ReportKind(entry.subject), decided=of_plain(entry.details["old"]))
    if entry.act in {"report.on", "report.off"}:
        return Choice(report=entry.subject, shown=entry.act == "report.off")
    if entry.act == "publication.evenings":
        return Choice(evenings=tuple(date.fromisoformat(each) for each in entry.details["old"]))
    return None


def plain(decided: Publication) -> dict[str, Any]:
    """Return a decision as plain values."""
    first = decided.visible_from
    return {
        "on": decided.on,
        "visible_from": first.isoformat() if first else None,
        "year_groups": sorted(decided.year_groups),
        "average": decided.average,
        "after_evening": decided.after_evening,
    }


def of_plain(said: Mapping[str, Any]) -> Publication:
    """Return the decision of plain values."""
    return Publication(
        on=said["on"] is True,
        visible_from=date.fromisoformat(said["visible_from"]) if said["visible_from"] else None,
        year_groups=frozenset(said["year_groups"]) & frozenset(YEAR_GROUPS),
        average=said["average"] is True,
        after_evening=said["after_evening"] is True,
    )


def filled(data: Mapping[str, str], kind: ReportKind) -> tuple[Publication, dict[str, Text]]:
    """Read the form of a kind: what it decides, and what cannot be read of it."""
    problems: dict[str, Text] = {}
    first, years = None, {each for each in YEAR_GROUPS if f"group.{each}" in data}
    if data.get("visible_from", "").strip():
        first = read_day(data["visible_from"])
        if first is None:
            problems["visible_from"] = NO_DAY
    if data.get("act") in {"all", "none"}:
        years = set(YEAR_GROUPS) if data["act"] == "all" else set()
    decided = Publication(
        on="on" in data,
        visible_from=first,
        year_groups=frozenset(years),
        average="average" in data and kind is not ReportKind.REPORT_CARDS,
        after_evening="after_evening" in data,
    )
    return decided, problems


def read_day(written: str) -> date | None:
    """Return a day, as a browser sends it or as people write it: `2027-02-01`, `1-2-2027`."""
    parts = written.strip().replace("/", "-").split("-")
    if len(parts) == DUTCH_DAY_PARTS and len(parts[2]) == len("2027"):
        parts.reverse()
    try:
        year, month, day = (int(each) for each in parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def in_address(kind: ReportKind, decided: Publication) -> str:
    """Return a decision that is not kept as part of an address, for the preview."""
    said = plain(decided)
    years = ",".join(said["year_groups"])
    flags = {name: "1" for name in ("on", "average", "after_evening") if said[name]}
    return urlencode({"kind": kind.value, "groups": years, "from": said["visible_from"] or "", **flags})


def of_address(query: Mapping[str, str]) -> tuple[ReportKind, Publication] | None:
    """Return the decision that an address carries; `None`: none."""
    if query.get("kind") not in set(ReportKind):
        return None
    kind = ReportKind(query["kind"])
    decided = Publication(
        on="on" in query,
        visible_from=read_day(query.get("from", "")),
        year_groups=frozenset(query.get("groups", "").split(",")) & frozenset(YEAR_GROUPS),
        average="average" in query,
        after_evening="after_evening" in query,
    )
    return kind, decided


NO_DAY = Text(
    "Dit is geen datum. Kies een dag, of schrijf hem zoals 1-2-2027.",
    "This is no date. Choose a day, or write it like 1-2-2027.",
)
