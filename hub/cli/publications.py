"""`hub publication`: what a school shows parents of tests and report cards, by a script too."""

from argparse import ArgumentTypeError, Namespace
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hub.app import App, opened
from hub.changes import PARENTS, STAND_IN
from hub.changes.working_days import DUTCH_TIME
from hub.cli.arguments import CommandRefusedError, Parser, add_json, add_school, who
from hub.cli.terminal import Terminal
from hub.contract import ReportKind
from hub.records import Text
from hub.reports import evenings_show_more, problem_of_evening, problems_of, providers, shows_more
from hub.store import YEAR_GROUPS, Books, Publication

ALL, AT_ONCE = "all", "now"
LAST = ("average", "after_evening")


def declare(_name: str, parser: Parser) -> None:
    acts = parser.acts()
    showing = acts("show", Text("tonen wat ouders zien", "show what parents see"))
    showing.set_defaults(act=show)
    setting = acts("set", Text("beslissen over een soort", "decide on a kind"))
    setting.add_argument("kind", choices=[each.value for each in ReportKind])
    _declare_decision(setting)
    setting.set_defaults(act=set_kind)
    report = acts("report", Text("een rapport voor ouders aan- of uitzetten", "turn a report for parents on or off"))
    report.add_argument("report", metavar="KEY")
    _switch(report, "on", required=True)
    report.set_defaults(act=set_report)
    evening = acts("evening", Text("een ouderavond toevoegen of weghalen", "add or remove a parents' evening"))
    evening.add_argument("day", metavar="DATE", type=_day)
    evening.add_argument("--remove", action="store_true", help=parser.text("weghalen", "remove"))
    evening.set_defaults(act=set_evening)
    for each in (showing, setting, report, evening):
        add_school(each)
        add_json(each)
    for each in (setting, report):
        said = parser.text("ook als ouders er meer door zien", "also where parents see more by it")
        each.add_argument("--yes", action="store_true", help=said)


def _declare_decision(parser: Parser) -> None:
    _switch(parser, "on")
    first = parser.text("eerste dag, zoals 2027-02-01, of `now`", "first day, such as 2027-02-01, or `now`")
    parser.add_argument("--from", dest="visible_from", metavar="DATE", type=_day_or_now, help=first)
    groups = parser.text("groepen, zoals 6,7,8, of `all`", "year groups, such as 6,7,8, or `all`")
    parser.add_argument("--groups", dest="year_groups", metavar="GROUPS", type=_groups, help=groups)
    _switch(parser, "average")
    _switch(parser, "after-evening")


def _switch(parser: Parser, name: str, *, required: bool = False) -> None:
    pair = parser.add_mutually_exclusive_group(required=required)
    off = "--off" if name == "on" else f"--no-{name}"
    into = name.replace("-", "_")
    pair.add_argument(f"--{name}", dest=into, action="store_true", default=None)
    pair.add_argument(off, dest=into, action="store_false")


def show(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app:
        _show(app, asked, terminal)
    return 0


def set_kind(asked: Namespace, terminal: Terminal) -> int:
    kind = ReportKind(asked.kind)
    with opened() as app:
        with app.store.open(asked.school, by=who()) as books:
            books.publication.hold()
            before = books.publication.read().of(kind)
            wanted = replace(before, **_given(asked))
            problems = problems_of(wanted, before, _today())
            if problems:
                raise CommandRefusedError(next(iter(problems.values())))
            if not asked.yes and shows_more(before, wanted, _today()):
                raise CommandRefusedError(_asks(books, {kind: wanted}))
            books.publication.set_kind(kind, wanted)
        _show(app, asked, terminal)
    return 0


def set_report(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app:
        with app.store.open(asked.school, by=who()) as books:
            books.publication.hold()
            published, able = books.publication.read(), dict(_able(app, books))
            if asked.report not in able.keys() | published.reports:
                raise CommandRefusedError(_no_such_report(sorted(able)))
            if asked.on and not asked.yes and asked.report not in published.reports:
                shown = {each: published.of(each) for each in able[asked.report] if published.of(each).on}
                raise CommandRefusedError(_asks(books, shown))
            books.publication.show(asked.report, on=asked.on)
        _show(app, asked, terminal)
    return 0


def set_evening(asked: Namespace, terminal: Terminal) -> int:
    with opened() as app:
        with app.store.open(asked.school, by=who()) as books:
            books.publication.hold()
            known = books.publication.read().evenings
            wanted = [each for each in known if each != asked.day] if asked.remove else [*known, asked.day]
            problem = None if asked.remove else problem_of_evening(asked.day, known, _today())
            assert problem or not evenings_show_more(known, wanted, _today()), "an evening that is to come shows later"
            if problem is not None:
                raise CommandRefusedError(problem)
            books.publication.set_evenings(wanted)
        _show(app, asked, terminal)
    return 0


def _given(asked: Namespace) -> dict[str, Any]:
    """Return what the command line decides; the rest stays as it is."""
    names = ("on", "year_groups", "average", "after_evening")
    given = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    if asked.visible_from is not None:
        given["visible_from"] = None if asked.visible_from == AT_ONCE else asked.visible_from
    return given


def _able(app: App, books: Books) -> list[tuple[str, frozenset[ReportKind]]]:
    return [(each.key, each.shows) for _, each in providers(app.registry, books)]


def _show(app: App, asked: Namespace, terminal: Terminal) -> None:
    with app.store.open(asked.school, by=who()) as books:
        published, able = books.publication.read(), _able(app, books)
    kinds = {kind.value: _plain(published.of(kind)) for kind in ReportKind}
    reports = [
        {"key": key, "on": key in published.reports, "shows": sorted(each.value for each in shows)}
        for key, shows in able
    ]
    evenings = [each.isoformat() for each in published.evenings]
    if terminal.as_json:
        terminal.show({"school": str(asked.school), "kinds": kinds, "reports": reports, "evenings": evenings})
        return
    on = {True: terminal.sentence(Text("aan", "on")), False: terminal.sentence(Text("uit", "off"))}
    terminal.table(
        tuple(terminal.sentence(each) for each in HEAD),
        [
            (kind, on[said["on"]], said["from"] or "-", ",".join(said["groups"]), *(on[said[each]] for each in LAST))
            for kind, said in kinds.items()
        ],
    )
    terminal.line("")
    shown = [(each["key"], on[bool(each["on"])], ", ".join(each["shows"])) for each in reports]  # type: ignore[arg-type]
    terminal.table((terminal.sentence(REPORT), "", terminal.sentence(USES)), shown)
    days = ", ".join(evenings) or "-"
    terminal.say(Text(f"\nOuderavonden: {days}", f"\nParents' evenings: {days}"))


def _plain(decided: Publication) -> dict[str, Any]:
    return {
        "on": decided.on,
        "from": decided.visible_from.isoformat() if decided.visible_from else None,
        "groups": sorted(decided.year_groups),
        "average": decided.average,
        "after_evening": decided.after_evening,
    }


def _asks(books: Books, kinds: dict[ReportKind, Publication]) -> Text:
    """Say whom it reaches, and how to go on."""
    reach = books.reach({kind: each.year_groups for kind, each in kinds.items()}, PARENTS | STAND_IN)
    return Text(
        f"Ouders gaan hierdoor meer zien: er is iets te zien van {reach.pupils} leerlingen, voor {reach.guardians} "
        "verzorgers met gezag. Er is nog niets veranderd. Geef dezelfde opdracht met --yes om het te doen.",
        f"Parents come to see more by this: there is something to see of {reach.pupils} pupils, for {reach.guardians} "
        "guardians with authority. Nothing has changed yet. Give the same command with --yes to do it.",
    )


def _no_such_report(able: list[str]) -> Text:
    known = ", ".join(able)
    if not able:
        return Text(
            "Er staat geen plug-in aan die rapporten maakt. Zet er eerst een aan: hub plugin on reports --school …",
            "No plugin is on that makes reports. First turn one on: hub plugin on reports --school …",
        )
    return Text(f"Dit rapport is er niet. Kies uit: {known}.", f"There is no such report. Choose from: {known}.")


def _today() -> date:
    return datetime.now(UTC).astimezone(DUTCH_TIME).date()


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ArgumentTypeError(f"{written!r} is geen datum; schrijf hem als 2027-02-01.") from None


def _day_or_now(written: str) -> date | str:
    return AT_ONCE if written == AT_ONCE else _day(written)


def _groups(written: str) -> frozenset[str]:
    chosen = frozenset(YEAR_GROUPS) if written == ALL else frozenset(each.strip() for each in written.split(","))
    if not chosen <= frozenset(YEAR_GROUPS):
        raise ArgumentTypeError(f"{written!r} zijn geen groepen; kies uit 1 tot en met 8, zoals 6,7,8, of `all`.")
    return chosen


HEAD = (
    Text("soort", "kind"),
    Text("ouders", "parents"),
    Text("vanaf", "from"),
    Text("groepen", "groups"),
    Text("gemiddelde", "average"),
    Text("na ouderavond", "after evening"),
)
REPORT, USES = Text("rapport", "report"), Text("gebruikt", "uses")
