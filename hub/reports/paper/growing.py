"""A line over the years on paper: its picture, and the same as a table for whoever reads that better."""

from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from hub.contract.reports import Growth, Moment, Table
from hub.records import Text

WHEN = Text("Wanneer", "When")
AVERAGE = Text("Landelijk gemiddelde", "National average")
LEVEL = Text("Niveau", "Level")
NOTHING = Text.same("–")


def growth_table(growth: Growth) -> Table:
    """Return a line over the years as a table: a row for each moment, and only columns that say something."""
    columns = [WHEN, Text(*(each[:1].upper() + each[1:] for each in (growth.unit.nl, growth.unit.en)))]
    averages = any(each.average is not None for each in growth.moments)
    levels = any(each.word for each in growth.moments)
    columns += [AVERAGE] if averages else []
    columns += [LEVEL] if levels else []
    rows = tuple(_row(each, averages=averages, levels=levels) for each in growth.moments)
    caption = Text(f"{growth.title.nl} in cijfers", f"{growth.title.en} in figures")
    return Table(caption, tuple(columns), rows)


def _row(moment: Moment, *, averages: bool, levels: bool) -> tuple[Text, ...]:
    cells = [_when(moment), _number(moment.value)]
    cells += [_number(moment.average)] if averages else []
    cells += [Text.same(moment.word) if moment.word else NOTHING] if levels else []
    return tuple(cells)


def _when(moment: Moment) -> Text:
    days = (format_date(moment.at, "d MMM y", locale=each) for each in ("nl", "en"))
    return Text(*(f"{moment.label} ({day})" if moment.label else day for day in days))


def _number(value: Decimal | None) -> Text:
    if value is None:
        return NOTHING
    return Text(*(format_decimal(value, locale=each) for each in ("nl", "en")))
