"""Numbers and words as they stand in a picture and in the table beside it. Pure."""

import re
from datetime import date
from decimal import Decimal
from math import isfinite

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may carry, not even escaped."""
YEAR_BEGINS = 8
MANY = 1e7
FEW = 1e-3


def figure(value: Decimal | float, language: str) -> str:
    """Return a number as people write it, with two decimals at most: `187,5`. Very large or small ones have powers."""
    number = float(value) or 0.0
    if not isfinite(number):
        return "–"
    if number and not FEW <= abs(number) < MANY:
        text = f"{number:.3g}"
    else:
        text = f"{number:.3f}" if abs(number) < 1 else f"{number:.2f}"
        text = text.rstrip("0").rstrip(".")
    text = text.replace("-", "\N{MINUS SIGN}")
    return text.replace(".", ",") if language == "nl" else text


def short(text: str, longest: int) -> str:
    """Return what fits of a label, on one line."""
    line = " ".join(NOT_IN_XML.sub("", text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def said(text: str) -> str:
    """Return a sentence without what no XML may carry."""
    return NOT_IN_XML.sub("", text)


def school_year(day: date) -> str:
    """Return the school year of a day in full: `2026-2027`."""
    began = year_began(day)
    return f"{began}-{began + 1}"


def short_year(began: int) -> str:
    """Return a school year as it stands under a line: `26/27`."""
    return f"{began % 100:02}/{(began + 1) % 100:02}"


def year_began(day: date) -> int:
    """Return the calendar year in which the school year of a day began."""
    return day.year if day.month >= YEAR_BEGINS else day.year - 1
