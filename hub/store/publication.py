"""What a school decided to show parents of pupils' histories. Of what nobody decided, nothing is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.contract import ReportKind
from hub.store.audit import Audit
from hub.store.questions import asked
from hub.store.style import HOLD
from hub.store.tables import PublicationKindRow, PublicationRow, SchoolPluginRow

YEAR_GROUPS = tuple(str(number) for number in range(1, 9))
ROOM_OF_PUBLICATIONS = 7317
DECIDED = ("visible_from", "average", "after_evening")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What a school decided on one kind. Off is nothing, whatever else stands here.

    `visible_from` is the first day on which parents see anything of this kind; `None`: at once. `year_groups` are those
    of pupils now whose parents see it; a pupil of whom the LAS gives no year group is in all of them or in none:
    only where every year group is chosen. `average` shows the national average with it. `after_evening` keeps what is
    new until the day after a parents' evening, so that the teacher tells it first.
    """

    on: bool = False
    visible_from: date | None = None
    year_groups: frozenset[str] = frozenset(YEAR_GROUPS)
    average: bool = False
    after_evening: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a school publishes: by kind, the reports (providers' keys) that it shows, and its parents' evenings."""

    kinds: Mapping[ReportKind, Publication] = field(default_factory=dict)
    reports: frozenset[str] = frozenset()
    evenings: tuple[date, ...] = ()

    def of(self, kind: ReportKind) -> Publication:
        """Return what is decided on a kind; of what nobody decided, nothing is published."""
        return self.kinds.get(kind, Publication())


@dataclass(frozen=True)
class PublicationBook:
    """What the school in hand publishes. Every change is in the audit trail and counts from the next request."""

    session: Session
    school_id: int
    audit: Audit = field(repr=False)

    def read(self) -> Published:
        """Return what is published now."""
        rows = asked(self.session, READ, {"school": self.school_id}).all()
        return Published(
            kinds={ReportKind(each.kind): _publication(each) for each in rows if each.kind is not None},
            reports=frozenset(rows[0].reports or ()),
            evenings=tuple(rows[0].evenings or ()),
        )

    def hold(self) -> None:
        """Let nobody else change what is published until this transaction ends."""
        self.session.execute(text(HOLD), {"room": ROOM_OF_PUBLICATIONS})

    def version(self) -> str:
        """Return a mark that changes whenever what is shown may change: a decision, or a plugin turned on or off."""
        number = self.session.scalar(select(PublicationRow.version)) or 0
        on = self.session.scalars(
            select(SchoolPluginRow.key).where(SchoolPluginRow.is_on).order_by(SchoolPluginRow.key)
        )
        return f"{number}:{','.join(on)}"

    def set_kind(self, kind: ReportKind, decided: Publication) -> bool:
        """Keep what is decided on a kind. False: that was decided already."""
        before = self.read().kinds.get(kind)
        if before == decided or (before is None and decided == Publication()):
            return False
        values: dict[str, Any] = {name: getattr(decided, name) for name in DECIDED}
        values |= {"is_on": decided.on, "year_groups": sorted(decided.year_groups)}
        made = insert(PublicationKindRow).values(kind=kind.value, **values)
        self.session.execute(made.on_conflict_do_update(index_elements=["school_id", "kind"], set_=values))
        self._changed("publication.kind", kind.value, {"old": _plain(before or Publication()), "new": _plain(decided)})
        return True

    def show(self, report: str, *, on: bool) -> bool:
        """Show a report to parents, or no more. False: that was so already."""
        shown = self.read().reports
        if (report in shown) is on:
            return False
        self._keep(reports=sorted(shown | {report} if on else shown - {report}))
        self._changed("report.on" if on else "report.off", report, {})
        return True

    def set_evenings(self, days: Iterable[date]) -> bool:
        """Keep the days of the parents' evenings. False: those were known already."""
        wanted, known = sorted(set(days)), list(self.read().evenings)
        if wanted == known:
            return False
        self._keep(evenings=wanted)
        told = {"old": [each.isoformat() for each in known], "new": [each.isoformat() for each in wanted]}
        self._changed("publication.evenings", "school", told)
        return True

    def _keep(self, **values: Any) -> None:
        made = insert(PublicationRow).values(**values)
        self.session.execute(made.on_conflict_do_update(index_elements=["school_id"], set_=values))

    def _changed(self, act: str, subject: str, details: Mapping[str, Any]) -> None:
        self.session.execute(text(GROW))
        self.audit.write(act, subject, details)


READ = """
SELECT p.reports, p.evenings, k.kind, k.is_on, k.visible_from, k.year_groups, k.average, k.after_evening
FROM (SELECT CAST(:school AS bigint) AS id) s
LEFT JOIN hub.publication p ON p.school_id = s.id LEFT JOIN hub.publication_kind k ON k.school_id = s.id
"""
"""In one question: it is asked for every child's page. There is always a row."""
GROW = """
INSERT INTO hub.publication AS p DEFAULT VALUES ON CONFLICT (school_id) DO UPDATE SET version = p.version + 1
"""


def _publication(row: Any) -> Publication:
    same = {name: getattr(row, name) for name in DECIDED}
    return Publication(on=row.is_on, year_groups=frozenset(row.year_groups), **same)


def _plain(decided: Publication) -> dict[str, Any]:
    said = asdict(decided)
    first = said["visible_from"]
    return {**said, "year_groups": sorted(decided.year_groups), "visible_from": first and first.isoformat()}
