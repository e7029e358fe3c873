"""Which signs a text may hold, whoever wrote it: what cannot be kept, and what cannot be shown to people."""

import unicodedata

UNKNOWN = "\ufffd"
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows. A name in Arabic needs none of them; a trick does."""
_LINES = frozenset("\n\r\t")


def can_be_kept(text: str) -> bool:
    """Tell whether a text can be stored and sent: without NUL, and without halves of a pair (lone surrogates)."""
    return text.isprintable() or not any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text)


def not_shown(text: str) -> str | None:
    """Return the name of the first sign that people cannot be shown, such as `U+0000`; `None` where all can.

    These are control signs but for line breaks and tabs, halves of a pair, and signs that turn the direction.
    """
    return None if text.isprintable() else next((f"U+{ord(sign):04X}" for sign in text if _is_hidden(sign)), None)


def shown(text: str) -> str:
    """Return a text with `UNKNOWN` in place of each sign that people cannot be shown."""
    return text if text.isprintable() else "".join(UNKNOWN if _is_hidden(sign) else sign for sign in text)


def _is_hidden(sign: str) -> bool:
    return sign in TURNS or (sign not in _LINES and unicodedata.category(sign) in ("Cc", "Cs"))
