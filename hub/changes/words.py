"""Values of changes, people and answers of the LAS, in words for people. Pure."""

from collections.abc import Mapping
from typing import Any

import phonenumbers

from hub.contract import WriteState
from hub.records import Kind, Relation, Text

PHONES = frozenset({"mobile", "phone", "work_phone"})
DUTCH = 31
EMPTY = Text("(leeg)", "(empty)")
RELATIONS: Mapping[Relation, Text] = {
    Relation.MOTHER: Text("moeder", "mother"),
    Relation.FATHER: Text("vader", "father"),
    Relation.STEP_PARENT: Text("stiefouder", "step-parent"),
    Relation.FOSTER_PARENT: Text("pleegouder", "foster parent"),
    Relation.GRANDPARENT: Text("grootouder", "grandparent"),
    Relation.LEGAL_GUARDIAN: Text("voogd", "legal guardian"),
    Relation.INSTITUTION: Text("voogdij-instelling", "guardianship institution"),
    Relation.OTHER: Text("andere relatie", "other relation"),
}
HUB, LAS = Text("de hub", "the hub"), Text("het LAS", "the LAS")
ANSWERS: Mapping[str, Text] = {
    "receipt": Text("Het LAS heeft dit aangenomen.", "The LAS took this in."),
    WriteState.DONE: Text("Het LAS zegt dat het verwerkt is.", "The LAS says that it was carried out."),
    WriteState.REFUSED: Text("Het LAS heeft dit geweigerd.", "The LAS refused this."),
    WriteState.CONFLICT: Text("Het LAS had een andere waarde.", "The LAS had another value."),
    WriteState.GOING: Text("Het LAS is er nog mee bezig.", "The LAS is still at it."),
    WriteState.NOT_RECEIVED: Text("Het LAS heeft dit nooit ontvangen.", "The LAS never received this."),
    WriteState.UNKNOWN: Text("Het LAS kan niet zeggen wat ervan kwam.", "The LAS cannot tell what came of it."),
    "ChangeRefusedError": Text("Het LAS heeft dit geweigerd.", "The LAS refused this."),
    "ConflictError": Text("Het LAS had een andere waarde.", "The LAS had another value."),
    "LasUnavailableError": Text("Het LAS was niet bereikbaar. Er is niets verstuurd.", "The LAS could not be reached."),
    "ConfigurationError": Text("De koppeling is niet goed ingesteld.", "The coupling is not set right."),
    "CredentialsRefusedError": Text("Het LAS accepteert de sleutel niet.", "The LAS does not accept the key."),
    "OutcomeUnknownError": Text("Er kwam geen antwoord.", "No answer came."),
}
NO_ANSWER = Text("Er kwam geen bruikbaar antwoord.", "No answer came that can be used.")
GOING_ON = Text("Er is nog geen antwoord.", "There is no answer yet.")


def value_words(kind: Kind, field: str, value: Any) -> Text:  # noqa: ARG001 - a kind may want words of its own
    """Return a value as a person reads it: a Dutch phone number as it is dialled, emptiness in words."""
    if value is None or value == "":
        return EMPTY
    said = _dialled(str(value)) if field in PHONES else str(value)
    return Text(said, said)


def answer_words(outcome: str | None) -> Text:
    """Return what the LAS answered, from the name under which an attempt keeps it."""
    return GOING_ON if outcome is None else ANSWERS.get(outcome, NO_ANSWER)


def _dialled(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "NL")
    except phonenumbers.NumberParseException:
        return value
    national = number.country_code == DUTCH
    form = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
