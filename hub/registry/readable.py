"""Text that crosses the boundary from a plugin can be kept and shown, or its record is refused with a sentence."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from hub.contract import Checked, CheckedPart, Outcome, Verdict
from hub.records import (
    HISTORY_TYPES,
    RECORD_TYPES,
    AssessmentPart,
    Assignment,
    HistoryKind,
    NormBand,
    Note,
    Rejected,
    Source,
    Text,
)
from hub.records.signs import can_be_kept, not_shown, shown

_PERSONS = frozenset(RECORD_TYPES.values())
_HISTORIES = frozenset(HISTORY_TYPES.values())


def readable(pulled: Iterable[Any]) -> Iterator[Any]:
    """Yield what a plugin brings, with a fault in place of each record that holds a sign which no text has."""
    for each in pulled:
        kind = type(each)
        if kind in _PERSONS or kind in _HISTORIES:
            said = _said(each)
            yield each if said.isprintable() or _is_fine(kind, said) else _refused(each)
        else:
            yield cleaned(each) if kind in _SENTENCES else each


def cleaned(value: Any) -> Any:
    """Return what a plugin said with `shown` texts: a sentence, or something that holds sentences."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Text):
        return value if value.nl.isprintable() and value.en.isprintable() else Text(shown(value.nl), shown(value.en))
    if isinstance(value, _SENTENCES):
        said = {each.name: getattr(value, each.name) for each in fields(value)}
        changed = {name: new for name, old in said.items() if (new := cleaned(old)) != old}
        return replace(value, **changed) if changed else value
    return tuple(map(cleaned, value)) if isinstance(value, tuple) else value


def _is_fine(kind: type, said: str) -> bool:
    """Of persons what can be kept passes, whatever it looks like. What a report is made of must be readable too."""
    return can_be_kept(said) if kind in _PERSONS else not_shown(said) is None


def _refused(record: Any) -> Rejected:
    key = record.key if can_be_kept(record.key) else None
    named = shown(record.key)[:40]
    return Rejected(
        kind=record.KIND,
        key=key,
        where="",
        what=Text(f"sleutel {named}", f"key {named}"),
        why=HIDDEN_OF_HISTORY if isinstance(record.KIND, HistoryKind) else HIDDEN,
        rule="intake.signs",
    )


def _said(record: Any) -> str:
    """Return all that a record says in words, one after the other."""
    return "".join([each if type(each) is str else _within(each) for each in _TEXTS[type(record)](record)])


def _within(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return "".join(map(_within, value))
    return _said(value) if type(value) in _TEXTS else ""


_TEXTS: Mapping[type, Callable[[Any], tuple[Any, ...]]] = {
    kind: attrgetter(*(each.name for each in fields(kind)))
    for kind in (*_PERSONS, *_HISTORIES, Assignment, AssessmentPart, NormBand)
}


_SENTENCES = (Rejected, Note, Source, Checked, CheckedPart, Outcome, Verdict)
HIDDEN = Text(
    "Hier staan tekens in die niemand kan lezen en die de hub niet kan bewaren. Er is niets van overgenomen. Typ de "
    "tekst in het LAS opnieuw; ziet u daar niets geks, meld het dan bij uw LAS-leverancier.",
    "This holds signs that nobody can read and that the hub cannot keep. Nothing of it was taken over. Type the text "
    "again in the LAS; where you see nothing strange there, report it to your LAS vendor.",
)
HIDDEN_OF_HISTORY = Text(
    "Hier staan tekens in die niemand kan lezen, of die de tekst omdraaien. Er is niets van overgenomen. Herstel de "
    "tekst in het LAS; ziet u daar niets geks, meld het dan bij uw LAS-leverancier.",
    "This holds signs that nobody can read, or that turn the text around. Nothing of it was taken over. Mend the text "
    "in the LAS; where you see nothing strange there, report it to your LAS vendor.",
)
