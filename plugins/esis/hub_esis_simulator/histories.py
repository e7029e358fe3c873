"""OuderportaalService's answers about pupils' histories: results, report cards and their documents."""

import base64
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lxml import etree

from hub_esis_simulator.assessments import Norm, Outcome, Part, Test
from hub_esis_simulator.cards import Card, cards, document, find, spoilt
from hub_esis_simulator.las import Las
from hub_esis_simulator.lvs import outcomes
from hub_esis_simulator.roll import Entry, School
from hub_esis_simulator.uwlr import moment_of
from hub_esis_simulator.wire import PORTAL, Question, answer_root

RESULT_FIELDS = (
    *("afnamedatum", "toetscode", "toetsonderdeelcode", "score", "vaardigheidsscore", "niveau"),
    *("functioneringsniveau", "referentieniveau", "schoolcijfer"),
)
"""The elements of a result, in the order of the wire."""


def answer(las: Las, school: School | None, question: Question, fault: str | None) -> etree._Element:
    """Return the element for the body of the answer."""
    name = question.operation.name
    if name == "HaalRapport":
        return _document(school, question, fault)
    root = answer_root(PORTAL, "resultaten_antwoord" if name == "HaalResultaten" else "rapporten_antwoord")
    since = moment_of(question.text("gewijzigdsinds"))
    if school is None or fault == "no-data":
        etree.SubElement(root, _tag("geengegevens"))
    elif name == "HaalResultaten":
        _results(root, las, school, since, fault)
    else:
        _cards(root, las, school, since)
    if not len(root):
        etree.SubElement(root, _tag("geenwijzigingen"))
    return root


def _results(root: etree._Element, las: Las, school: School, since: datetime | None, fault: str | None) -> None:
    today = datetime.now(UTC).date()
    found = {
        key: taken
        for key, pupil in school.pupils.items()
        if (taken := [each for each in outcomes(school, pupil, today) if _counts(school, each, since)])
    }
    if since is not None and not found:
        return
    block = _block(root, "resultaten", school, since)
    around = etree.SubElement(block, _tag("toetsen"))
    named = {each.test.code: each.test for taken in found.values() for each in taken}
    for code in sorted(named):
        _test(around, named[code], holes=fault == "norm-with-holes")
    taken_by = etree.SubElement(block, _tag("toetsafnames"))
    for key, taken in found.items():
        _taken(taken_by, las, school, school.pupils[key], taken)
    if fault in SPOILS and len(taken_by):
        SPOILS[fault](taken_by)


def _counts(school: School, outcome: Outcome, since: datetime | None) -> bool:
    return outcome.key not in school.lvs.withdrawn and (since is None or outcome.changed_at >= since)


def _block(root: etree._Element, name: str, school: School, since: datetime | None) -> etree._Element:
    block = etree.SubElement(root, _tag(name), volledig="true" if since is None else "false")
    _leaf(block, "brincode", school.code.code)
    if school.code.location:
        _leaf(block, "dependancecode", school.code.location)
    _leaf(block, "aanmaakdatum", datetime.now(UTC).isoformat())
    return block


def _test(around: etree._Element, test: Test, *, holes: bool) -> None:
    element = etree.SubElement(around, _tag("toets"), soort=test.kind)
    texts = {"toetscode": test.code, "toetsnaam": test.name, "leerjaar": test.year_group}
    if test.subject:
        texts["vakgebied"] = test.subject
    texts |= {"schaalvan": "0", "schaaltotenmet": str(test.highest)}
    if test.average is not None:
        texts["landelijkgemiddelde"] = f"{test.average:.1f}"
    for name, text in texts.items():
        _leaf(element, name, text)
    _norms(element, "toetsnormering", test.norms[:: 2 if holes else 1])
    if test.parts:
        _parts(etree.SubElement(element, _tag("toetsonderdelen")), test.parts)


def _parts(around: etree._Element, parts: tuple[Part, ...]) -> None:
    for number, part in enumerate(parts, 1):
        element = etree.SubElement(around, _tag("toetsonderdeel"))
        _leaf(element, "toetsonderdeelvolgnummer", str(number))
        _leaf(element, "toetsonderdeelcode", part.code)
        _leaf(element, "toetsonderdeelnaam", part.name)
        _norms(element, "toetsonderdeelnormering", part.norms)


def _norms(element: etree._Element, name: str, norms: tuple[Norm, ...]) -> None:
    around = etree.SubElement(element, _tag(name))
    for term, lowest, highest in norms:
        norm = etree.SubElement(around, _tag("norm"))
        for tag, text in (("term", term), ("beginnormwaarde", str(lowest)), ("eindnormwaarde", str(highest))):
            _leaf(norm, tag, text)


def _taken(around: etree._Element, las: Las, school: School, pupil: Entry, taken: list[Outcome]) -> None:
    element = etree.SubElement(around, _tag("toetsafname"))
    _whose(element, las, school, pupil)
    block = etree.SubElement(element, _tag("resultaten"))
    for each in taken:
        result = etree.SubElement(block, _tag("resultaat"), key=each.key)
        for name in RESULT_FIELDS:
            if name in each.texts:
                _leaf(result, name, each.texts[name])
        _leaf(result, "mutatiedatum", each.changed_at.isoformat())


def _cards(root: etree._Element, las: Las, school: School, since: datetime | None) -> None:
    today = datetime.now(UTC).date()
    everything = (each for pupil in school.pupils.values() for each in cards(school, pupil, today))
    found = [each for each in everything if since is None or each.changed_at >= since]
    if since is not None and not found:
        return
    block = _block(root, "rapporten", school, since)
    for each in found:
        _card(block, las, school, each)


def _card(block: etree._Element, las: Las, school: School, card: Card) -> None:
    element = etree.SubElement(block, _tag("rapport"), key=card.key)
    _whose(element, las, school, card.pupil)
    texts = {"titel": card.title, "schooljaar": card.school_year, "periode": card.period}
    texts |= {"datum": card.day.isoformat(), "mutatiedatum": card.changed_at.isoformat()}
    for name, text in texts.items():
        _leaf(element, name, text)


def _document(school: School | None, question: Question, fault: str | None) -> etree._Element:
    root = answer_root(PORTAL, "rapport_antwoord")
    card = find(school, question.text("sleutel"), datetime.now(UTC).date()) if school else None
    if school is None or card is None or fault == "no-data":
        etree.SubElement(root, _tag("geengegevens"))
    else:
        _leaf(root, "inhoud", base64.b64encode(spoilt(document(school, card), fault or "")).decode())
    return root


def _whose(element: etree._Element, las: Las, school: School, pupil: Entry) -> None:
    _leaf(element, "leerlingid", las.wire_key(school, pupil.key))
    if pupil.eck_id:
        _leaf(element, "eckid", pupil.eck_id)


def _first(around: etree._Element) -> Any:
    """Return the first result of the answer."""
    return around[0].find(f"{_tag('resultaten')}/{_tag('resultaat')}")


def _off_the_scale(around: etree._Element) -> None:
    value: Any = next(each for each in _first(around) if each.tag in (_tag("score"), _tag("vaardigheidsscore")))
    value.text = "99999"


def _of_tomorrow(around: etree._Element) -> None:
    _first(around)[0].text = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011 - any day to come will do


def _of_nobody(around: etree._Element) -> None:
    around[0][0].text = "niemand"
    for eck_id in around[0].findall(_tag("eckid")):
        around[0].remove(eck_id)


def _repeated(around: etree._Element) -> None:
    first = _first(around)
    again = etree.fromstring(etree.tostring(first))
    again[0].text = "2020-01-01"
    first.addnext(again)


SPOILS = {
    "score-off-scale": _off_the_scale,
    "future-date": _of_tomorrow,
    "unknown-pupil": _of_nobody,
    "repeated-result": _repeated,
}


def _leaf(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    return f"{{{PORTAL}}}{name}"
