"""How a run is told: the object of `--json`, the sentences for a person, and the exit code."""

from collections.abc import Mapping
from typing import Any

from hub.cli.terminal import Terminal
from hub.records import Text

EXIT_CODES = {"held": 3, "refused": 2, "failed": 2}
"""What a program can tell from the exit code; anything else is 0."""
OUTCOMES = {
    "waiting": Text("Deze verwerking wacht nog op haar beurt.", "This run waits for its turn."),
    "running": Text("Deze verwerking is nog bezig.", "This run is still going on."),
    "applied": Text("Verwerkt: de hub weet dit nu.", "Applied: the hub knows this now."),
    "unchanged": Text("Er is niets veranderd: de hub wist dit al.", "Nothing changed: the hub knew all this."),
    "planned": Text("Dit zou er veranderen. Er is nog niets veranderd.", "This would change. Nothing has changed yet."),
    "held": Text(
        "Aangehouden: er is nog niets veranderd. Bekijk het plan en keur het goed of gooi het weg.",
        "Held: nothing has changed yet. Look at the plan and approve or discard it.",
    ),
    "refused": Text("Geweigerd. Er is niets veranderd.", "Refused. Nothing has changed."),
    "failed": Text("Mislukt. Er is niets veranderd.", "Failed. Nothing has changed."),
    "discarded": Text("Weggegooid. Er is niets veranderd.", "Discarded. Nothing has changed."),
    "undone": Text("Teruggedraaid.", "Undone."),
}
KINDS = {
    "pupils": Text("leerlingen", "pupils"),
    "groups": Text("groepen", "classes"),
    "combined_groups": Text("samengestelde groepen", "combined groups"),
    "teachers": Text("leerkrachten", "teachers"),
    "locations": Text("vestigingen", "locations"),
    "guardians": Text("verzorgers", "guardians"),
    "guardianships": Text("relaties met verzorgers", "relations with guardians"),
    "results": Text("resultaten", "results"),
    "report_cards": Text("rapporten", "report cards"),
}
COUNTS = {
    "added": Text("nieuw", "added"),
    "changed": Text("gewijzigd", "changed"),
    "departed": Text("vertrokken", "departed"),
}
DOCUMENTS = {
    "kept": Text("bewaard", "kept"),
    "refused": Text("afgekeurd", "refused"),
    "waiting": Text("volgen nog", "to follow"),
}
SHOWN_FAULTS = 20


def show_report(report: Mapping[str, Any], terminal: Terminal) -> int:
    """Print what a run brought and return the exit code that goes with it."""
    if terminal.as_json:
        terminal.show(report)
    else:
        _tell(report, terminal)
    return EXIT_CODES.get(str(report["outcome"]), 0)


def _tell(report: Mapping[str, Any], terminal: Terminal) -> None:
    outcome = str(report["outcome"])
    if report.get("run") is not None:
        terminal.line(f"Run {report['run']}: {terminal.sentence(OUTCOMES[outcome])}")
    else:
        terminal.say(OUTCOMES[outcome])
    for sentence in report.get("sentences", ()):
        terminal.line(str(sentence))
    for name, word in COUNTS.items():
        counts = [f"{n} {terminal.sentence(KINDS[kind])}" for kind, n in report[name].items() if n and kind in KINDS]
        if counts:
            terminal.line(f"  {terminal.sentence(word)}: {', '.join(counts)}")
    _tell_documents(report.get("documents", {}), terminal)
    _tell_faults(report.get("rejected", ()), terminal)
    if outcome == "held":
        terminal.say(
            Text(
                f"Bekijk: hub run show {report['run']}   Goedkeuren: hub run approve {report['run']}   "
                f"Weggooien: hub run discard {report['run']}",
                f"Look: hub run show {report['run']}   Approve: hub run approve {report['run']}   "
                f"Discard: hub run discard {report['run']}",
            )
        )


def _tell_documents(documents: Mapping[str, int], terminal: Terminal) -> None:
    counts = [f"{n} {terminal.sentence(DOCUMENTS[name])}" for name, n in documents.items() if n]
    if counts:
        terminal.say(Text(f"  rapporten als document: {', '.join(counts)}", f"  documents: {', '.join(counts)}"))


def _tell_faults(faults: Any, terminal: Terminal) -> None:
    for each in faults[:SHOWN_FAULTS]:
        terminal.line(f"  {each['where']}: {each['what']}: {each['why']}")
    more = len(faults) - SHOWN_FAULTS
    if more > 0:
        terminal.say(Text(f"  … en nog {more}. Alles staat in --json.", f"  … and {more} more. --json has all."))
