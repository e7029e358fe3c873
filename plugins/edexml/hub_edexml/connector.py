"""The connector for EDEXML: a school brings a file, and may take one away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edexml_content import Pull

from hub.contract import Ask, Checked, ConfigurationError
from hub.contract.settings import setting
from hub.records import Pulled, Record, Source, Text
from hub_edexml.client import EdexFile
from hub_edexml.writer import write

BRING_A_FILE = Text(
    "EDEXML komt uit een bestand. Exporteer het uit het LAS en kies het hier, of zet het in de map voor bestanden.",
    "EDEXML comes from a file. Export it from the LAS and choose it here, or put it in the folder for files.",
)
READS_FILES = Text(
    "Deze koppeling leest EDEXML-bestanden die u zelf brengt. Er is verder niets in te stellen.",
    "This coupling reads EDEXML files that you bring yourself. There is nothing else to set.",
)


def _switch(nl: str, en: str) -> bool:
    field: bool = setting(
        Text(f"{nl} overnemen", f"Take over {en}"),
        Text(
            f"Zet dit uit als de school {nl.lower()} niet nodig heeft. Wat al bekend is, blijft dan zoals het is.",
            f"Turn this off where the school does not need {en}. What is known already then stays as it is.",
        ),
        default=True,
    )
    return field


@dataclass(frozen=True, kw_only=True)
class EdexmlSettings:
    """Which details the school does not need to take over."""

    usernames: bool = _switch("Gebruikersnamen", "user names")
    emails: bool = _switch("E-mailadressen", "e-mail addresses")
    photos: bool = _switch("Adressen van foto's", "photo addresses")
    postcodes: bool = _switch("Postcodes", "postcodes")

    def left_out(self) -> frozenset[str]:
        """Return the fields of records that are not taken over."""
        fields = {
            "username": self.usernames,
            "email": self.emails,
            "photo_url": self.photos,
            "postcode": self.postcodes,
        }
        return frozenset(name for name, wanted in fields.items() if not wanted)


class EdexmlConnector:
    """Reads and writes EDEXML files of one school."""

    file_name = "EDEXML.xml"

    def __init__(self, settings: EdexmlSettings | None = None) -> None:
        self._left_out = (settings or EdexmlSettings()).left_out()

    def check(self) -> Checked:
        """There is nothing to reach: it reads files."""
        return Checked(works=True, text=READS_FILES)

    def pull(self, ask: Ask) -> Iterator[Pulled]:  # noqa: ARG002 - as the contract says it
        """Raise `ConfigurationError`: there is nothing to pull without a file."""
        raise ConfigurationError(BRING_A_FILE)

    def pull_file(self, path: Path, ask: Ask) -> Iterator[Pulled]:
        """Yield what the file says. Raises `SourceRefusedError` for a file that cannot be used."""
        yield from Pull(EdexFile(path, ask.progress), self._left_out)

    def write_file(self, source: Source, records: Iterable[Record], target: BinaryIO) -> None:
        """Write the records as EDEXML 2.1."""
        write(source, records, target)
