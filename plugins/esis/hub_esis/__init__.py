"""ESIS for Koppelhub: pupils, classes and teachers over UWLR; guardians and changes where there is a way to them."""

from hub.contract import Connector, Plugin, School, hookimpl
from hub.records import Text
from hub_esis.connector import connector_of
from hub_esis.manifest import PROCESSES
from hub_esis.settings import EsisSettings

plugin = Plugin(
    key="esis",
    title=Text("ESIS", "ESIS"),
    description=Text(
        "Haalt groepen, leerlingen en leerkrachten uit ESIS via UWLR 2.2 en 2.3. Waar ESIS dat kan, ook verzorgers, en "
        "zet het goedgekeurde wijzigingen in ESIS.",
        "Fetches classes, pupils and teachers from ESIS by UWLR 2.2 and 2.3. Where ESIS has a way, also guardians, and "
        "it puts changes that were approved into ESIS.",
    ),
    package=__name__,
    settings=EsisSettings,
    processes=PROCESSES,
)


@hookimpl
def las_connector(school: School, settings: EsisSettings) -> Connector:
    """Return the connector that reaches ESIS for this school."""
    return connector_of(school, settings)
