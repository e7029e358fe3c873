"""What a run came to, as one object for programs."""

from typing import Any

from hub.records import HistoryKind, Kind
from hub.store import Books
from hub.store.runs import Run

ALWAYS_COUNTED = (Kind.PUPILS, Kind.GROUPS, Kind.COMBINED_GROUPS, Kind.TEACHERS, Kind.LOCATIONS)
PEOPLE_AROUND = (Kind.GUARDIANS, Kind.GUARDIANSHIPS)
"""Kinds that a file has not, and a coupling may have."""


HISTORIES = (HistoryKind.RESULTS, HistoryKind.REPORT_CARDS)


def report(
    books: Books, run: Run, language: str = "nl", also: tuple[Kind, ...] = (), *, histories: bool = False
) -> dict[str, Any]:
    """Return the object that `hub import --json` prints: outcome, counts per kind, faults with their place.

    `also` are kinds that are counted even where nothing of them came; `histories`: so are results and report cards.
    """
    counted = (*ALWAYS_COUNTED, *also, *(HISTORIES if histories else ()))
    return {
        "run": run.id,
        "outcome": run.state.value,
        "added": _counts(run.added, counted),
        "changed": _counts(run.changed, counted),
        "departed": _counts(run.departed, counted),
        "rejected": [
            {"where": each.where, "what": each.what.to(language), "why": each.why.to(language)}
            for each in books.runs.rejected(run.id)
        ],
        "seconds": round(run.seconds or 0.0, 3),
        "sentences": [each.to(language) for each in run.sentences],
        "rollover": run.rollover,
        "plan_hash": run.plan_hash,
    }


def _counts(found: Any, kinds: tuple[Kind | HistoryKind, ...]) -> dict[str, int]:
    counted = {kind.value: int(found.get(kind.value, 0)) for kind in kinds}
    return counted | {name: number for name, number in found.items() if name not in counted}
