"""ESIS for Koppelhub: pupils, classes and teachers over UWLR, and guardians where there is a way to them."""

from hub.contract import Connector, Plugin, School, hookimpl
from hub.records import Text
from hub_esis.connector import EsisConnector
from hub_esis.settings import EsisSettings

plugin = Plugin(
    key="esis",
    title=Text("ESIS", "ESIS"),
    description=Text(
        "Haalt groepen, leerlingen en leerkrachten uit ESIS via UWLR 2.2 en 2.3, en verzorgers waar dat kan.",
        "Fetches classes, pupils and teachers from ESIS by UWLR 2.2 and 2.3, and guardians where there is a way.",
    ),
    package=__name__,
    settings=EsisSettings,
)


@hookimpl
def las_connector(school: School, settings: EsisSettings) -> Connector:
    """Return the connector that reaches ESIS for this school."""
    return EsisConnector(school, settings)
