"""The block `school`: whose file it is, of which school year, and by which version of the standard."""

from dataclasses import dataclass, field
from datetime import date, datetime

from edexml_content.element import ALLOWED_ANYWHERE, Element
from edexml_content.mapping import LATEST, SPELLINGS, Version
from edexml_content.rules import BLANK, BrokenRuleError, Length, Reader, day, moment
from edexml_content.wording import Wording
from hub.contract import SourceRefusedError
from hub.records import SchoolCode, SchoolYear, Source, Text

PLACES = {
    "schooljaar": 1,
    "peildatum": 2,
    "brincode": 3,
    "instellingsnummer": 3,
    "dependancecode": 4,
    "schoolkey": 5,
    "aanmaakdatum": 6,
    "auteur": 7,
    "xsdversie": 8,
    "commentaar": 9,
    "toevoegingen": 10,
}
"""The elements in their order; a BRIN and an instellingsnummer exclude each other."""

SINCE_20 = frozenset({"peildatum", "instellingsnummer", "toevoegingen"})
KEY_LENGTH = {Version.V103: 64, Version.V20: 64, Version.V21: 256}


@dataclass(slots=True)
class SchoolBlock:
    """What the block says: the source of the pull, the version whose rules hold, and remarks."""

    source: Source
    version: Version
    remarks: list[Text] = field(default_factory=list)


def read_school(element: Element, name: str, wording: Wording) -> SchoolBlock:
    """Read the block. Raises `SourceRefusedError` where it does not say which school or which year it is about."""
    return _Reading(element, wording).block(name)


class _Reading:
    def __init__(self, element: Element, wording: Wording) -> None:
        self._remarks: list[Text] = []
        self._texts: dict[str, str] = {}
        self._line = element.sourceline
        self._wording = wording
        self._look_at(element, "school")
        last = 0
        for child in element:
            tag = child.tag
            place = PLACES.get(tag)
            if place is None or tag in self._texts:
                self._remark(tag)
                continue
            if place < last:
                self._remark(tag)
            last = max(last, place)
            self._texts[tag] = child.text or ""
            self._look_at(child, tag)
            self._look_at_text(child.tail)

    def block(self, name: str) -> SchoolBlock:
        declared = self._texts.get("xsdversie", "").strip(BLANK)
        version = SPELLINGS.get(declared, LATEST)
        self._check_version(version)
        source = Source(
            name=name,
            school=self._school(),
            school_year=self._school_year(),
            made_at=self._moment("aanmaakdatum"),
            as_of=self._day("peildatum"),
            author=self._text("auteur", Length(128)),
            version=str(SPELLINGS.get(declared, declared[:32])) or None,
        )
        self._optional("xsdversie", Length(32))
        self._optional("schoolkey", Length(KEY_LENGTH[version]))
        return SchoolBlock(source, version, self._remarks)

    def _school(self) -> SchoolCode | None:
        if "brincode" in self._texts and "instellingsnummer" in self._texts:
            raise self._refused("brincode en instellingsnummer samen", "brincode and instellingsnummer together")
        if "brincode" in self._texts:
            return self._code(self._texts["brincode"], self._texts.get("dependancecode", ""))
        if "dependancecode" in self._texts:
            self._remark("dependancecode")
        if "instellingsnummer" not in self._texts:
            return None
        number = self._texts["instellingsnummer"]
        if not 2 <= len(number) <= 6 or not (number.isascii() and number.isdigit()):  # noqa: PLR2004 - 2 to 6 digits
            raise self._refused(
                "een instellingsnummer dat geen 2 tot 6 gewone cijfers heeft",
                "an instellingsnummer that does not have 2 to 6 plain digits",
            )
        return SchoolCode(number)

    def _code(self, brin: str, location: str) -> SchoolCode:
        if "dependancecode" in self._texts and not location.strip(BLANK):
            self._remark("dependancecode")
            location = ""
        try:
            code = SchoolCode.parse(brin + location)
        except ValueError:
            code = None
        if code is None or code.is_flemish or brin != code.code or location not in (code.location, "00"):
            raise self._refused(
                "een brincode of dependancecode die niet klopt; die horen eruit te zien als 99XX en 01",
                "a brincode or dependancecode that is not right; they should look like 99XX and 01",
            )
        return code

    def _school_year(self) -> SchoolYear:
        given = self._texts.get("schooljaar")
        if given is None:
            raise self._refused("geen schooljaar", "no school year")
        try:
            year = SchoolYear.parse(given)
        except ValueError:
            year = None
        if year is None or str(year) != given:
            raise self._refused(
                "een schooljaar dat niet klopt; het hoort eruit te zien als 2026-2027",
                "a school year that is not right; it should look like 2026-2027",
            )
        return year

    def _moment(self, tag: str) -> datetime | None:
        value = self._optional(tag, moment)
        return value if isinstance(value, datetime) else None

    def _day(self, tag: str) -> date | None:
        value = self._optional(tag, day)
        return value if isinstance(value, date) else None

    def _text(self, tag: str, read: Reader) -> str | None:
        value = self._optional(tag, read)
        return value if isinstance(value, str) else None

    def _optional(self, tag: str, read: Reader) -> object:
        """Return a value that is no reason to refuse the file; a broken one is remarked on and left out."""
        if tag not in self._texts:
            return None
        for text in (self._texts[tag], self._texts[tag].strip(BLANK)):
            try:
                return read(text)
            except BrokenRuleError as broken:
                self._remark(tag)
                if broken.rule != "edexml.blanks":
                    break
        return None

    def _check_version(self, version: Version) -> None:
        if version is Version.V103:
            for tag in sorted(SINCE_20.intersection(self._texts)):
                self._remark(tag)

    def _look_at(self, element: Element, tag: str) -> None:
        if any(name not in ALLOWED_ANYWHERE for name in element.keys()):  # noqa: SIM118 - an element is no mapping
            self._remark(tag)
        if tag == "school":
            self._look_at_text(element.text)
        elif tag != "toevoegingen" and len(element):
            self._remark(tag)

    def _look_at_text(self, text: str | None) -> None:
        if text and text.strip(BLANK):
            self._remark("school")

    def _remark(self, tag: str) -> None:
        shown = tag[:40]
        noun = self._wording.noun
        self._remarks.append(
            Text(
                f"In het blok 'school' klopt '{shown}' niet volgens EDEXML; het {noun.nl} is wel gelezen. "
                "Meld het aan de leverancier van het LAS.",
                f"In the block 'school', '{shown}' is not right by EDEXML; the {noun.en} was read all the same. "
                "Tell the vendor of the LAS.",
            )
        )

    def _refused(self, nl: str, en: str) -> SourceRefusedError:
        told = Text(f"In het blok 'school' staat {nl}", f"In the block 'school' there is {en}")
        return self._wording.refused(told, self._line)
