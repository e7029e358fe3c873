"""`hub results`: what a pupil collected over the years."""

from argparse import Namespace
from typing import Any

from hub.app import opened
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, who
from hub.cli.terminal import Terminal
from hub.records import Assessment, Result, Text
from hub.store import Books, KeptCard
from hub.store.looks import SeenAs, Sight

HEAD = ("afgenomen", "toets", "onderdeel", "waarde", "niveau", "functioneringsniveau", "referentieniveau")


def declare(_name: str, parser: Parser) -> None:
    add_school(parser)
    parser.add_argument(
        "--pupil", metavar="KEY", required=True, help=parser.text("sleutel van de leerling", "the pupil's key")
    )
    add_json(parser)
    parser.set_defaults(act=show)


def show(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app, app.store.open(asked.school, by=who()) as books:
        results = books.history.results(asked.pupil)
        cards = books.history.report_cards(asked.pupil)
        if not results and not cards and books.roll.pupil(asked.pupil) is None:
            raise CommandRefusedError(_unknown(asked.pupil))
        assessments = books.history.assessments({each.assessment for each in results})
        _note_that_somebody_looked(books, asked.pupil)
    shown = [_result(each, assessments.get(each.assessment)) for each in results]
    if terminal.as_json:
        terminal.show({"pupil": asked.pupil, "results": shown, "report_cards": [_card(each) for each in cards]})
        return 0
    terminal.table(HEAD, [_row(each) for each in shown])
    for each in cards:
        state = each.refused or (KEPT if each.document is not None else WAITING)
        terminal.line(f"{each.card.issued_on or ''}  {each.card.title}: {terminal.sentence(state)}")
    return 0


def _note_that_somebody_looked(books: Books, pupil: str) -> None:
    books.audit.write("history.seen", f"pupil {pupil}")
    books.looks.note([pupil], Sight.REPORTS, SeenAs.HOST, who())


def _result(result: Result, assessment: Assessment | None) -> dict[str, Any]:
    band = result.band(assessment) if assessment else None
    return {
        "key": result.key,
        "taken_on": result.taken_on.isoformat(),
        "assessment": result.assessment,
        "name": assessment.name if assessment else None,
        "type": assessment.type.value if assessment else None,
        "subject": assessment.subject if assessment else None,
        "part": result.part,
        "score": result.score,
        "skill_score": _number(result.skill_score),
        "mark": _number(result.mark),
        "level": result.level,
        "functioning_level": result.functioning_level,
        "reference_level": result.reference_level,
        "norm": band.term if band else None,
        "average": _number(assessment.average) if assessment else None,
    }


def _row(shown: dict[str, Any]) -> tuple[Any, ...]:
    values = (shown[name] for name in ("skill_score", "score", "mark"))
    value = next((each for each in values if each is not None), None)
    name = shown["name"] or shown["assessment"]
    levels = (shown["level"] or shown["norm"], shown["functioning_level"], shown["reference_level"])
    return (shown["taken_on"], name, shown["part"], value, *levels)


def _card(kept: KeptCard) -> dict[str, Any]:
    card = kept.card
    return {
        "key": card.key,
        "title": card.title,
        "school_year": card.school_year,
        "period": card.period,
        "issued_on": card.issued_on.isoformat() if card.issued_on else None,
        "document": kept.document,
        "refused": kept.refused.nl if kept.refused else None,
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


KEPT = Text("bewaard", "kept")
WAITING = Text("wordt nog opgehaald", "still to be fetched")


def _unknown(key: str) -> Text:
    return Text(
        f"De hub kent geen leerling met sleutel {key}. Kijk met 'hub pupils' welke sleutels er zijn.",
        f"The hub knows no pupil with key {key}. See with 'hub pupils' which keys there are.",
    )
