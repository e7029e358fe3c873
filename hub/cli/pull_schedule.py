"""`hub school schedule`: when the hub pulls from a school's LAS by itself, how that goes, and how fresh the data is."""

from argparse import ArgumentTypeError, Namespace
from datetime import datetime
from typing import Any

from hub.app import opened
from hub.cli.arguments import Parser, add_json, school_code, who
from hub.cli.terminal import Terminal
from hub.intake import pulled_las
from hub.records import Text
from hub.store import Coupling, Freshness, PullTimes
from hub.store.pull_times import DUTCH_TIME

DAYS = {"nl": ("ma", "di", "wo", "do", "vr", "za", "zo"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
LAST_DAY = 7


def declare_schedule(parser: Parser) -> None:
    """Declare the options; without one, the command only shows."""
    parser.add_argument("code", metavar="BRIN", type=school_code)
    switch = parser.add_mutually_exclusive_group()
    switch.add_argument("--on", dest="on", action="store_true", default=None, help=parser.text("aan", "on"))
    switch.add_argument("--off", dest="on", action="store_false", help=parser.text("uit", "off"))
    every = parser.text("veranderingen om de zoveel minuten", "changes every so many minutes")
    parser.add_argument("--every", metavar="N", help=every)
    hours = parser.text("schooltijd, zoals 07:00-18:00", "school hours, such as 07:00-18:00")
    parser.add_argument("--hours", metavar="FROM-UNTIL", type=_stretch, help=hours)
    days = parser.text(
        "schooldagen, zoals 1-5 of 1,2,4 (1 is maandag)", "school days, such as 1-5 or 1,2,4 (1: Monday)"
    )
    parser.add_argument("--days", metavar="DAYS", type=_days, help=days)
    night = parser.text("alles, ergens in deze tijd van de nacht", "everything, somewhere in this stretch of the night")
    parser.add_argument("--night", metavar="FROM-UNTIL", type=_stretch, help=night)
    add_json(parser)
    parser.set_defaults(act=schedule)


def schedule(asked: Namespace, terminal: Terminal) -> int:
    """Change what was asked, and show how it stands."""
    given = _given(asked)
    with opened() as app:
        if given:
            with app.store.open(asked.code, by=who()) as books:
                books.coupling.set_times(PullTimes.chosen(given, books.coupling.times()))
        with app.store.open(asked.code, by=who()) as books:
            las = pulled_las(app.registry, books)
            coupling, fresh = books.coupling.state(), books.coupling.freshness()
    if terminal.as_json:
        terminal.show({"school": str(asked.code), "las": las} | _told(coupling, fresh, terminal))
    else:
        _tell(las, coupling, fresh, terminal)
    return 0


def how_it_goes(coupling: Coupling, fresh: Freshness) -> Text:
    """Say in one sentence whether pulling goes well."""
    if coupling.sentence is not None:
        return coupling.sentence
    when = _moment(fresh.at) if fresh.at else "–"
    if fresh.is_late:
        return Text(
            f"laatst bijgewerkt {when}, en dat is te lang geleden. Draaien de klok ('hub clock') en een werker "
            "('hub worker')?",
            f"last brought up to date {when}, which is too long ago. Do the clock ('hub clock') and a worker "
            "('hub worker') run?",
        )
    return Text(f"{coupling.plugin}, bijgewerkt {when}", f"{coupling.plugin}, brought up to date {when}")


def _given(asked: Namespace) -> dict[str, Any]:
    given = {"on": asked.on, "every": asked.every, "days": asked.days}
    for stretch, names in ((asked.hours, ("opens", "closes")), (asked.night, ("night_from", "night_until"))):
        given |= dict(zip(names, stretch or (None, None), strict=True))
    return {name: value for name, value in given.items() if value is not None}


def _told(coupling: Coupling, fresh: Freshness, terminal: Terminal) -> dict[str, Any]:
    return {
        **coupling.times.details(),
        "fresh_at": _iso(fresh.at),
        "late": fresh.is_late,
        "next_pull": _iso(coupling.next_pull),
        "failing_since": _iso(coupling.failing_since),
        "error": coupling.error,
        "text": terminal.sentence(coupling.sentence) if coupling.sentence else None,
    }


def _tell(las: str | None, coupling: Coupling, fresh: Freshness, terminal: Terminal) -> None:
    terminal.say(_freshness(fresh))
    if las is None:
        terminal.say(NOTHING_TO_PULL)
        return
    times = coupling.times
    if times.on:
        terminal.say(_times(times))
    else:
        terminal.say(Text(f"Vanzelf ophalen uit {las} staat uit.", f"Pulling from {las} by itself is off."))
    if coupling.sentence:
        said = coupling.sentence
        terminal.say(Text(f"Ophalen lukt niet: {said.nl}", f"Pulling fails: {said.en}"))
    if coupling.next_pull:
        when = _moment(coupling.next_pull)
        terminal.say(Text(f"De volgende keer: {when}.", f"The next time: {when}."))


def _times(times: PullTimes) -> Text:
    hours = f"{times.opens:%H:%M}-{times.closes:%H:%M}"
    night = f"{times.night_from:%H:%M}-{times.night_until:%H:%M}"
    days = {language: ", ".join(words[day - 1] for day in sorted(times.days)) for language, words in DAYS.items()}
    return Text(
        f"Veranderingen elke {times.every} minuten, {hours} ({days['nl']}); alles elke nacht tussen {night}.",
        f"Changes every {times.every} minutes, {hours} ({days['en']}); everything every night between {night}.",
    )


def _freshness(fresh: Freshness) -> Text:
    if fresh.at is None:
        return Text("Er is nog niets ingelezen.", "Nothing has been taken in yet.")
    when = _moment(fresh.at)
    late = (" Dat is te lang geleden.", " That is too long ago.") if fresh.is_late else ("", "")
    return Text(f"Bijgewerkt: {when}.{late[0]}", f"Brought up to date: {when}.{late[1]}")


def _stretch(text: str) -> tuple[str, str]:
    begins, dash, ends = text.partition("-")
    if not dash:
        raise ArgumentTypeError(f"{text!r} is geen tijd van-tot, zoals 07:00-18:00.")
    return begins.strip(), ends.strip()


def _days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()):
            raise ArgumentTypeError(f"{text!r} zijn geen dagen, zoals 1-5 of 1,2,4.")
        days.update(range(int(first), int(last or first) + 1))
    if not days <= set(range(1, LAST_DAY + 1)):
        raise ArgumentTypeError(f"{text!r}: kies dagen van 1 (maandag) tot 7 (zondag).")
    return frozenset(days)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(DUTCH_TIME):%d-%m-%Y %H:%M}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


NOTHING_TO_PULL = Text(
    "Deze school heeft geen LAS waaruit de hub kan ophalen: ze levert bestanden.",
    "This school has no LAS that the hub can pull from: it brings files.",
)
