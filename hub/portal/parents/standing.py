"""How far a wish is, as a parent reads it: four steps, and a sentence that says what happens next. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hub.changes import day_words, dutch_today, waits
from hub.portal.parents.mine import Asked
from hub.records import Text
from hub.store import ENDS, ItemState

S = ItemState


class Mark(StrEnum):
    """What the picture shows of one step."""

    DONE = "done"
    HERE = "here"
    """The last that is done."""
    TO_COME = "to_come"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a wish stands. `tone` is that of its badge; `reason` is the school's own."""

    label: Text
    tone: str
    sentence: Text
    marks: tuple[Mark, ...]
    reason: Text | None
    moved_at: datetime
    is_open: bool
    may_withdraw: bool


STEPS = (
    Text("aangevraagd", "requested"),
    Text("goedgekeurd", "approved"),
    Text("verstuurd", "sent"),
    Text("bevestigd", "confirmed"),
)
STOPS = {S.REFUSED: Text("geweigerd", "refused"), S.WITHDRAWN: Text("ingetrokken", "withdrawn")}
TYPED_OVER = Text("overgetypt", "typed over")
WITHDRAWABLE = frozenset({S.REQUESTED, S.CONFLICT, S.FAILED, S.APPROVED, S.TASK})
"""As `hub.changes.withdraw` has it: until it is on its way to the LAS."""
SHOWN_FOR = timedelta(days=14)
"""How long a page keeps showing what came of a wish."""

LOOKED_AT_AGAIN = (
    2,
    "warn",
    Text("De school kijkt ernaar", "The school looks at it"),
    Text(
        "Het lukte nog niet vanzelf. De school kijkt ernaar. U hoeft niets te doen.",
        "It did not succeed by itself yet. The school looks at it. You need not do anything.",
    ),
)
WORDS: dict[ItemState, tuple[int, str, Text, Text]] = {
    S.REQUESTED: (
        1,
        "note",
        Text("Aangevraagd", "Requested"),
        Text("De school bekijkt uw aanvraag.", "The school looks at your request."),
    ),
    S.APPROVED: (
        2,
        "note",
        Text("Goedgekeurd", "Approved"),
        Text("De wijziging gaat zo naar de administratie.", "The change goes to the administration soon."),
    ),
    S.SENDING: (
        2,
        "note",
        Text("Goedgekeurd", "Approved"),
        Text("De wijziging wordt verstuurd.", "The change is being sent."),
    ),
    S.SENT: (
        3,
        "note",
        Text("Verstuurd", "Sent"),
        Text("De administratie verwerkt de wijziging.", "The administration carries the change out."),
    ),
    S.TASK: (
        2,
        "note",
        Text("Goedgekeurd", "Approved"),
        Text("De administratie van de school typt dit over.", "The school's office types this over."),
    ),
    S.CONFIRMED: (
        4,
        "good",
        Text("Bevestigd", "Confirmed"),
        Text("De wijziging staat in de administratie.", "The change is in the administration."),
    ),
    S.REFUSED: (
        1,
        "bad",
        Text("Geweigerd", "Refused"),
        Text("De school heeft dit niet gewijzigd.", "The school did not change this."),
    ),
    S.WITHDRAWN: (
        1,
        "calm",
        Text("Ingetrokken", "Withdrawn"),
        Text("Deze aanvraag is ingetrokken.", "This request was withdrawn."),
    ),
    S.CONFLICT: (
        1,
        "warn",
        Text("De school kijkt ernaar", "The school looks at it"),
        Text(
            "In de administratie is dit intussen ook veranderd. De school kiest wat het wordt.",
            "Meanwhile this was changed in the administration too. The school chooses what it is to be.",
        ),
    ),
    S.FAILED: LOOKED_AT_AGAIN,
    S.UNKNOWN: LOOKED_AT_AGAIN,
}
"""Of each state: how many steps are done, the tone, its name and what happens next."""


def standing(asked: Asked) -> Standing:
    """Return where a wish stands."""
    item = asked.item
    done, tone, label, sentence = WORDS[item.state]
    if item.effective_on is not None and waits(item, dutch_today()):
        sentence = _on_its_day(item.effective_on)
    return Standing(
        label=label,
        tone=tone,
        sentence=sentence,
        marks=_marks(item.state, done),
        reason=asked.steps[-1].reason if item.state is S.REFUSED and asked.steps else None,
        moved_at=item.moved_at,
        is_open=item.state not in ENDS,
        may_withdraw=item.state in WITHDRAWABLE,
    )


def _on_its_day(day: date) -> Text:
    said = day_words(day)
    return Text(
        f"De school heeft dit goedgekeurd. Op {said.nl} gaat het naar de administratie. Tot dan kunt u het intrekken.",
        f"The school has approved this. On {said.en} it goes to the administration. Until then you can withdraw it.",
    )


def is_shown(asked: Asked, now: datetime) -> bool:
    """Tell whether a wish stands beside what is known: while it is open, and for some days when it has ended."""
    item = asked.item
    if item.state in ENDS:
        return item.state is not S.WITHDRAWN and now - item.moved_at < SHOWN_FOR
    return True


def steps_of(asked: Asked) -> tuple[Text, ...]:
    """Return the names of the steps: where the office types it over, nothing is sent; two where it stopped."""
    if asked.item.state in STOPS:
        return (STEPS[0], STOPS[asked.item.state])
    was_task = asked.item.state is S.TASK or any(step.new is S.TASK for step in asked.steps)
    return (*STEPS[:2], TYPED_OVER, STEPS[3]) if was_task else STEPS


def _marks(state: ItemState, done: int) -> tuple[Mark, ...]:
    if state in STOPS:
        return (Mark.DONE, Mark.STOPPED)
    return (*(Mark.DONE,) * (done - 1), Mark.HERE, *(Mark.TO_COME,) * (len(STEPS) - done))
