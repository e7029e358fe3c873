"""What a school publishes of pupils' histories: the pure choice of what a reader sees. Nothing goes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from hub.contract import PupilHistory, ReportKind

YEAR_GROUPS = tuple(str(number) for number in range(1, 9))


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


def narrowed(history: PupilHistory, school: Published) -> PupilHistory:
    """Return what is left of a history once everything is out that the school does not publish on that day."""
    open_kinds = {kind: each for kind in ReportKind if _is_open(each := school.of(kind), history)}
    results = tuple(
        each
        for each in history.results
        if (kind := ReportKind.of(history.assessment_of(each))) in open_kinds
        and _is_told(open_kinds[kind], each.taken_on, school, history.today)
    )
    named = {each.assessment for each in results}
    assessments = {
        key: each if open_kinds[ReportKind.of(each)].average else replace(each, average=None)
        for key, each in history.assessments.items()
        if key in named
    }
    cards = open_kinds.get(ReportKind.REPORT_CARDS)
    shown = (
        tuple(each for each in history.report_cards if _is_told(cards, each.issued_on, school, history.today))
        if cards
        else ()
    )
    return replace(history, results=results, assessments=assessments, report_cards=shown)


def _is_open(kind: Publication, history: PupilHistory) -> bool:
    if not kind.on or (kind.visible_from is not None and history.today < kind.visible_from):
        return False
    if history.grade_now is None:
        return kind.year_groups >= frozenset(YEAR_GROUPS)
    return history.grade_now in kind.year_groups


def _is_told(kind: Publication, day: date | None, school: Published, today: date) -> bool:
    """Tell whether the teacher could tell it: a parents' evening on or after its day lies behind us.

    What has no day waits for every evening in the calendar. Without any, what waits for one goes on waiting.
    """
    if not kind.after_evening:
        return True
    if day is None:
        return bool(school.evenings) and max(school.evenings) < today
    return any(day <= evening < today for evening in school.evenings)
