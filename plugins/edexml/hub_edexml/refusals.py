"""Why a whole file is refused, in sentences that say what to do."""

from hub.contract import SourceRefusedError
from hub.records import Text

AGAIN = Text("Exporteer het bestand opnieuw uit het LAS.", "Export the file again from the LAS.")


def refused(nl: str, en: str, line: int | None = None) -> SourceRefusedError:
    """Return the error that refuses the file, with the line where it is known and the advice to export it again."""
    return SourceRefusedError(
        Text(
            f"{_sentence(nl, 'regel', line)} {AGAIN.nl}",
            f"{_sentence(en, 'line', line)} {AGAIN.en}",
        )
    )


def _sentence(text: str, word: str, line: int | None) -> str:
    return f"{text} ({word} {line})." if line else f"{text}."


def packed(nl: str, en: str) -> SourceRefusedError:
    """Return the error that refuses a packed file."""
    return SourceRefusedError(
        Text(
            f"Dit is een ingepakt bestand ({nl}). Pak het eerst uit en kies dan het EDEXML-bestand dat erin zit.",
            f"This is a packed file ({en}). Unpack it first, and then choose the EDEXML file that is inside.",
        )
    )


EMPTY = ("Dit bestand is leeg", "This file is empty")
NOT_XML = ("Dit is geen XML-bestand, en dus geen EDEXML", "This is not an XML file, and so not EDEXML")
OTHER_XML = (
    "Dit is een XML-bestand, maar geen EDEXML: het hoort te beginnen met <EDEX>",
    "This is an XML file, but not EDEXML: it should begin with <EDEX>",
)
DOCTYPE = (
    "Dit bestand begint met een DOCTYPE. Dat hoort niet in EDEXML en kan gevaarlijk zijn, dus er is niets gelezen",
    "This file begins with a DOCTYPE. That does not belong in EDEXML and may be dangerous, so nothing was read",
)
CUT_OFF = ("Dit bestand is niet heel: het einde ontbreekt", "This file is not whole: its end is missing")
BROKEN = ("Dit bestand is beschadigd: het is geen goede XML", "This file is damaged: it is not well-formed XML")
TOO_LARGE = (
    "In dit bestand staat een stuk dat veel te groot is om van één leerling of groep te zijn",
    "In this file there is a piece that is far too large to be of one pupil or class",
)
TOO_DEEP = ("Dit bestand is veel te diep genest voor EDEXML", "This file is nested far too deep for EDEXML")
NO_SCHOOL = (
    "Het blok 'school' ontbreekt of staat niet vooraan, dus is niet te zien van welke school dit bestand is",
    "The block 'school' is missing or not in front, so nobody can see which school this file is of",
)
NO_PUPILS = (
    "In dit bestand staat geen enkele leerling. Dat is geen lege school maar een mislukte export",
    "There is not one pupil in this file. That is not an empty school but a failed export",
)
BLOCK_ORDER = (
    "De blokken van dit bestand staan in een verkeerde volgorde of dubbel, dus zijn verwijzingen niet te controleren",
    "The blocks of this file are in a wrong order or double, so references cannot be checked",
)
