"""The sentences of the pages in English: the catalogue is compiled in memory, so that there is no file to forget."""

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("nl", "en")
LOCALE = Path(__file__).parent / "locale"


@cache
def translations(language: str) -> NullTranslations:
    """Return the translations to `language`. The pages are written in Dutch, so Dutch needs none."""
    return NullTranslations() if language == "nl" else compiled(catalogue(language))


def catalogue(language: str) -> Catalog:
    """Read the catalogue of `language` as people edit it."""
    with (LOCALE / language / "LC_MESSAGES" / "portal.po").open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue_: Catalog) -> GNUTranslations:
    """Return the translations of a catalogue."""
    file = io.BytesIO()
    write_mo(file, catalogue_)
    file.seek(0)
    return GNUTranslations(file)
