"""How numbers and days are written in both languages, and a few words that every report uses."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date

from hub.records import Text

DECIMALS, LARGE = 2, 10**9
TEST = Text("Toets", "Test")
SUBJECT = Text("Vak", "Subject")
PART = Text("Onderdeel", "Part")
DAY = Text("Datum", "Date")
MOMENT = Text("Moment", "Moment")
SCORE = Text("Score", "Score")
SKILL_SCORE = Text("Vaardigheidsscore", "Skill score")
MARK = Text("Cijfer", "Mark")
OUTCOME = Text("Uitkomst", "Outcome")
LEVEL = Text("Niveau", "Level")
FUNCTIONING_LEVEL = Text("Functioneringsniveau", "Functioning level")
REFERENCE_LEVEL = Text("Referentieniveau", "Reference level")
AVERAGE = Text("Landelijk gemiddelde", "National average")
NOTHING = Text.same("–")


@lru_cache(maxsize=4096)
def number(value: Decimal) -> Text:
    """Return a number as people write it: `7,5` in Dutch, `7.5` in English, without zeros that say nothing."""
    short = round(value, DECIMALS) if abs(value) < LARGE else value
    text = format(short, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return Text(text.replace(".", ","), text)


@lru_cache(maxsize=4096)
def day(value: date) -> Text:
    """Return a day in words: `20 januari 2027`."""
    return Text(*(format_date(value, "d MMMM y", locale=language) for language in ("nl", "en")))


def sentences(several: Iterable[Text | None]) -> Text:
    """Return sentences as one text; `None` says nothing."""
    return apart(several, " ")


def lines(several: Iterable[Text | None]) -> Text:
    """Return sentences as one text, each on a line of its own."""
    return apart(several, "\n")


def apart(several: Iterable[Text | None], sign: str = " · ") -> Text:
    """Return a few words beside each other."""
    said = [each for each in several if each is not None]
    return Text(sign.join(each.nl for each in said), sign.join(each.en for each in said))


def capital(text: str) -> str:
    """Return the text with a capital at its begin; the rest stays as it is."""
    return text[:1].upper() + text[1:]
