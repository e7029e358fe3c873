"""`hub runs` and `hub run`: what was taken in, and what waits for a person's decision."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from hub.app import App, opened
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, amount, who
from hub.cli.reports import KINDS, show_report
from hub.cli.terminal import Terminal
from hub.intake import approve, discard, report, undo
from hub.records import SchoolCode, Text, to_json
from hub.store import Run
from hub.store.steps import ShownStep

Decision = Callable[..., Run]
SHOWN_STEPS = 50
DECISIONS: dict[str, tuple[Decision, Text]] = {
    "approve": (approve, Text("het plan goedkeuren: het wordt nu verwerkt", "approve the plan: it is applied now")),
    "discard": (discard, Text("het plan weggooien: er verandert niets", "discard the plan: nothing changes")),
    "undo": (undo, Text("de laatste verwerking terugdraaien", "undo the last run that was applied")),
}


def declare(name: str, parser: Parser) -> None:
    if name == "runs":
        add_school(parser)
        parser.add_argument("--limit", type=amount, default=50, metavar="N")
        add_json(parser)
        parser.set_defaults(act=list_runs)
        return
    acts = parser.acts()
    show = acts("show", Text("het plan en de fouten tonen", "show the plan and the faults"))
    show.add_argument("id", type=int, metavar="ID")
    add_json(show)
    show.set_defaults(act=show_run)
    for word, (decide, help_text) in DECISIONS.items():
        act = acts(word, help_text)
        act.add_argument("id", type=int, metavar="ID")
        add_json(act)
        act.set_defaults(act=partial(decide_run, decide))


def list_runs(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        runs = books.runs.list(limit=asked.limit)
    if terminal.as_json:
        terminal.show([_summary(each) for each in runs])
    else:
        terminal.table(
            ("run", "begonnen", "door", "bron", "uitkomst", "nieuw", "gewijzigd", "vertrokken", "fouten"),
            [_row(each) for each in runs],
        )
    return 0


def show_run(asked: Namespace, terminal: Terminal) -> int:
    with _found(asked.id) as (app, school), app.store.open(school, by=who()) as books:
        run = books.runs.get(asked.id)
        assert run is not None
        outcome = report(books, run, terminal.language)
        steps = books.runs.steps(asked.id, limit=1_000_000 if terminal.as_json else SHOWN_STEPS + 1)
    shown = [_step(each) for each in steps]
    if terminal.as_json:
        return show_report({**outcome, "steps": shown}, terminal) * 0
    show_report(outcome, terminal)
    for each in shown[:SHOWN_STEPS]:
        _tell_step(each, terminal)
    if len(shown) > SHOWN_STEPS:
        terminal.say(Text("  … er is meer. Alles staat in --json.", "  … there is more. --json has all."))
    return 0


def decide_run(decide: Decision, asked: Namespace, terminal: Terminal) -> int:
    with _found(asked.id) as (app, school):
        run = decide(app.store, school, asked.id, who())
        with app.store.open(school, by=who()) as books:
            outcome = report(books, run, terminal.language)
    return show_report(outcome, terminal)


@contextmanager
def _found(run: int) -> Iterator[tuple[App, SchoolCode]]:
    """Open the hub and find whose run this is: a run's number is the only one of its kind in the hub."""
    with opened() as app:
        with app.store.directory() as directory:
            schools = [each.code for each in directory.schools()]
        for school in schools:
            with app.store.open(school, by=who()) as books:
                is_here = books.runs.get(run) is not None
            if is_here:
                yield app, school
                return
        raise CommandRefusedError(
            Text(
                f"Er is geen run {run}. Kijk het nummer na met 'hub runs --school BRIN'.",
                f"There is no run {run}. Check its number with 'hub runs --school BRIN'.",
            )
        )


def _summary(run: Run) -> dict[str, Any]:
    return {
        "run": run.id,
        "outcome": run.state.value,
        "dry_run": run.dry_run,
        "rollover": run.rollover,
        "plugin": run.plugin,
        "source": run.source_name,
        "school_year": run.school_year,
        "made_at": to_json(run.made_at),
        "started_by": run.started_by,
        "started_at": to_json(run.started_at),
        "finished_at": to_json(run.finished_at),
        "decided_by": run.decided_by,
        "decided_at": to_json(run.decided_at),
        "added": dict(run.added),
        "changed": dict(run.changed),
        "departed": dict(run.departed),
        "rejected": run.rejected_count,
        "seconds": run.seconds,
    }


def _row(run: Run) -> tuple[object, ...]:
    totals = (sum(counts.values()) for counts in (run.added, run.changed, run.departed))
    began = run.started_at.astimezone().strftime("%d-%m-%Y %H:%M")
    return (run.id, began, run.started_by, run.source_name, run.state.value, *totals, run.rejected_count)


def _step(step: ShownStep) -> dict[str, Any]:
    return {
        "kind": step.kind.value,
        "action": step.action.value,
        "key": step.key,
        "label": step.label,
        "changes": [{"field": each.field, "old": each.old, "new": each.new} for each in step.changes],
    }


ACTIONS = {
    "add": Text("nieuw", "added"),
    "change": Text("gewijzigd", "changed"),
    "depart": Text("vertrokken", "departed"),
    "return": Text("terug", "returned"),
}


def _tell_step(step: dict[str, Any], terminal: Terminal) -> None:
    action = terminal.sentence(ACTIONS[step["action"]])
    kind = terminal.sentence(KINDS[step["kind"]]) if step["kind"] in KINDS else step["kind"]
    terminal.line(f"  {action} ({kind}): {step['label']}")
    if step["action"] == "change":
        for each in step["changes"]:
            terminal.line(f"      {each['field']}: {_shown(each['old'])} → {_shown(each['new'])}")


def _shown(value: object) -> str:
    return "–" if value in (None, "") else str(value)
