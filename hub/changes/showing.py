"""Changes as the people who decide on them see them: with names, words, and what can be done now."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from hub.changes.decisions import DECIDABLE, REFUSABLE, Approver, approvals_needed, is_overtaken
from hub.changes.effective import from_words, is_ahead, waits
from hub.changes.values import same
from hub.changes.words import HUB, LAS, RELATIONS, value_words
from hub.changes.working_days import DUTCH_TIME
from hub.contract import Decision
from hub.contract.desk import AskedBy, Change, Choice, Details, OfPupil
from hub.records import RECORD_TYPES, UNSAID, Guardianship, Kind, Pupil, Record, Relation, Text, facts, to_json
from hub.store import Books, Item, ItemState, label_of
from hub.store.change_list import LastStep


@dataclass(frozen=True)
class Background:
    """What is known around some items, read at once: whose they are, who asked, and who took part."""

    subjects: Mapping[tuple[Kind, str], Record]
    guardianships: Mapping[str, Sequence[Guardianship]]
    groups: Mapping[str, str]
    last: Mapping[int, LastStep]
    yeses: Mapping[int, Sequence[str]]
    names: Mapping[str, str]

    @classmethod
    def of(cls, books: Books, items: Sequence[Item], people: Collection[str] = ()) -> "Background":
        """Read what these items need, in a handful of questions. `people` are names in the trail to look up too."""
        numbers = [each.id for each in items]
        last = books.change_list.last_steps(numbers)
        guardians = {each.guardian for each in items if each.guardian}
        guardianships = books.change_list.guardianships(guardians)
        pupils = {each.pupil for found in guardianships.values() for each in found}
        keys = {
            Kind.GUARDIANS: guardians | {each.key for each in items if each.kind is Kind.GUARDIANS},
            Kind.PUPILS: pupils | {each.key for each in items if each.kind is Kind.PUPILS},
        }
        records = {kind: books.changes.records(kind, sorted(keys[kind])) for kind in keys}
        acted = {*people, *(each.by for each in last.values()), *(each.asked_by for each in items)}
        acted |= {each.decided_by for each in last.values() if each.decided_by}
        acted |= {str(each.typed["by"]) for each in items if each.typed}
        return cls(
            subjects={(kind, key): record for kind, found in records.items() for key, record in found.items()},
            guardianships=guardianships,
            groups={each.key: str(each.name or each.key) for each in books.roll.groups()},
            last=last,
            yeses=books.change_list.who_said_yes(numbers),
            names=books.directory.names(each for each in acted if "@" in each),
        )

    def who(self, by: str) -> Text:
        """Return the name of whoever acted."""
        if by in {"hub", "las"}:
            return HUB if by == "hub" else LAS
        name = self.guardian(by.removeprefix("guardian:")) if by.startswith("guardian:") else self.names.get(by, by)
        return Text(name, name)

    def guardian(self, key: str) -> str:
        """Return the name of a guardian; the key of one who is not on the roll any more."""
        record = self.subjects.get((Kind.GUARDIANS, key))
        return label_of(record) if record else key

    def subject(self, item: Item) -> str:
        """Return whose field it is."""
        record = self.subjects.get((item.kind, item.key))
        return label_of(record) if record else item.key

    def known(self, item: Item) -> Any:
        """Return what the hub knows of the field now."""
        record = self.subjects.get((item.kind, item.key))
        value = getattr(record, item.field, None)
        return None if value is None or value is UNSAID else to_json(value)

    def asked_by(self, item: Item) -> AskedBy:
        """Return who asks, with what this person is to the pupils that it is about."""
        if item.guardian is None:
            nobody = {"itself": False, "authority": False, "lives_with": False}
            return AskedBy(name=self.who(item.asked_by).nl, guardian=None, pupils=(), **nobody)
        mine = self.guardianships.get(item.guardian, ())
        about = [each for each in mine if item.kind is not Kind.PUPILS or each.pupil == item.key]
        return AskedBy(
            name=self.guardian(item.guardian),
            guardian=item.guardian,
            itself=item.self_asked,
            authority=item.has_authority,
            lives_with=item.lives_with,
            pupils=tuple(found for each in about if (found := self._of_pupil(each)) is not None),
        )

    def _of_pupil(self, each: Guardianship) -> OfPupil | None:
        pupil = self.subjects.get((Kind.PUPILS, each.pupil))
        if not isinstance(pupil, Pupil):
            return None
        return OfPupil(
            key=pupil.key,
            name=label_of(pupil),
            group=self.groups.get(str(pupil.group)) if pupil.group else None,
            relation=RELATIONS[each.relation] if isinstance(each.relation, Relation) else None,
            authority=each.authority if isinstance(each.authority, bool) else None,
            lives_with=each.lives_with if isinstance(each.lives_with, bool) else None,
        )


@dataclass(frozen=True)
class Looker:
    """Who looks: whether he may decide, and as whom."""

    approver: Approver
    may_decide: bool
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def today(self) -> date:
        """The day in the Netherlands."""
        return self.now.astimezone(DUTCH_TIME).date()

    def change(self, item: Item, around: Background) -> Change:
        """Return an item as this person sees it."""
        shown = self._change(item, around)
        return _without_values(shown) if self.approver.is_too_near(item) else shown

    def _change(self, item: Item, around: Background) -> Change:
        known, last = around.known(item), around.last.get(item.id)
        typed = item.typed or {}
        return Change(
            number=item.id,
            request=item.request,
            kind=item.kind,
            key=item.key,
            field=item.field,
            label=label_of_field(item.kind, item.field),
            subject=around.subject(item),
            old=item.base,
            known=known,
            wanted=item.wanted,
            new=item.value,
            corrected=item.correction is not None,
            overtaken=item.state in DECIDABLE and is_overtaken(item, known),
            old_words=value_words(item.kind, item.field, item.base),
            known_words=value_words(item.kind, item.field, known),
            wanted_words=value_words(item.kind, item.field, item.wanted),
            new_words=value_words(item.kind, item.field, item.value),
            state=item.state,
            asked_at=item.asked_at,
            moved_at=item.moved_at,
            asked_by=around.asked_by(item),
            decision=item.verdict.decision,
            reason=item.verdict.reason,
            automatic=item.verdict.decision is Decision.AUTOMATIC,
            approvals=len(around.yeses.get(item.id, ())),
            needed=approvals_needed(item.verdict),
            last_by=around.who(last.by if last else item.asked_by),
            decided_by=around.who(last.decided_by) if last and last.decided_by else None,
            why=last.reason if last else None,
            waits_for=item.waits_for,
            due_at=item.remind_at,
            late=item.reminders > 0 or (item.remind_at is not None and item.remind_at < self.now),
            typed_at=datetime.fromisoformat(typed["at"]) if typed else None,
            typed_by=around.who(typed["by"]) if typed else None,
            undoes=item.undoes,
            choices=self.choices(item, around.yeses.get(item.id, ()), known),
            mark=mark_of(item, known),
            effective_on=item.effective_on,
            from_words=from_words(item.effective_on) if item.effective_on else None,
            is_ahead=is_ahead(item, self.today),
        )

    def choices(self, item: Item, yeses: Sequence[str], known: Any) -> frozenset[Choice]:
        """Return what this person can do with an item now."""
        if not self.may_decide:
            return frozenset()
        own = self.approver.asked(item)
        said_yes = self.approver.by in yeses
        undoable = item.state is ItemState.CONFIRMED and not same(item.kind, item.field, item.base, item.value)
        fitting = {
            Choice.APPROVE: item.state in DECIDABLE and not own and not said_yes,
            Choice.CORRECT: item.state in DECIDABLE and not own and not said_yes,
            Choice.REFUSE: (item.state in REFUSABLE or waits(item, self.today)) and not own,
            Choice.LET_GO: waits(item, self.today) and not own,
            Choice.ASK_LAS: item.state is ItemState.UNKNOWN,
            Choice.TYPED: item.state is ItemState.TASK and item.typed is None,
            Choice.UNDO: undoable and same(item.kind, item.field, known, item.value),
        }
        return frozenset(each for each, fits in fitting.items() if fits)


def _without_values(change: Change) -> Change:
    words = dict.fromkeys(("old_words", "known_words", "wanted_words", "new_words"), HIDDEN)
    values = dict.fromkeys(("old", "known", "wanted", "new", "why", "effective_on", "from_words"))
    said: dict[str, Any] = {
        **words,
        **values,
        "choices": frozenset(),
        "mark": "",
        "overtaken": False,
        "is_ahead": False,
    }
    return replace(change, **said, hidden=True)


def without_values(found: Details) -> Details:
    """Return what may be told of a change to whom its values are hidden: how far it is, and by whom."""
    steps = tuple(replace(each, reason=None) for each in found.steps)
    return replace(found, steps=steps, yeses=tuple(replace(each, value_words=HIDDEN) for each in found.yeses), calls=())


HIDDEN = Text("afgeschermd", "hidden")


def label_of_field(kind: Kind, name: str) -> Text:
    """Return what people call a field."""
    found = facts(RECORD_TYPES[kind]).get(name)
    return found.label if found else Text(name, name)


def mark_of(item: Item, known: Any) -> str:
    """Return what stands for an item as it is shown: its state, what would go to the LAS, and what the LAS has."""
    shown = json.dumps([item.id, item.state.value, item.value, item.base, known, item.write_key])
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
