"""The page of a person's file that people read. It has no scripts, and opens without a network."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hub.privacy.column_words import COLUMNS
from hub.privacy.gathering import Gathered
from hub.records import HISTORY_TYPES, RECORD_TYPES, HistoryKind, Kind, Pupil, Text, facts
from hub.store.places import PLACES

TEMPLATES = Path(__file__).parent / "templates"
RECORDS: Mapping[str, type] = {
    "pupil": RECORD_TYPES[Kind.PUPILS],
    "guardian": RECORD_TYPES[Kind.GUARDIANS],
    "guardianship": RECORD_TYPES[Kind.GUARDIANSHIPS],
    "result": HISTORY_TYPES[HistoryKind.RESULTS],
    "report_card": HISTORY_TYPES[HistoryKind.REPORT_CARDS],
}
YES, NO, SCHOOL = Text("ja", "yes"), Text("nee", "no"), Text("de school", "the school")


def page_of(gathered: Gathered, language: str, style_name: str, papers: str) -> str:
    """Return the page as HTML."""
    words = WORDS[language]
    return (
        _environment(language)
        .get_template("person.html")
        .render(of=gathered, language=language, words=words, style=style_name, papers=papers, places=PLACES)
    )


def style() -> str:
    """Return the style sheet that goes along with the page."""
    return (TEMPLATES / "person.css").read_text(encoding="utf-8")


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["t"] = lambda text: text.to(language)
    made.filters["said"] = lambda value: _said(value, language)
    made.globals["label"] = lambda table, name: _label(table, name, language)
    made.globals["child_label"] = lambda name: facts(Pupil)[name].label.to(language)
    return made


def _label(table: str, name: str, language: str) -> str:
    known = facts(RECORDS[table]).get(name) if table in RECORDS else None
    return (known.label if known else COLUMNS.get(name, Text(name, name))).to(language)


def _said(value: Any, language: str) -> str:
    if value is True or value is False:
        return (YES if value else NO).to(language)
    if isinstance(value, Mapping):
        if set(value) == {"nl", "en"}:
            return str(value[language])
        return "; ".join(f"{name}: {_said(each, language)}" for name, each in value.items() if each is not None)
    if isinstance(value, list | tuple):
        return ", ".join(_said(each, language) for each in value)
    return SCHOOL.to(language) if value == "school" else str(value)


WORDS = {
    "nl": {
        "title": "Alles wat de hub van u heeft",
        "intro": "Dit is alles wat Koppelhub van deze persoon bewaart, bij deze school. U mag het houden en doorgeven. "
        "Bewaar het veilig: er staan persoonsgegevens in.",
        "person": {"pupils": "leerling", "guardians": "verzorger"},
        "of": "Van",
        "key": "sleutel in het LAS",
        "school": "School",
        "made": "Gemaakt op",
        "rights": "Klopt er iets niet, of wilt u dat het gewist wordt? Vraag het de school. Bent u het niet eens met "
        "de school, dan kunt u naar de Autoriteit Persoonsgegevens.",
        "papers": "Documenten",
        "children": "Kinderen",
        "child": "Kind",
        "nothing_of_child": "Van dit kind mag u niet zelf iets zien. Vraag het de school.",
        "results": "Resultaten",
        "report_cards": "Rapporten",
        "looks": "Wie de gegevens bekeek",
        "tests": "Toetsen bij de resultaten",
        "plugins": "Bewaard door plug-ins",
        "left_out": "Wat hier niet in staat",
        "empty": "De hub heeft niets van deze persoon.",
        "json": "Dezelfde gegevens staan in het json-bestand, om in een ander programma te gebruiken.",
    },
    "en": {
        "title": "Everything that the hub has of you",
        "intro": "This is everything that Koppelhub keeps of this person, at this school. You may keep it and pass it "
        "on. Keep it safe: it holds personal data.",
        "person": {"pupils": "pupil", "guardians": "guardian"},
        "of": "Of",
        "key": "LAS key",
        "school": "School",
        "made": "Made on",
        "rights": "Is something not right, or do you want it erased? Ask the school. If you do not agree with the "
        "school, you can turn to the Dutch Data Protection Authority.",
        "papers": "Documents",
        "children": "Children",
        "child": "Child",
        "nothing_of_child": "You may not see anything of this child by yourself. Ask the school.",
        "results": "Results",
        "report_cards": "Report cards",
        "looks": "Who looked at the data",
        "tests": "Tests of the results",
        "plugins": "Kept by plugins",
        "left_out": "What is not in here",
        "empty": "The hub has nothing of this person.",
        "json": "The same data stands in the JSON file, to use in another program.",
    },
}
