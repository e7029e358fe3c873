"""OuderportaalService's answers: guardians, and what became of a mutation."""

from datetime import UTC, datetime

from lxml import etree

from hub_esis_simulator.families import CARER_FIELDS, TIE_FIELDS
from hub_esis_simulator.las import Las
from hub_esis_simulator.mutations import MESSAGES, Mutation
from hub_esis_simulator.roll import Carer, School
from hub_esis_simulator.uwlr import moment_of
from hub_esis_simulator.wire import PORTAL, Question, answer_root, invalid


def answer(las: Las, school: School | None, question: Question, fault: str | None) -> etree._Element:
    """Return the element for the body of the answer."""
    if question.operation.name == "HaalVerzorgers":
        return _carers(las, school, question, fault)
    if school is None:
        raise invalid("Deze school is niet bekend.")
    if question.operation.name == "DienMutatieIn":
        return _handed_in(las, school, question, fault)
    return _result(las, school, question)


def _carers(las: Las, school: School | None, question: Question, fault: str | None) -> etree._Element:
    root = answer_root(PORTAL, "verzorgers_antwoord")
    since = moment_of(question.text("gewijzigdsinds"))
    if school is None or fault == "no-data" or not school.carers:
        etree.SubElement(root, _tag("geengegevens"))
    elif since is not None and school.carers_changed_at < since:
        etree.SubElement(root, _tag("geenwijzigingen"))
    else:
        chosen = [each for each in school.carers.values() if since is None or each.last_changed() >= since]
        block = etree.SubElement(root, _tag("verzorgers"), volledig="true" if since is None else "false")
        _leaf(block, "brincode", school.code.code)
        if school.code.location:
            _leaf(block, "dependancecode", school.code.location)
        _leaf(block, "aanmaakdatum", datetime.now(UTC).isoformat())
        for each in chosen + chosen[:1] * (fault == "duplicate-delivery"):
            _carer(block, las, school, each)
    return root


def _carer(block: etree._Element, las: Las, school: School, carer: Carer) -> None:
    element = etree.SubElement(block, _tag("verzorger"), key=carer.key)
    for name in CARER_FIELDS:
        if name in carer.texts:
            _leaf(element, name, carer.texts[name])
    _leaf(element, "mutatiedatum", carer.changed_at.isoformat())
    ties = etree.SubElement(element, _tag("relaties"))
    for pupil, tie in carer.ties.items():
        here = etree.SubElement(ties, _tag("relatie"), leerling=las.wire_key(school, pupil))
        for name in TIE_FIELDS:
            if tie.texts.get(name):
                _leaf(here, name, tie.texts[name])
        _leaf(here, "mutatiedatum", tie.changed_at.isoformat())


def _handed_in(las: Las, school: School, question: Question, fault: str | None) -> etree._Element:
    if (question.text("entiteit") == "relatie") != bool(question.text("leerling")):
        raise invalid("leerling hoort bij entiteit relatie, en alleen daarbij.")
    mutation = las.hand_in(school, question, fails=fault == "not-successful", never=fault == "processed-never")
    root = answer_root(PORTAL, "mutatie_antwoord")
    _leaf(root, "correlatieid", mutation.correlation)
    return root


def _result(las: Las, school: School, question: Question) -> etree._Element:
    mutation = las.by_correlation.get(question.text("correlatieid"))
    if question.text("mutatieid"):
        mutation = las.mutations.get((str(school.code), question.text("mutatieid")))
    root = answer_root(PORTAL, "verzoekresultaat_antwoord")
    if mutation is None or mutation.school is not school:
        etree.SubElement(root, _tag("nietontvangen"))
        return root
    for name, text in _outcome(mutation).items():
        _leaf(root, name, text)
    return root


def _outcome(mutation: Mutation) -> dict[str, str]:
    if not mutation.handled:
        return {"isverwerkt": "false"}
    if mutation.reason is None:
        return {"isverwerkt": "true", "issuccesvol": "true"}
    return {
        "isverwerkt": "true",
        "issuccesvol": "false",
        "reden": mutation.reason,
        "melding": MESSAGES[mutation.reason],
    }


def _leaf(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    return f"{{{PORTAL}}}{name}"
