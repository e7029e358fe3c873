"""What people call the kinds of results, in the order in which pages list them."""

from hub.contract import ReportKind
from hub.records import Text

REPORT_KINDS: dict[ReportKind, Text] = {
    ReportKind.REPORT_CARDS: Text("Rapporten", "Report cards"),
    ReportKind.LVS: Text("Toetsen van het leerlingvolgsysteem", "Tests of the following system"),
    ReportKind.METHOD: Text("Toetsen bij de lessen", "Tests that go with the lessons"),
    ReportKind.FINAL: Text("De doorstroomtoets in groep 8", "The final test in year group 8"),
    ReportKind.OTHER: Text("Andere toetsen", "Other tests"),
}
