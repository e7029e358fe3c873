"""What a report provider promises, as checks on what it is and says. Each problem is a sentence for its maker."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, replace
from itertools import islice
from typing import Any

from hub.contract import Direction, Plugin, PupilHistory, ReportKind, declared
from hub.contract.report_rules import provider_faults, report_faults
from hub.records import HISTORY_TYPES, HistoryKind, Kind
from hub.testing.promises import MOST

IMPURE = frozenset(
    {
        ("_io", "open"),
        ("io", "open"),
        ("time", "time"),
        ("time", "time_ns"),
        ("time", "localtime"),
        ("time", "gmtime"),
        ("date", "today"),
        ("datetime", "today"),
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("posix", "open"),
        ("posix", "urandom"),
        ("Random", "random"),
        ("Random", "getrandbits"),
        ("socket", "connect"),
        ("_socket", "getaddrinfo"),
    }
)
"""Calls by which an answer comes to depend on more than the history: clock, chance, files, network."""


def broken_providers(providers: Iterable[Any]) -> list[str]:
    """Return what is wrong with what providers say of themselves."""
    several = list(providers)
    found = [problem for each in several for problem in provider_faults(each)]
    keys = Counter(getattr(each, "key", None) for each in several)
    found += [
        f"{count} providers have the key {key!r}; a key belongs to one" for key, count in keys.items() if count > 1
    ]
    return found[:MOST]


def broken_report(said: Any, history: PupilHistory) -> list[str]:
    """Return what is wrong with what a provider said of a history."""
    return list(islice(report_faults(said, history), MOST))


def impure_calls(call: Callable[[], Any]) -> list[str]:
    """Return what a function looked at besides what it was given: `date.today`. It has run once before."""
    found: set[str] = set()

    def watch(_frame: Any, event: str, called: Any) -> None:
        if event == "c_call" and (name := _name(called)) in IMPURE:
            found.add(".".join(name))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(before)
    return sorted(found)


def only_of(kinds: Iterable[ReportKind], history: PupilHistory) -> PupilHistory:
    """Return the history with these kinds only."""
    wanted = frozenset(kinds)
    results = tuple(each for each in history.results if ReportKind.of(history.assessment_of(each)) in wanted)
    named = {each.assessment for each in results}
    return replace(
        history,
        results=results,
        assessments={key: each for key, each in history.assessments.items() if key in named},
        report_cards=history.report_cards if ReportKind.REPORT_CARDS in wanted else (),
    )


def as_declared(plugin: Plugin, history: PupilHistory) -> PupilHistory:
    """Return the history with only what the plugin declares that it receives, as the hub gives it."""
    names = declared(plugin.processes, Direction.RECEIVES)
    pupil = names.get(Kind.PUPILS, frozenset())
    assessed = {HistoryKind.RESULTS, HistoryKind.ASSESSMENTS} <= names.keys()
    cards = HistoryKind.REPORT_CARDS in names
    return replace(
        history,
        first_name=history.first_name if "first_name" in pupil else "",
        grade_now=history.grade_now if "year_group" in pupil else None,
        results=tuple(_blanked(each, names) for each in history.results) if assessed else (),
        assessments={key: _blanked(each, names) for key, each in history.assessments.items()} if assessed else {},
        report_cards=tuple(_blanked(each, names) for each in history.report_cards) if cards else (),
    )


def _blanked(record: Any, names: Mapping[Any, frozenset[str]]) -> Any:
    kept = names[record.KIND]
    empty = {
        each.name: each.default
        for each in fields(HISTORY_TYPES[record.KIND])
        if each.name not in kept and each.default is not MISSING
    }
    return replace(record, **empty)


def _name(called: Any) -> tuple[str, str]:
    owner = getattr(called, "__self__", None)
    if isinstance(owner, type):
        return owner.__name__, called.__name__
    if owner is not None and type(owner).__name__ != "module":
        return type(owner).__name__, called.__name__
    return str(getattr(called, "__module__", None) or "builtins"), getattr(called, "__name__", "")
