"""What the elements of HaalResultaten and HaalRapporten mean to the hub: frozen tables, and reading by them. Pure.

A result of which anything cannot be read is left out as a whole: a wrong number helps nobody.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from edexml_content import Element
from edexml_content.faults import masked
from edexml_content.rules import BrokenRuleError, day, moment

from hub.records import (
    Assessment,
    AssessmentPart,
    AssessmentType,
    HistoryKind,
    NormBand,
    Rejected,
    ReportCard,
    Result,
    Text,
)
from hub_esis.mapping import LONGEST_KEY, Row

TYPES = {
    "lvs": AssessmentType.LVS,
    "methode": AssessmentType.METHOD,
    "doorstroom": AssessmentType.FINAL,
    "overig": AssessmentType.OTHER,
}
NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,4})?")
NOUNS = {
    HistoryKind.ASSESSMENTS: Text("toets", "assessment"),
    HistoryKind.RESULTS: Text("resultaat", "result"),
    HistoryKind.REPORT_CARDS: Text("rapport", "report card"),
}
NOT_READ = Text(
    "Dit is niet te lezen, dus er is niets van overgenomen. Kijk in ESIS wat er staat; klopt het daar, meld dit dan "
    "aan Rovict.",
    "This cannot be read, so nothing of it was taken over. Look in ESIS what it says; if that is right, report this to "
    "Rovict.",
)
NO_KEY = Text(
    "De sleutel of de leerling ontbreekt. Er is niets van overgenomen. Meld het aan Rovict.",
    "The key or the pupil is missing. Nothing of it was taken over. Report it to Rovict.",
)


def _text(longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > longest:
            raise BrokenRuleError("esis.length")
        return text

    return read


def _decimal(text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise BrokenRuleError("esis.number")
    return Decimal(text)


def _whole(text: str) -> int:
    number = _decimal(text)
    if number != int(number):
        raise BrokenRuleError("esis.number")
    return int(number)


RESULT = (
    Row("afnamedatum", "taken_on", day),
    Row("toetscode", "code", _text(LONGEST_KEY)),
    Row("versie", "version", _text(64)),
    Row("toetsonderdeelcode", "part", _text(LONGEST_KEY)),
    Row("score", "score", _whole),
    Row("vaardigheidsscore", "skill_score", _decimal),
    Row("niveau", "level", _text(64)),
    Row("functioneringsniveau", "functioning_level", _text(16)),
    Row("referentieniveau", "reference_level", _text(16)),
    Row("schoolcijfer", "mark", _decimal),
    Row("mutatiedatum", "changed_at", moment),
)
ASSESSMENT = (
    Row("toetscode", "code", _text(LONGEST_KEY)),
    Row("versie", "version", _text(64)),
    Row("toetsnaam", "name", _text(256)),
    Row("leerjaar", "year_group", _text(64)),
    Row("vakgebied", "subject", _text(256)),
    Row("schaalvan", "scale_from", _whole),
    Row("schaaltotenmet", "scale_to", _whole),
    Row("landelijkgemiddelde", "average", _decimal),
)
PART = (
    Row("toetsonderdeelvolgnummer", "place", _whole),
    Row("toetsonderdeelcode", "code", _text(LONGEST_KEY)),
    Row("toetsonderdeelnaam", "name", _text(256)),
)
NORM = (
    Row("term", "term", _text(64)),
    Row("omschrijving", "description", _text(256)),
    Row("beginnormwaarde", "lowest", _whole),
    Row("eindnormwaarde", "highest", _whole),
    Row("normkleur", "colour", _text(7)),
)
REPORT_CARD = (
    Row("leerlingid", "pupil", _text(LONGEST_KEY)),
    Row("eckid", "pupil_eck_id", _text(LONGEST_KEY)),
    Row("titel", "title", _text(256)),
    Row("schooljaar", "school_year", _text(9)),
    Row("periode", "period", _text(64)),
    Row("datum", "issued_on", day),
    Row("omvang", "size", _whole),
    Row("mutatiedatum", "changed_at", moment),
)


class _UnreadError(Exception):
    def __init__(self, row: Row, value: str) -> None:
        super().__init__(row.tag)
        self.row, self.value = row, value


def assessment(element: Element, where: str) -> Assessment | Rejected:
    """Return an assessment (`toets`), from an element without a namespace."""
    try:
        values = _values(element, ASSESSMENT)
        code = values.get("code")
        if not code:
            return _keyless(HistoryKind.ASSESSMENTS, where)
        return Assessment(
            key=assessment_key(code, values.get("version")),
            type=TYPES.get(element.get("soort") or "", AssessmentType.OTHER),
            norms=_norms(element, "toetsnormering"),
            parts=tuple(_parts(element)),
            **values,
        )
    except _UnreadError as unread:
        return _unread(HistoryKind.ASSESSMENTS, _said(element, "toetscode"), where, unread)


def results(element: Element, where: str) -> Iterator[Result | Rejected]:
    """Yield the results of one pupil (`toetsafname`), from an element without a namespace."""
    pupil, eck_id = _said(element, "leerlingid"), _said(element, "eckid")
    for around in element:
        if around.tag == "resultaten":
            for each in around:
                yield _result(each, pupil, eck_id, where)


def _result(element: Element, pupil: str | None, eck_id: str | None, where: str) -> Result | Rejected:
    key = element.get("key")
    if not key or not key.strip() or len(key) > LONGEST_KEY or not pupil or len(pupil) > LONGEST_KEY:
        return _keyless(HistoryKind.RESULTS, where)
    try:
        values = _values(element, RESULT)
    except _UnreadError as unread:
        return _unread(HistoryKind.RESULTS, key, where, unread)
    code, version = values.pop("code", None), values.pop("version", None)
    if not code or not values.get("taken_on"):
        return _keyless(HistoryKind.RESULTS, where, key)
    return Result(key=key, pupil=pupil, pupil_eck_id=eck_id, assessment=assessment_key(code, version), **values)


def report_card(element: Element, where: str) -> ReportCard | Rejected:
    """Return a report card (`rapport`), from an element without a namespace."""
    key = element.get("key")
    if not key or not key.strip() or len(key) > LONGEST_KEY:
        return _keyless(HistoryKind.REPORT_CARDS, where)
    try:
        values = _values(element, REPORT_CARD)
    except _UnreadError as unread:
        return _unread(HistoryKind.REPORT_CARDS, key, where, unread)
    if not values.get("pupil"):
        return _keyless(HistoryKind.REPORT_CARDS, where, key)
    return ReportCard(key=key, **{"title": "", **values})


def assessment_key(code: str, version: str | None) -> str:
    """Return the key of an assessment: its code, and its version where it has one."""
    return f"{code}@{version}" if version else code


def _values(element: Element, rows: tuple[Row, ...]) -> dict[str, Any]:
    """Return what an element says by field. Empty and absent are the same here: a history is delivered whole."""
    by_tag: Mapping[str, Row] = {row.tag: row for row in rows}
    values: dict[str, Any] = {}
    for child in element:
        row, text = by_tag.get(child.tag), (child.text or "").strip()
        if row is None or not text:
            continue
        try:
            values[row.name] = row.read(text)
        except BrokenRuleError:
            raise _UnreadError(row, text) from None
    return values


def _norms(element: Element, tag: str) -> tuple[NormBand, ...]:
    around = element.find(tag)
    rows = [_values(each, NORM) for each in (() if around is None else around) if each.tag == "norm"]
    return tuple(NormBand(**each) for each in rows if {"term", "lowest", "highest"} <= each.keys())


def _parts(element: Element) -> Iterator[AssessmentPart]:
    around = element.find("toetsonderdelen")
    for each in () if around is None else around:
        values = _values(each, PART)
        if values.get("code"):
            yield AssessmentPart(norms=_norms(each, "toetsonderdeelnormering"), **values)


def _said(element: Element, tag: str) -> str | None:
    found = element.find(tag)
    return (found.text or "").strip() or None if found is not None else None


def _keyless(kind: HistoryKind, where: str, key: str | None = None) -> Rejected:
    return Rejected(kind=kind, key=key, where=where, what=NOUNS[kind], why=NO_KEY, rule="esis.key")


def _unread(kind: HistoryKind, key: str | None, where: str, unread: _UnreadError) -> Rejected:
    noun, tag = NOUNS[kind], unread.row.tag
    return Rejected(
        kind=kind,
        key=key,
        where=where,
        what=Text(f"{noun.nl} {(key or '')[:40]}, {tag}", f"{noun.en} {(key or '')[:40]}, {tag}"),
        why=NOT_READ,
        rule="esis.unread",
        field=unread.row.name,
        value=masked(unread.value),
    )
