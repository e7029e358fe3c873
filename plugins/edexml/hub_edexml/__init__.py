"""EDEXML for Koppelhub: reads a school's classes, pupils and teachers from a file, and writes them to one."""

from hub.contract import Connector, Plugin, School, hookimpl
from hub.records import Text
from hub_edexml.connector import EdexmlConnector, EdexmlSettings
from hub_edexml.manifest import PROCESSES

plugin = Plugin(
    key="edexml",
    title=Text("EDEXML-bestanden", "EDEXML files"),
    description=Text(
        "Leest groepen, leerlingen en leerkrachten uit een EDEXML-bestand (1.03, 2.0 en 2.1) van elk LAS, "
        "en schrijft ze naar EDEXML 2.1.",
        "Reads classes, pupils and teachers from an EDEXML file (1.03, 2.0 and 2.1) of any LAS, and writes them to "
        "EDEXML 2.1.",
    ),
    package=__name__,
    settings=EdexmlSettings,
    starts_on=True,
    processes=PROCESSES,
)


@hookimpl
def las_connector(school: School, settings: EdexmlSettings | None) -> Connector:  # noqa: ARG001 - as the hook says it
    """Return the connector that reads files for this school."""
    return EdexmlConnector(settings)
