"""One change into ESIS, over the stand-in service `OuderportaalService`: handing it in, and asking what came of it.

What is asked for as a `Write` becomes a `mutatie_verzoek` by the table in `mapping.py`. An answer by which it is not
certain what was done is an `OutcomeUnknownError`: a change is never sent again before ESIS was asked about it.
"""

from collections.abc import Mapping
from typing import Any

from edexml_content import Element

from hub.contract import (
    ChangeRefusedError,
    ConfigurationError,
    ContractBrokenError,
    OnlyByHandError,
    Outcome,
    OutcomeUnknownError,
    Receipt,
    SourceRefusedError,
    Write,
    WriteState,
)
from hub.records import RECORD_TYPES, Text, facts
from hub_esis.answers import ANSWER, Asking
from hub_esis.client import PARENT_PORTAL, PORTAL
from hub_esis.faults import TO_VENDOR, UnansweredError, UnknownOperationError
from hub_esis.mapping import SWITCHES, WRITTEN

NAMESPACE = f"{{{PORTAL}}}"
LONGEST_MESSAGE = 200
UNCERTAIN = Text(
    "ESIS gaf geen bruikbaar antwoord, dus het is niet zeker of de wijziging is aangekomen. De hub vraagt het na en "
    "stuurt tot die tijd niets opnieuw.",
    "ESIS gave no answer that can be used, so it is not certain whether the change arrived. The hub asks, and sends "
    "nothing again until then.",
)
OTHERWISE = Text(
    f"ESIS antwoordt anders dan is afgesproken. {TO_VENDOR[0]}",
    f"ESIS answers otherwise than was agreed. {TO_VENDOR[1]}",
)
NO_ANSWER = Text("In dit {noun} staat het antwoord zelf niet", "The answer itself is not in this {noun}")
IN_ESIS = (
    "Wijzig het in ESIS zelf; de hub ziet het bij de volgende keer ophalen.",
    "Change it in ESIS itself; the hub sees it at the next pull.",
)
REASONS: Mapping[str, tuple[WriteState, Text]] = {
    "oudewaarde": (
        WriteState.CONFLICT,
        Text(
            "In ESIS staat inmiddels een andere waarde. Er is niets gewijzigd. Kies wat het wordt.",
            "ESIS has another value by now. Nothing was changed. Choose what it is to be.",
        ),
    ),
    "nieuwewaarde": (
        WriteState.REFUSED,
        Text(
            "ESIS neemt deze waarde niet aan. Verbeter haar en keur het opnieuw goed.",
            "ESIS does not take this value. Correct it, and approve it again.",
        ),
    ),
    "onbekendesleutel": (
        WriteState.REFUSED,
        Text(
            f"ESIS kent deze persoon niet (meer). Kijk in ESIS of die nog bij deze school hoort. {IN_ESIS[0]}",
            f"ESIS does not know this person (any more). See in ESIS whether he or she still belongs to this school. "
            f"{IN_ESIS[1]}",
        ),
    ),
    "onbekendveld": (
        WriteState.REFUSED,
        Text(
            f"Dit gegeven kan bij dit ESIS niet van buitenaf worden gewijzigd. {IN_ESIS[0]}",
            f"This cannot be changed from outside in this ESIS. {IN_ESIS[1]}",
        ),
    ),
    "niettoegestaan": (
        WriteState.REFUSED,
        Text(
            f"ESIS staat niet toe dat dit van buitenaf wordt gewijzigd. {IN_ESIS[0]}",
            f"ESIS does not allow this to be changed from outside. {IN_ESIS[1]}",
        ),
    ),
    "storing": (
        WriteState.REFUSED,
        Text(
            "ESIS nam de wijziging aan, maar kon haar niet verwerken. Er is niets gewijzigd. Keur haar later opnieuw "
            "goed; blijft het misgaan, meld het dan aan Rovict.",
            "ESIS took the change in and could not carry it out. Nothing was changed. Approve it again later; if it "
            "keeps failing, report it to Rovict.",
        ),
    ),
}
"""Why ESIS did not carry a change out, as its `reden` has it: what that means to the hub, and what a person can do."""
ANOTHER_REASON = Text(
    "ESIS heeft deze wijziging niet uitgevoerd. Er is niets gewijzigd.",
    "ESIS did not carry this change out. Nothing was changed.",
)


def mutation(write: Write) -> dict[str, str]:
    """Return what is sent of a write. Raises `OnlyByHandError` or `ChangeRefusedError` where it cannot be sent."""
    written = WRITTEN.get((write.kind, write.field))
    if written is None:
        raise OnlyByHandError(_by_hand(write))
    old, new = (written.text(str(each)) if each else "" for each in (write.base, write.wanted))
    if old is None or new is None:
        raise OnlyByHandError(_by_hand(write))
    if len(new) > written.longest:
        raise ChangeRefusedError(_too_long(write, written.longest))
    return {
        "mutatieid": write.idempotency_key,
        "entiteit": written.entity,
        "sleutel": write.key,
        "veld": written.tag,
        "oudewaarde": old,
        "nieuwewaarde": new,
    }


def hand_in(asking: Asking, question: Mapping[str, Any]) -> Receipt:
    """Hand a mutation in; the same one again gets the same receipt. Raises what `WritesBack.write` may raise."""
    try:
        answer = _asked(asking, "DienMutatieIn", question, "mutatie_antwoord")
    except (UnansweredError, SourceRefusedError):
        raise OutcomeUnknownError(UNCERTAIN) from None
    except UnknownOperationError as error:
        raise ConfigurationError(error.text) from None
    except ContractBrokenError as error:
        raise ChangeRefusedError(error.text) from None
    correlation = _texts(answer).get("correlatieid")
    if not correlation:
        raise OutcomeUnknownError(UNCERTAIN)
    return Receipt(correlation=correlation)


def what_came_of(asking: Asking, question: Mapping[str, Any], receipt: Receipt | None) -> Outcome:
    """Ask what came of a mutation. What was taken in and is not known any more is not known to have been done."""
    try:
        answer = _asked(asking, "HaalVerzoekresultaat", question, "verzoekresultaat_antwoord")
    except UnknownOperationError as error:
        raise ConfigurationError(error.text) from None
    texts = _texts(answer)
    if "nietontvangen" in texts:
        return Outcome(state=WriteState.UNKNOWN if receipt else WriteState.NOT_RECEIVED)
    handled, succeeded = (SWITCHES.get(texts.get(name, "")) for name in ("isverwerkt", "issuccesvol"))
    if handled is None or (handled and succeeded is None):
        raise ContractBrokenError(OTHERWISE)
    if not handled:
        return Outcome(state=WriteState.GOING)
    return Outcome(state=WriteState.DONE) if succeeded else _failed(texts.get("reden", ""), texts.get("melding", ""))


def _failed(reason: str, message: str) -> Outcome:
    state, text = REASONS.get(reason, (WriteState.REFUSED, ANOTHER_REASON))
    said = " ".join(message.split())[:LONGEST_MESSAGE]
    if said and said not in text.nl:
        text = Text(f"{text.nl} ESIS meldt: “{said}”", f"{text.en} ESIS says: “{said}”")
    return Outcome(state=state, reason=text)


def _asked(asking: Asking, operation: str, question: Mapping[str, Any], tag: str) -> Element:
    (answer,) = asking.elements(PARENT_PORTAL, operation, question, lambda: _One(NAMESPACE + tag))
    return answer


def _texts(element: Element) -> dict[str, str]:
    return {child.tag.removeprefix(NAMESPACE): (child.text or "").strip() for child in element}


class _One:
    """Takes the one element that is the whole answer."""

    def __init__(self, tag: str) -> None:
        self.tags = (tag,)
        self._is_taken = False

    def takes(self, _element: Element) -> bool:
        first, self._is_taken = not self._is_taken, True
        return first

    def finish(self) -> None:
        if not self._is_taken:
            raise ANSWER.refused(NO_ANSWER)


def _by_hand(write: Write) -> Text:
    declared = facts(RECORD_TYPES[write.kind]).get(write.field)
    label = declared.label if declared else Text(write.field, write.field)
    return Text(
        f"{label.nl}: dit kan alleen in ESIS zelf worden gewijzigd. Typ de nieuwe waarde daar over; de hub controleert "
        "het bij de volgende keer ophalen.",
        f"{label.en}: this can only be changed in ESIS itself. Type the new value over there; the hub checks it at the "
        "next pull.",
    )


def _too_long(write: Write, longest: int) -> Text:
    label = facts(RECORD_TYPES[write.kind])[write.field].label
    return Text(
        f"{label.nl} is te lang voor ESIS: er passen {longest} tekens. Er is niets verstuurd. Maak het korter en keur "
        "het opnieuw goed.",
        f"{label.en} is too long for ESIS: {longest} characters fit. Nothing was sent. Make it shorter, and approve it "
        "again.",
    )
