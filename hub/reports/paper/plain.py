"""Text as paper can carry it: whoever wrote it, it is only ever text, and it stays between the margins."""

import re
import unicodedata

from hub.records.signs import TURNS, UNKNOWN

LONGEST_WORD = 28
"""Signs without a place to break: "leerontwikkelingsvoortgang" stays whole, a word without end is broken."""
PIECE = 12
BREAK = "\u200b"

_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_LONG = re.compile(rf"[^\s\u200b]{{{LONGEST_WORD + 1},}}")


def plain(text: str) -> str:
    """Return a text without signs that have no form on paper, with places to break in words that are too long."""
    kept = "".join(_sign(each) for each in text)
    return _LONG.sub(_with_breaks, _LINES.sub("\n", _SPACES.sub(" ", kept)).strip())


def _sign(sign: str) -> str:
    if sign == "\n" or sign.isprintable():
        return sign
    if sign.isspace():
        return " "
    category = unicodedata.category(sign)
    if category in {"Cs", "Co", "Cn"}:
        return UNKNOWN
    return "" if category == "Cc" or sign in TURNS else sign


def _with_breaks(word: re.Match[str]) -> str:
    whole = word.group()
    return BREAK.join(whole[at : at + PIECE] for at in range(0, len(whole), PIECE))
