"""What is left of a pupil's history once everything is out that the school does not publish. Pure."""

from dataclasses import replace
from datetime import date

from hub.contract import PupilHistory, ReportKind
from hub.store import YEAR_GROUPS, Publication, Published


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
