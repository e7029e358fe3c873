"""`hub retention`: what would go by the terms of a school, and letting it go now."""

from argparse import ArgumentTypeError, Namespace
from datetime import UTC, date, datetime

from hub.app import opened
from hub.cli.arguments import Parser, add_json, add_school, who
from hub.cli.terminal import Terminal
from hub.privacy.keeping import keep_terms, letters_of_hub, preview, today_at
from hub.records import Text
from hub.store import DuePerson, RetentionRun


def day(text: str) -> date:
    """Read a day; argparse shows the sentence where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is geen dag; schrijf hem als 2027-02-01.") from None


def declare(_name: str, parser: Parser) -> None:
    acts = parser.acts()
    showing = acts("preview", Text("tonen wat er op een dag zou weggaan", "show what would go on a day"))
    showing.add_argument("--on", type=day, metavar="DAG", help=parser.text("tot en met welke dag", "up to which day"))
    showing.set_defaults(act=show)
    running = acts("run", Text("nu wissen wat aan de beurt is", "erase now what is due"))
    running.add_argument(
        "--approve",
        action="store_true",
        help=parser.text("ook als de rem het vasthield", "also where the brake held it"),
    )
    running.set_defaults(act=run)
    for each in (showing, running):
        add_school(each)
        add_json(each)


def show(asked: Namespace, terminal: Terminal) -> int:
    on = asked.on or today_at(datetime.now(UTC))
    with opened() as app:
        with app.store.open(asked.school, by=who()) as books:
            found = preview(books, on)
        letters = letters_of_hub(app.store, on)
    counts = {kind.value: len(several) for kind, several in found.persons.items()}
    counts |= {kept.value: number for kept, number in found.traces.items()}
    if terminal.as_json:
        persons = {kind.value: [_person(each) for each in several] for kind, several in found.persons.items()}
        said = {"on": found.on.isoformat(), "counts": counts, "persons": persons, "held": len(found.held)}
        terminal.show({**said, "braked": found.braked, "letters_of_hub": letters})
        return 0
    terminal.table(("soort", "aantal"), counts.items())
    if letters:
        terminal.say(_of_hub(letters))
    if found.held:
        terminal.say(Text(f"Vastgehouden: {len(found.held)}.", f"Held: {len(found.held)}."))
    if found.braked:
        terminal.say(BRAKED)
    return 0


def _of_hub(letters: int) -> Text:
    return Text(
        f"Oude berichten van de hub zelf, zoals voor een nieuw wachtwoord, los van een school: {letters}.",
        f"Old letters of the hub itself, such as for a new password, apart from any school: {letters}.",
    )


def _person(due: DuePerson) -> dict[str, str | None]:
    return {"key": due.key, "due_on": str(due.due_on), "goes_on": due.goes_on.isoformat() if due.goes_on else None}


def run(asked: Namespace, terminal: Terminal) -> int:
    """Do what the clock does at night, now."""
    with opened() as app:
        with app.store.open(asked.school, by=who()) as books:
            school, held = books.school_id, books.retention.open_run()
            if asked.approve and held is not None:
                books.retention.decide(held.id, go_on=True)
        while keep_terms(app.store, app.registry, school, today_at(datetime.now(UTC))):
            pass
        with app.store.open(asked.school, by=who()) as books:
            open_run, last, on = books.retention.open_run(), books.retention.runs(1), books.retention.terms().on
    return _told(terminal, open_run, last, on=on)


def _told(terminal: Terminal, open_run: RetentionRun | None, last: list[RetentionRun], *, on: bool) -> int:
    is_held = open_run is not None and open_run.state == "held"
    gone = dict(last[0].gone) if last and last[0].as_of == today_at(datetime.now(UTC)) else {}
    if terminal.as_json:
        terminal.show({"on": on, "held": is_held, "gone": gone})
        return 0
    if not on:
        terminal.say(IS_OFF)
    elif is_held:
        terminal.say(HELD)
    elif not gone:
        terminal.say(NOTHING)
    else:
        terminal.table(("soort", "gewist"), gone.items())
    return 0


BRAKED = Text(
    "Dat is meer dan de school in één nacht toestaat: de hub wacht dan op een besluit.",
    "That is more than the school allows in one night: the hub then waits for a decision.",
)
HELD = Text(
    "De hub zou te veel tegelijk wissen en wacht op een besluit. Bekijk het onder Privacy, of geef --approve.",
    "The hub would erase too much at once and waits for a decision. See it under Privacy, or give --approve.",
)
NOTHING = Text("Er was vandaag niets aan de beurt.", "There was nothing due today.")
IS_OFF = Text(
    "Vanzelf wissen staat uit bij deze school. Er is niets gewist. De school zet het aan onder Privacy.",
    "Erasing by itself is off at this school. Nothing was erased. The school turns it on under Privacy.",
)
