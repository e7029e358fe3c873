"""Which plugin of a school reads files, and which writes them."""

from datetime import datetime

from hub.contract import ConfigurationError, ReadsFiles, WritesFiles
from hub.intake.plan import DUTCH_TIME
from hub.records import SchoolYear, Source, Text
from hub.registry import Registry
from hub.store import Books
from hub.store.asking import connectors


def file_reader(registry: Registry, books: Books) -> tuple[str, ReadsFiles]:
    """Return the key and connector of the plugin that reads files for this school.

    Raises `ConfigurationError` where none that is on does.
    """
    for key, connector in connectors(registry, books):
        if isinstance(connector, ReadsFiles):
            return key, connector
    raise ConfigurationError(
        Text(
            "Voor deze school staat geen plugin aan die bestanden leest. Zet bijvoorbeeld EDEXML aan bij Plugins "
            "(of met `hub plugin on edexml`).",
            "No plugin that reads files is on for this school. Turn on EDEXML, for instance, under Plugins "
            "(or with `hub plugin on edexml`).",
        )
    )


def file_writer(registry: Registry, books: Books) -> tuple[str, WritesFiles]:
    """Return the key and connector of the plugin that writes files for this school."""
    for key, connector in connectors(registry, books):
        if isinstance(connector, WritesFiles):
            return key, connector
    raise ConfigurationError(
        Text(
            "Voor deze school staat geen plugin aan die bestanden schrijft. Zet bijvoorbeeld EDEXML aan bij Plugins.",
            "No plugin that writes files is on for this school. Turn on EDEXML, for instance, under Plugins.",
        )
    )


def export_source(books: Books) -> Source:
    """Return the head of an export: this school, the year of what is known (else of today), made now by the hub."""
    school_year, _ = books.runs.latest_applied()
    now = datetime.now(DUTCH_TIME).replace(microsecond=0)
    return Source(
        name="export",
        school=books.school.code,
        school_year=school_year or SchoolYear.at(now.date()),
        made_at=now,
        as_of=now.date(),
        author="Koppelhub",
    )
