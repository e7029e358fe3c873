"""Reports for parents in Koppelhub: how a child grows, its newest tests explained, method tests and report cards."""

from collections.abc import Iterable

from hub.contract import Plugin, ReportProvider, hookimpl
from hub.records import Text
from hub_reports.final import FinalReport
from hub_reports.growth import GrowthReport
from hub_reports.manifest import PROCESSES
from hub_reports.method_tests import MethodTestsReport
from hub_reports.newest import NewestReport
from hub_reports.report_cards import ReportCardsReport
from hub_reports.settings import ReportSettings
from hub_reports.whole_child import WholeChildReport

plugin = Plugin(
    key="reports",
    title=Text("Toetsen en rapporten voor ouders", "Tests and report cards for parents"),
    description=Text(
        "Laat ouders in gewone taal zien hoe hun kind groeit: zes rapporten met toetsen en schoolrapporten. Als u dit "
        "aanzet, zien ouders nog niets. Onder Ouders zien in het menu kiest u welke rapporten en toetsen zij zien, en "
        "vanaf welke dag.",
        "Shows parents in plain words how their child grows: six reports with tests and report cards. Turning this on "
        "shows parents nothing yet. Under Parents see in the menu you choose which reports and which tests they "
        "see, and from which day.",
    ),
    package=__name__,
    settings=ReportSettings,
    processes=PROCESSES,
)


@hookimpl
def report_providers(settings: ReportSettings | None) -> Iterable[ReportProvider]:
    """Return the reports; the school turns on each by itself."""
    chosen = settings or ReportSettings()
    return (
        WholeChildReport(),
        GrowthReport(),
        NewestReport(chosen.newest),
        MethodTestsReport(),
        FinalReport(),
        ReportCardsReport(),
    )
