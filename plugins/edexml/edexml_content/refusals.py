"""Why a whole source is refused, in sentences that name it as `{noun}`."""

from hub.records import Text

EMPTY = Text("Dit {noun} is leeg", "This {noun} is empty")
DOCTYPE = Text(
    "Dit {noun} begint met een DOCTYPE. Dat hoort niet in EDEXML en kan gevaarlijk zijn, dus er is niets gelezen",
    "This {noun} begins with a DOCTYPE. That does not belong in EDEXML and may be dangerous, so nothing was read",
)
CUT_OFF = Text("Dit {noun} is niet heel: het einde ontbreekt", "This {noun} is not whole: its end is missing")
BROKEN = Text("Dit {noun} is beschadigd: het is geen goede XML", "This {noun} is damaged: it is not well-formed XML")
CHARACTERS = Text(
    "De tekens van dit {noun} kloppen niet: het is anders gecodeerd dan erin staat, dus zouden namen verminkt worden",
    "The characters of this {noun} are not right: it is encoded otherwise than it says, so names would be garbled",
)
TOO_LARGE = Text(
    "In dit {noun} staat een stuk dat veel te groot is om van één leerling of groep te zijn",
    "In this {noun} there is a piece that is far too large to be of one pupil or class",
)
TOO_DEEP = Text("Dit {noun} is veel te diep genest voor EDEXML", "This {noun} is nested far too deep for EDEXML")
NO_SCHOOL = Text(
    "Het blok 'school' ontbreekt of staat niet vooraan, dus is niet te zien van welke school dit {noun} is",
    "The block 'school' is missing or not in front, so nobody can see which school this {noun} is of",
)
NO_PUPILS = Text(
    "In dit {noun} staat geen enkele leerling. Dat is geen lege school maar {failed}",
    "There is not one pupil in this {noun}. That is not an empty school but {failed}",
)
BLOCK_ORDER = Text(
    "De blokken van dit {noun} staan in een verkeerde volgorde of dubbel, dus zijn verwijzingen niet te controleren",
    "The blocks of this {noun} are in a wrong order or double, so references cannot be checked",
)
