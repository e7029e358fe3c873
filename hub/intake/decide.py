"""What a person does with a plan that lies ready, and taking back the last one that was applied."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby, islice

from hub.contract import HubError, IntakeFinished
from hub.intake.plan import line_of, print_of, told
from hub.intake.take_in import BUSY, TURN_SECONDS
from hub.records import Kind, SchoolCode, Text, from_json, to_json
from hub.store import Books, Store
from hub.store.runs import OPEN_STATES, Ending, Run, State
from hub.store.steps import Action, Step

BATCH = 1000


class CannotDecideError(HubError):
    """The plan cannot be approved, discarded or undone now; the sentence says why. Nothing was changed."""


def approve(store: Store, school: SchoolCode, run_id: int, by: str) -> Run:
    """Apply exactly the plan that was reviewed. Raises `CannotDecideError` where the data has changed since."""
    with store.open(school, by) as books:
        run = _in_turn(books, run_id)
        if run.state not in OPEN_STATES:
            raise CannotDecideError(_not_open(run))
        books.staging.load(run.id)
        _insist_it_is_the_reviewed_plan(books, run)
        version = books.staging.apply(run.id)
        books.runs.decide(run.id, State.APPLIED, version=version)
        books.audit.write("intake.approved", f"run {run.id}", plan_hash=run.plan_hash)
        books.tell(IntakeFinished(at=datetime.now(UTC), run=run.id, outcome=State.APPLIED.value))
        return _run(books, run.id)


def discard(store: Store, school: SchoolCode, run_id: int, by: str) -> Run:
    """Throw a plan away that lies ready. Nothing of it is applied; it stays in the history."""
    with store.open(school, by) as books:
        run = _in_turn(books, run_id)
        if run.state not in OPEN_STATES:
            raise CannotDecideError(_not_open(run))
        books.runs.decide(run.id, State.DISCARDED)
        books.audit.write("intake.discarded", f"run {run.id}", plan_hash=run.plan_hash)
        return _run(books, run.id)


def undo(store: Store, school: SchoolCode, run_id: int, by: str) -> Run:
    """Take back the last plan that was applied, as a run of its own. Return the undoing run.

    Only the last: a later plan builds on what this one did. The next pull brings it back where the LAS still says so.
    """
    with store.open(school, by) as books:
        run = _in_turn(books, run_id)
        if not run.undoable:
            raise CannotDecideError(NOT_THE_LAST)
        books.staging.load(run.id)
        back = list(_reversed(books, books.staging.steps()))
        number = books.runs.create(run.plugin, run.source_name, undoes=run.id)
        books.staging.clear()
        books.staging.write(back)
        books.staging.settle(number)
        version = books.staging.apply(number)
        plan_hash = sha256(b"".join(line_of(step) for step in back)).hexdigest()
        counts = _of_the_roll({"added": run.departed, "changed": run.changed, "departed": run.added})
        ending = Ending(state=State.APPLIED, counts=counts, plan_hash=plan_hash, applied_version=version)
        books.runs.finish(number, ending)
        books.runs.decide(run.id, State.UNDONE)
        books.coupling.forget()
        books.audit.write("intake.undone", f"run {run.id}", {"by_run": number}, plan_hash=plan_hash)
        books.tell(IntakeFinished(at=datetime.now(UTC), run=number, outcome=State.APPLIED.value))
        return _run(books, number)


def _of_the_roll(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Return the counts without pupils' histories: these are not taken back."""
    kinds = set(Kind)
    return {name: {kind: n for kind, n in each.items() if kind in kinds} for name, each in counts.items()}


def _in_turn(books: Books, run_id: int) -> Run:
    if not books.staging.wait_for_turn(TURN_SECONDS):
        raise CannotDecideError(BUSY)
    return _run(books, run_id)


def _run(books: Books, run_id: int) -> Run:
    run = books.runs.get(run_id)
    if run is None:
        raise CannotDecideError(UNKNOWN)
    return run


def _insist_it_is_the_reviewed_plan(books: Books, run: Run) -> None:
    found = sha256()
    unfit = 0
    for batch in _batches(books.staging.steps()):
        for step in batch:
            found.update(line_of(_fingerprinted(step)))
        unfit += sum(not fits for fits in _fitting(books, batch))
    if found.hexdigest() != run.plan_hash:
        raise CannotDecideError(TAMPERED)
    if unfit:
        raise CannotDecideError(_stale(unfit))


def _batches(steps: Iterator[Step]) -> Iterator[list[Step]]:
    """Yield steps of one kind at a time, at most `BATCH`."""
    for _, of_kind in groupby(steps, key=lambda step: step.kind):
        while batch := list(islice(of_kind, BATCH)):
            yield batch


def _fingerprinted(step: Step) -> Step:
    """Return an addition with the fingerprint of what it says now, so that the hash tells of every field."""
    if step.action is not Action.ADD:
        return step
    return replace(step, said_print=print_of(told(from_json(step.kind, step.new))))


def _fitting(books: Books, batch: list[Step]) -> Iterator[bool]:
    """Yield for each step whether what it starts from is still so."""
    kind = batch[0].kind
    known = {each.id: each for each in books.staging.known(kind, _keys(books, kind, batch))}
    keys = {each.key for each in known.values()}
    records = books.staging.records(kind, [step.record_id for step in batch if step.record_id is not None])
    for step in batch:
        if step.record_id is None:
            yield step.key not in keys
            continue
        record, now = records.get(step.record_id), known.get(step.record_id)
        if record is None or now is None or now.departed != (step.action is Action.RETURN):
            yield False
        else:
            yield all(to_json(getattr(record, name)) == old for name, old in step.old.items())


def _keys(books: Books, kind: Kind, batch: list[Step]) -> list[str]:
    """Return the keys of the batch, and the keys that its records have now (a plan may change a key)."""
    ids = [step.record_id for step in batch if step.record_id is not None]
    return [step.key for step in batch] + [each.key for each in books.staging.records(kind, ids).values()]


def _reversed(books: Books, steps: Iterator[Step]) -> Iterator[Step]:
    for batch in _batches(steps):
        kind = batch[0].kind
        ids = {each.key: each.id for each in books.staging.known(kind, [step.key for step in batch])}
        for step in batch:
            yield from _back(step, ids)


def _back(step: Step, ids: dict[str, int]) -> Iterator[Step]:
    record_id = step.record_id if step.record_id is not None else ids[step.key]
    if step.action is Action.DEPART:
        yield Step(kind=step.kind, action=Action.RETURN, key=step.key, record_id=record_id)
        return
    if step.action in (Action.CHANGE, Action.RETURN) and step.old:
        key = str(step.old.get("key", step.key))
        yield Step(kind=step.kind, action=Action.CHANGE, key=key, record_id=record_id, old=step.new, new=step.old)
    if step.action in (Action.ADD, Action.RETURN):
        yield Step(kind=step.kind, action=Action.DEPART, key=step.key, record_id=record_id)


UNKNOWN = Text("Deze verwerking bestaat niet.", "There is no such run.")
NOT_THE_LAST = Text(
    "Alleen de laatste verwerking die iets veranderde, kan ongedaan worden gemaakt.",
    "Only the last run that changed something can be undone.",
)
TAMPERED = Text(
    "Het plan is niet meer wat er bekeken is. Er is niets veranderd. Verwerk het bestand opnieuw.",
    "The plan is no longer what was reviewed. Nothing was changed. Process the file again.",
)


def _stale(unfit: int) -> Text:
    return Text(
        f"De gegevens zijn inmiddels veranderd: {unfit} stap(pen) van dit plan kloppen niet meer. Er is niets "
        "veranderd. Verwerk het bestand opnieuw en bekijk het nieuwe plan.",
        f"The data has changed meanwhile: {unfit} step(s) of this plan no longer fit. Nothing was changed. "
        "Process the file again, and look at the new plan.",
    )


def _not_open(run: Run) -> Text:
    return Text(
        f"Verwerking {run.id} wacht niet op een besluit. Er is niets veranderd.",
        f"Run {run.id} does not wait for a decision. Nothing was changed.",
    )
