"""Reading a pull into a plan, batch by batch, so that memory does not grow with the school."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from hub.intake.admission import no_source
from hub.intake.brake import Tally
from hub.intake.plan import (
    Matches,
    addition,
    alteration,
    departure,
    eck_id_of,
    is_another_person,
    line_of,
    print_of,
    told,
)
from hub.records import Complete, Cost, Kind, Note, Pulled, Record, Rejected, Source, Text
from hub.store import Books
from hub.store.steps import Action, Known, Step

BATCH = 1000


@dataclass(slots=True)
class Gathered:
    """What a pull came to: its head, the plan's counts and hash, and what the brake needs to know."""

    source: Source | None = None
    notes: list[Text] = field(default_factory=list)
    counts: dict[Action, dict[Kind, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    tally: Tally = field(default_factory=Tally)
    rejected: int = 0
    said: dict[Kind, int] = field(default_factory=lambda: defaultdict(int))
    plan_hash: str = ""
    complete: bool = False

    @property
    def steps(self) -> int:
        """How many steps the plan has."""
        return sum(sum(per_kind.values()) for per_kind in self.counts.values())


class Gathering:
    """One pull on its way to a plan. `admit` is called with the pull's head before any record is looked at."""

    def __init__(self, books: Books, run: int, admit: Callable[[Source], None]) -> None:
        self._books = books
        self._staging = books.staging
        self._run = run
        self._admit = admit
        self._hash = sha256()
        self._batch: list[Record] = []
        self._rejected: list[Rejected] = []
        self._seen: dict[Kind, set[int]] = defaultdict(set)
        self._added: dict[Kind, set[int]] = defaultdict(set)
        self._there: dict[Kind, int] = defaultdict(int)
        self._withdrawn: dict[Kind, set[str]] = defaultdict(set)
        self._unidentified: set[Kind] = set()
        self._complete: Complete | None = None
        self.gathered = Gathered()

    def gather(self, pull: Iterator[Pulled]) -> Gathered:
        """Read the whole pull. What it raises, this raises."""
        self._staging.begin()
        for each in pull:
            self._take(each)
        self._flush()
        self.gathered.tally.known = {kind: self._staging.present(kind) for kind in Kind}
        self._withdraw()
        if self._complete:
            self._let_go(self._complete)
        self._flush_rejected()
        self.gathered.plan_hash = self._hash.hexdigest()
        return self.gathered

    def _take(self, each: Pulled) -> None:
        if isinstance(each, Rejected):
            self._reject(each)
        elif isinstance(each, Source):
            self._admit(each)
            self.gathered.source = each
        elif isinstance(each, Note):
            self.gathered.notes.append(each.text)
        elif isinstance(each, Complete):
            self._complete, self.gathered.complete = each, True
        else:
            self._take_record(each)

    def _take_record(self, record: Record) -> None:
        if self.gathered.source is None:
            raise no_source()
        batch = self._batch
        if batch and (len(batch) >= BATCH or batch[0].KIND is not record.KIND):
            self._flush()
        self._batch.append(record)

    def _reject(self, fault: Rejected) -> None:
        self.gathered.rejected += 1
        self._rejected.append(fault)
        if fault.cost is Cost.RECORD and isinstance(fault.kind, Kind):
            if fault.key is None:
                self._unidentified.add(fault.kind)
            else:
                self._withdrawn[fault.kind].add(fault.key)
        if len(self._rejected) >= BATCH:
            self._flush_rejected()

    def _flush_rejected(self) -> None:
        self._books.runs.reject(self._run, self.gathered.rejected - len(self._rejected), self._rejected)
        self._rejected = []

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        if not batch:
            return
        kind = batch[0].KIND
        matches = Matches.of(self._staging.known(kind, [each.key for each in batch]))
        if eck_ids := matches.unresolved(batch):
            matches = matches.joined_by(self._staging.known_by_eck_id(kind, eck_ids))
        self.gathered.said[kind] += len(batch)
        self._write(self._steps(kind, batch, matches))

    def _steps(self, kind: Kind, batch: list[Record], matches: Matches) -> list[Step]:
        steps: list[Step] = []
        altered: list[tuple[Known, Record, bytes]] = []
        seen, added = self._seen[kind], self._added[kind]
        for record in batch:
            known, told_record = matches.of_record(record), told(record)
            said_print = print_of(told_record)
            if known is None:
                if self._is_repeated(record, added):
                    continue
                steps.append(addition(record, told_record, said_print))
            elif known.id in seen:
                if known.said_print != said_print:  # the same thing said twice does no harm
                    self._quarantine(record, REPEATED)
                    self._withdrawn[kind].add(known.key)
            else:
                seen.add(known.id)
                self._there[kind] += not known.departed
                if known.said_print != said_print or known.departed:
                    altered.append((known, record, said_print))
        return steps + self._alterations(kind, altered)

    def _is_repeated(self, record: Record, added: set[int]) -> bool:
        """Tell whether a new record repeats a key or ECK iD of this pull. Hashes are kept, to stay small."""
        identities = {hash(record.key)} | ({hash(("eck", eck_id))} if (eck_id := eck_id_of(record)) else set())
        if added & identities:
            self._quarantine(record, REPEATED)
            return True
        added |= identities
        return False

    def _alterations(self, kind: Kind, altered: list[tuple[Known, Record, bytes]]) -> list[Step]:
        if not altered:
            return []
        records = self._staging.records(kind, [known.id for known, _, _ in altered])
        steps = []
        for known, record, said_print in altered:
            if is_another_person(known, records[known.id], record):
                self._seen[kind].discard(known.id)
                self._there[kind] -= not known.departed
                self._quarantine(record, ANOTHER_PERSON)
            else:
                steps.append(alteration(known, records[known.id], record, said_print))
        return steps

    def _quarantine(self, record: Record, why: Text) -> None:
        what = Text(f"sleutel {record.key}", f"key {record.key}")
        self._reject(Rejected(kind=record.KIND, key=record.key, where="", what=what, why=why, rule="intake.identity"))

    def _write(self, steps: list[Step]) -> None:
        if steps:
            self._staging.write(self._counted(steps))

    def _counted(self, steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            if step.action is not Action.SAME:
                self._hash.update(line_of(step))
                self.gathered.counts[step.action][step.kind] += 1
                self._note_signs(step)
            yield step

    def _note_signs(self, step: Step) -> None:
        if step.kind is not Kind.PUPILS or step.action is not Action.CHANGE:
            return
        tally = self.gathered.tally
        tally.other_person += {"birth_date", "first_name"} <= step.new.keys()
        tally.other_year_group += bool(step.old.get("year_group") and "year_group" in step.new)

    def _withdraw(self) -> None:
        """Take out of the plan what it says of quarantined records, earlier or later in the pull than the fault.

        Where a key was said by a good record too, there were two of that key: one may be someone else, of another key.
        """
        taken = 0
        for kind, keys in self._withdrawn.items():
            steps = self._staging.withdraw(kind, list(keys))
            known = self._staging.known(kind, list(keys))
            unseen = [each for each in known if each.id not in self._seen[kind]]
            if steps or len(unseen) < len(known):
                self._unidentified.add(kind)
            self._seen[kind].update(each.id for each in unseen)
            self._there[kind] += sum(not each.departed for each in unseen)
            taken += steps
        if taken:
            self._count_again()

    def _count_again(self) -> None:
        self._hash = sha256()
        gathered, tally = self.gathered, self.gathered.tally
        gathered.counts.clear()
        tally.other_person = tally.other_year_group = 0
        for _ in self._counted(self._staging.steps()):
            pass

    def _let_go(self, complete: Complete) -> None:
        for kind in sorted(complete.kinds, key=LETTING_GO.index):
            if kind in self._unidentified:
                self.gathered.notes.append(CANNOT_LET_GO)
            elif self._there[kind] < self._staging.present(kind):
                self._let_go_of(kind)
        if Kind.GUARDIANSHIPS in complete.kinds:
            self.gathered.tally.without_guardian = self._staging.pupils_without_guardian()

    def _let_go_of(self, kind: Kind) -> None:
        seen, tally = self._seen[kind], self.gathered.tally
        in_use = self._staging.classes_in_use() if kind is Kind.GROUPS else set()
        gone: list[Step] = []
        kept = 0
        for record_id, key, group in self._staging.present_records(kind):
            leaves = record_id not in seen and key not in in_use
            kept += record_id not in seen and key in in_use
            if leaves:
                gone.append(departure(kind, record_id, key))
            if group is not None:
                tally.class_known[group] = tally.class_known.get(group, 0) + 1
                tally.class_departing[group] = tally.class_departing.get(group, 0) + leaves
        tally.departing[kind] = len(gone)
        if kept:
            self.gathered.notes.append(_still_in_use(kept))
        self._write(gone)


LETTING_GO = [*(kind for kind in Kind if kind is not Kind.GROUPS), Kind.GROUPS]
"""Classes last: one that a pupil stays in does not go."""


REPEATED = Text(
    "Deze sleutel of dit ECK iD komt twee keer voor met verschillende gegevens. Er is niets van overgenomen. "
    "Herstel dit in het LAS en maak een nieuwe export.",
    "This key or ECK iD occurs twice with different data. Nothing of it was taken over. "
    "Mend this in the LAS and export again.",
)
ANOTHER_PERSON = Text(
    "Deze sleutel hoorde eerst bij iemand anders (een ander ECK iD, een andere naam of geboortedatum). Er is niets "
    "van overgenomen. Kijk in het LAS of dit klopt en vraag zo nodig uw LAS-leverancier om hulp.",
    "This key belonged to someone else before (another ECK iD, name or date of birth). Nothing of it was taken over. "
    "Check it in the LAS, and ask your LAS vendor for help where needed.",
)
CANNOT_LET_GO = Text(
    "Er zijn gegevens zonder bruikbare sleutel, of twee met dezelfde sleutel of hetzelfde ECK iD. Daarom is niemand "
    "afgemeld: misschien staat die persoon er wel in. Herstel dit in het LAS en maak een nieuwe export.",
    "Some records have no usable key, or two have the same key or ECK iD. So nobody was let go: that person may be "
    "among them. Mend this in the LAS and export again.",
)


def _still_in_use(number: int) -> Text:
    return Text(
        f"{number} groep(en) staan niet meer in de gegevens, maar er zitten nog leerlingen in. Die groepen zijn "
        "gebleven. Geef deze leerlingen in het LAS een andere groep, of zet de groep terug in de export.",
        f"{number} class(es) are missing from the data, but there are still pupils in them. These classes have "
        "stayed. Give these pupils another class in the LAS, or put the class back in the export.",
    )


def counts_by_name(gathered: Gathered) -> dict[str, dict[str, int]]:
    """Return the plan's counts as they are kept: `added` (also who returns), `changed` and `departed`, per kind."""
    named: dict[str, Any] = {"added": {}, "changed": {}, "departed": {}}
    into = {Action.ADD: "added", Action.RETURN: "added", Action.CHANGE: "changed", Action.DEPART: "departed"}
    for action, per_kind in gathered.counts.items():
        for kind, number in per_kind.items():
            named[into[action]][kind.value] = named[into[action]].get(kind.value, 0) + number
    return named
