"""ESIS for Koppelhub: pupils, classes and teachers over UWLR, and guardians where there is a way to them."""

from hub.contract import Plugin
from hub.records import Text

plugin = Plugin(
    key="esis",
    title=Text("ESIS", "ESIS"),
    description=Text(
        "Haalt groepen, leerlingen en leerkrachten uit ESIS via UWLR 2.2 en 2.3, en verzorgers waar dat kan.",
        "Fetches classes, pupils and teachers from ESIS by UWLR 2.2 and 2.3, and guardians where there is a way.",
    ),
    package=__name__,
)
