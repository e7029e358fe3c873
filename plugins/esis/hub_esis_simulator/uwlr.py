"""UWLR's answers: a school's structure, pupils and teachers, all in one or in stages."""

from collections.abc import Iterable
from datetime import UTC, datetime

from lxml import etree

from hub_esis_simulator.las import VERSIONS, Las
from hub_esis_simulator.records_of import SENSITIVE
from hub_esis_simulator.roll import Entry, School
from hub_esis_simulator.wire import UWLR, Question, SoapFault, answer_root, invalid

NAME = ("achternaam", "voorvoegsel", "voornamen", "voorletters-1", "roepnaam")
BEFORE_GROUPS = (*NAME, "geboortedatum", "geslacht", "start_ondw_jgr3", "jaargroep")
AFTER_GROUPS = ("gebruikersnaam", "emailadres", "fotourl", *SENSITIVE, "postcodenl", "instroomdatum", "uitstroomdatum")
ROLES = frozenset(
    ("ADJ", "ADM", "CON", "DIR", "ICT", "IB", "KLA", "LRK", "LOS", "LOC", "OWA", "OUD", "RT", "SMW", "STA")
)
ROLES |= {"TAL", "VAK"}
WRAPPERS = {
    "HaalLeerlinggegevens": ("leerlinggegevens_antwoord", "leerlinggegevens"),
    "HaalStructuur": ("structuur_antwoord", "leerlinggegevens-structuur"),
    "HaalLeerlingen": ("leerlingen_antwoord", "leerlinggegevens-leerlingen"),
    "HaalLeerkrachten": ("leerkrachten_antwoord", "leerlinggegevens-leerkrachten"),
}


def answer(las: Las, school: School | None, question: Question, fault: str | None) -> etree._Element:
    """Return the element for the body of the answer."""
    version = question.text("xsdversie")
    if version not in VERSIONS[: VERSIONS.index(las.version) + 1]:
        raise SoapFault("Client.XsdVersieOngeldig", f"Deze service spreekt UWLR {las.version}.")
    since = moment_of(question.text("laatstontvangengegevens"))
    wrapper, inner = WRAPPERS[question.operation.name]
    root = answer_root(UWLR, wrapper)
    if school is None or fault == "no-data" or not _finds(school, question):
        etree.SubElement(root, _tag("geengegevens"))
    elif since is not None and school.changed_at <= since:
        etree.SubElement(root, _tag("geenwijzigingen"))
    else:
        _fill(etree.SubElement(root, _tag(inner)), las, school, question, twice=fault == "duplicate-delivery")
    return root


def moment_of(text: str) -> datetime | None:
    """Read a moment of a request; without a time zone it is UTC."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise invalid("Dit tijdstip kan de simulator niet lezen.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _finds(school: School, question: Question) -> bool:
    """Tell whether there is anything to say: a school without pupils has nothing, and so has an unknown group."""
    asked = question.body.findall(f"{_tag('groepen')}/*")
    known = [each for each in asked if each.get("key") is None or each.get("key") in _groups(school, each)]
    if question.operation.name == "HaalLeerkrachten":
        return bool(known)
    if question.operation.name == "HaalLeerlingen":
        return any(_in_any(pupil, known) for pupil in school.pupils.values())
    return bool(school.pupils)


def _fill(inside: etree._Element, las: Las, school: School, question: Question, *, twice: bool) -> None:
    operation, asked = question.operation.name, question.body.findall(f"{_tag('groepen')}/*")
    _school(inside, las, school)
    if operation in {"HaalLeerlinggegevens", "HaalStructuur"}:
        _structure(inside, school)
    if operation in {"HaalLeerlinggegevens", "HaalLeerlingen"}:
        pupils = [each for each in school.pupils.values() if not asked or _in_any(each, asked)]
        block = etree.SubElement(inside, _tag("leerlingen"))
        for each in pupils + pupils[:1] * twice:
            _pupil(block, las, school, each)
    if operation in {"HaalLeerlinggegevens", "HaalLeerkrachten"}:
        teachers = [each for each in school.teachers.values() if not asked or _teaches_any(each, asked)]
        block = etree.SubElement(inside, _tag("leerkrachten")) if teachers else inside
        for each in teachers:
            _teacher(block, las, each)


def _school(inside: etree._Element, las: Las, school: School) -> None:
    now = datetime.now(UTC)
    texts = {
        "schooljaar": str(school.year),
        "peildatum": now.date().isoformat(),
        "brincode": school.code.code,
        "dependancecode": school.code.location,
        "schoolkey": f"ESIS-{school.code}",
        "aanmaakdatum": now.isoformat(),
        "auteur": "ESIS-simulator",
        "xsdversie": las.version,
    }
    _leaves(etree.SubElement(inside, _tag("school")), texts, texts)


def _structure(inside: etree._Element, school: School) -> None:
    blocks = (
        ("vestigingen", (("vestiging", school.locations),)),
        ("groepen", (("groep", school.groups), ("samengestelde_groep", school.combined))),
    )
    for name, kinds in blocks:
        if not any(entries for _, entries in kinds):
            continue
        block = etree.SubElement(inside, _tag(name))
        for tag, entries in kinds:
            for entry in entries.values():
                element = etree.SubElement(block, _tag(tag), key=entry.key)
                _leaves(element, entry.texts, ("naam", "jaargroep", "omschrijving"))
                _changed(element, entry)


def _pupil(block: etree._Element, las: Las, school: School, pupil: Entry) -> None:
    element = etree.SubElement(block, _tag("leerling"), _keys(las, pupil))
    _leaves(element, pupil.texts, BEFORE_GROUPS)
    if pupil.group in school.groups:
        etree.SubElement(element, _tag("groep"), key=str(pupil.group))
    combined = [key for key in pupil.combined if key in school.combined]
    if combined:
        places = etree.SubElement(element, _tag("samengestelde_groepen"))
        for key in combined:
            etree.SubElement(places, _tag("samengestelde_groep"), key=key)
    if pupil.location in school.locations:
        etree.SubElement(element, _tag("vestiging"), key=str(pupil.location))
    _leaves(element, pupil.texts, AFTER_GROUPS)
    _changed(element, pupil)


def _teacher(block: etree._Element, las: Las, teacher: Entry) -> None:
    element = etree.SubElement(block, _tag("leerkracht"), _keys(las, teacher))
    _leaves(element, teacher.texts, (*NAME, "gebruikersnaam", "emailadres"))
    _roles(element, teacher.roles)
    if teacher.assignments:
        places = etree.SubElement(element, _tag("groepen"))
        for each in teacher.assignments:
            tag = "samengestelde_groep" if each.combined else "groep"
            _roles(etree.SubElement(places, _tag(tag), key=each.group), each.roles)
    _changed(element, teacher)


def _keys(las: Las, person: Entry) -> dict[str, str]:
    eck_id = {"eckid": person.eck_id} if person.eck_id else {}
    return eck_id if eck_id and las.version != VERSIONS[0] else {"key": person.key, **eck_id}


def _roles(element: etree._Element, roles: Iterable[str]) -> None:
    for role in roles:
        etree.SubElement(element, _tag("rol" if role in ROLES else "rolomschrijving")).text = role


def _leaves(element: etree._Element, texts: dict[str, str], names: Iterable[str]) -> None:
    """Write the elements that have a text: UWLR has no empty ones."""
    for name in names:
        if texts.get(name):
            etree.SubElement(element, _tag(name)).text = texts[name]


def _changed(element: etree._Element, entry: Entry) -> None:
    etree.SubElement(element, _tag("mutatiedatum")).text = entry.changed_at.isoformat()


def _groups(school: School, asked: etree._Element) -> dict[str, Entry]:
    return school.groups if asked.tag == _tag("groep") else school.combined


def _in_any(pupil: Entry, asked: Iterable[etree._Element]) -> bool:
    """Tell whether the pupil is in one of the groups; one without a key means: in none."""
    for each in asked:
        key = each.get("key")
        here = pupil.combined if each.tag != _tag("groep") else tuple(filter(None, [pupil.group]))
        if (key in here) if key else not here:
            return True
    return False


def _teaches_any(teacher: Entry, asked: Iterable[etree._Element]) -> bool:
    for each in asked:
        combined, key = each.tag != _tag("groep"), each.get("key")
        here = [place.group for place in teacher.assignments if place.combined == combined]
        if (key in here) if key else not here:
            return True
    return False


def _tag(name: str) -> str:
    return f"{{{UWLR}}}{name}"
