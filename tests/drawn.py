"""Reports as a provider could make them: eight years of a child, and every block with odd content."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hub.contract import Report, ReportKind
from hub.contract.reports import (
    Block,
    Card,
    Cards,
    Download,
    Growth,
    Heading,
    Moment,
    PupilHistory,
    Table,
    Tone,
    Words,
)
from hub.records import NormBand, Text
from hub.reports import Made
from hub.reports.charts import Column, Columns, Share

LEVELS = ("V", "IV", "III", "II", "I")
HOSTILE = "</title><script>alert(1)</script>\"'&\x00\x0b MARK"


@dataclass
class Told:
    """A provider that says always the same."""

    key: str
    title: Text
    said: Report
    about: Text = Text.same("about")
    shows: frozenset[ReportKind] = frozenset(ReportKind)
    place: int = 0

    def report(self, history: PupilHistory) -> Report | None:
        del history
        return self.said


def made(*blocks: Block, key: str = "told", title: str = "Groei", plugin: str = "toy") -> Made:
    provider = Told(key, Text(title, title), Report(blocks))
    return Made(plugin=plugin, provider=provider, report=provider.said)


def norms(average: int, step: int = 8) -> tuple[NormBand, ...]:
    ends = (average - 300, average - 2 * step, average - step, average + step, average + 2 * step, average + 300)
    return tuple(
        NormBand(term=term, lowest=ends[place], highest=ends[place + 1] - 1) for place, term in enumerate(LEVELS)
    )


def moments(count: int = 11, first: int = 2019, missing: tuple[int, ...] = (4,)) -> tuple[Moment, ...]:
    """Moments twice a year from half-way year group 3."""
    found = []
    for number in range(count):
        year, half = divmod(number, 2)
        average = 110 + 11 * number - number * number // 4
        value = None if number in missing else Decimal(average + (-7, 4, -9, 6, 12, 3, -2)[number % 7])
        found.append(
            Moment(
                at=date(first + year + 1, 6 if half else 2, 8),
                label=f"{'E' if half else 'M'}{year + 3}",
                value=value,
                average=Decimal(average),
                bands=norms(average),
                word=None if value is None else LEVELS[number % 5],
            )
        )
    return tuple(found)


def growth(count: int = 11, title: str = "Rekenen-Wiskunde", **more: object) -> Growth:
    return Growth(
        title=Text(title, title),
        summary=Text(
            "Jesse groeit mee met het landelijk gemiddelde en zit nu op niveau III.",
            "Jesse grows along with the national average and is at level III now.",
        ),
        unit=Text("vaardigheidsscore", "skill score"),
        moments=moments(count, **more),  # type: ignore[arg-type]
    )


def bare(*values: object, label: str = "M") -> tuple[Moment, ...]:
    """Moments with values only."""
    return tuple(
        Moment(at=date(2020 + number // 2, 2 if number % 2 else 9, 1), label=f"{label}{number}", value=each)  # type: ignore[arg-type]
        for number, each in enumerate(values)
    )


def line(title: str, found: tuple[Moment, ...]) -> Growth:
    return Growth(Text.same(title), Text.same(f"{title}: zo ziet het eruit."), Text.same("Score"), found)


def card(number: int = 0, text: str = "Jesse scoort ongeveer gelijk met de meeste kinderen.") -> Card:
    return Card(
        title=Text.same(("Rekenen-Wiskunde 3.0 M7", "Begrijpend lezen", "Spelling")[number % 3]),
        when=date(2026, 2, 3),
        text=Text(text, text),
        tone=Tone(Text.same(LEVELS[number % 5]), (0.1, 0.3, 0.5, 0.7, 0.9)[number % 5]),
        facts=(
            (Text("Vaardigheidsscore", "Skill score"), Text.same("213")),
            (Text("Landelijk gemiddelde", "National average"), Text.same("209")),
        ),
    )


def block_tests(subject: str, year: int) -> Table:
    columns = tuple(Text(each, each) for each in ("Blok", "Afgenomen op", "Cijfer", "Oordeel"))
    rows = tuple(
        (
            Text.same(f"Blok {number}: {subject.lower()} en meer"),
            Text.same(f"{number + 3} okt {year}"),
            Text.same(f"{6 + number % 4},{number}"),
            Text.same("voldoende"),
        )
        for number in range(1, 7)
    )
    return Table(Text.same(f"{subject}, groep {year - 2016}, {year}-{year + 1}"), columns, rows, folded=year < 2024)


def eight_years() -> list[Made]:
    """A child that has been at school for eight years: what the page of one child weighs is measured with this."""
    subjects = ("Rekenen-Wiskunde", "Begrijpend lezen", "Spelling")
    lvs = made(*(growth(title=each) for each in subjects), key="growth", title="Groei in de jaren")
    newest = made(Cards(tuple(card(number) for number in range(3))), key="newest", title="Nieuwste toetsen")
    blocks: list[Block] = []
    for year in range(2024, 2018, -1):
        blocks.append(Heading(Text.same(f"Schooljaar {year}-{year + 1}")))
        blocks += [block_tests(each, year) for each in subjects[:2]]
    downloads = (
        Download(f"rapport-{number}", Text(f"Rapport {number}", f"Report {number}"), Text.same("Winter 2025"))
        for number in range(16)
    )
    return [
        newest,
        lvs,
        made(*blocks, key="method", title="Toetsen bij de methode"),
        made(*downloads, key="cards", title="Rapporten"),
    ]


@dataclass(frozen=True)
class Odd:
    """Content that a careless provider, or a strange norm, could bring."""

    lines: tuple[Growth, ...] = field(
        default_factory=lambda: (
            line("Geen enkele waarde", bare(None, None)),
            line("Geen moment", ()),
            line("Eén moment", moments(1, missing=())),
            line("Eén getal, zonder norm", bare(Decimal("7.3"))),
            line("Onder nul", bare(Decimal(-50), Decimal(-20), None, Decimal(35))),
            line("Heel groot", bare(Decimal("1e12"), Decimal("3.2e12"), Decimal("2e12"))),
            line("Cijfers", bare(*(Decimal(each) / 10 for each in (62, 71, 68, 75, 80, 77)))),
            line("Steeds gelijk", bare(*(Decimal(100) for _ in range(4)))),
            line("Elke drie maanden", moments(24, missing=(3, 4, 5, 12))),
            line("Lange namen", tuple(_long(each) for each in moments(7, missing=()))),
            line(HOSTILE, bare(Decimal(1), Decimal("NaN"), Decimal(3), label=HOSTILE)),
        )
    )


def _long(moment: Moment) -> Moment:
    terms = ("onvoldoende", "voldoende", "ruim voldoende", "goed", "uitmuntend")
    bands = tuple(
        NormBand(term=term, lowest=band.lowest, highest=band.highest)
        for term, band in zip(terms, moment.bands, strict=True)
    )
    return Moment(moment.at, f"Midden groep {moment.label[1:]}", moment.value, moment.average, bands, "goed")


def odd() -> Made:
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 2
    return made(
        Words(
            Text.same("Een niveau vergelijkt. Het is geen cijfer."),
            Text.same("Niveau III is de middelste groep.\n\nI is hoog."),
        ),
        Words(Text.same(HOSTILE)),
        *Odd().lines,
        Heading(Text.same("Kaarten")),
        Cards(
            (
                card(1),
                Card(Text.same(long), date(2026, 1, 1), Text.same(long), Tone(Text.same("ruim voldoende"))),
                card(4, HOSTILE),
            )
        ),
        Heading(Text.same("Lange tabel")),
        Table(Text.same("Leeg"), (Text.same("Toets"), Text.same("Score"), Text.same("Niveau")), ()),
        Table(
            Text.same(long),
            (Text.same("Toets"), Text.same("Score"), Text.same(long)),
            ((Text.same(long), Text.same("12,5"), Text.same("goed")),),
        ),
        Download("a/b?c", Text.same("Rapport")),
        key="odd",
        title="Vreemde inhoud",
    )


def weeks(count: int = 12, most: int = 40) -> Columns:
    columns = tuple(
        Column(
            Text(f"wk {number + 30}", f"wk {number + 30}"),
            (number * 17) % most,
            Text(f"Week {number + 30} van 2026", f"Week {number + 30} of 2026"),
        )
        for number in range(count)
    )
    return Columns(
        title=Text("Aanvragen per week", "Requests per week"),
        summary=Text("In de laatste weken kwamen er elke week aanvragen.", "There were requests in each week."),
        what=Text("Week", "Week"),
        unit=Text("Aanvragen", "Requests"),
        columns=columns,
    )


def share(part: int = 84, whole: int = 190) -> Share:
    told = Text(f"{part} van de {whole} ouders hebben een account.", f"{part} of {whole} parents have an account.")
    return Share(Text("Ouders met een account", "Parents with an account"), told, part, whole)
