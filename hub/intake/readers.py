"""Which plugin of a school reads files, and which writes them."""

from collections.abc import Iterator
from datetime import datetime

from hub.contract import ConfigurationError, ReadsFiles, WritesFiles
from hub.contract.settings import SettingsRefusedError, read_settings
from hub.intake.plan import DUTCH_TIME
from hub.records import SchoolYear, Source, Text
from hub.registry import Registry
from hub.store import Books


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


def connectors(registry: Registry, books: Books) -> list[tuple[str, object]]:
    """Return the connectors of every plugin that is on for the school, with the plugin's key; note whoever fails."""
    on = dict(settings_of_those_on(registry, books))
    answers = registry.ask("las_connector", on, school=books.school)
    for fault in answers.faults:
        books.plugins.note_fault(fault.plugin, fault.hook, fault.error, fault.text)
    return [(key, value) for key, value in answers.values if value is not None]


def settings_of_those_on(registry: Registry, books: Books) -> Iterator[tuple[str, object | None]]:
    """Yield the settings of every plugin that is on. One that is set wrongly is named, and silences no other."""
    for key, state in books.plugins.states().items():
        if not state.on or key not in registry.plugins:
            continue
        declared = registry.plugins[key].settings
        try:
            yield key, read_settings(declared, books.plugins.settings(key)) if declared else None
        except SettingsRefusedError as error:
            books.plugins.note_fault(key, "settings", type(error).__name__, error.text)
