"""Reports as JSON: the neutral blocks that a provider said, each with the name of its type."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hub.contract.reports import Block, Card, Cards, Download, Growth, Heading, Moment, Table, Words
from hub.portal.api.keys import in_path, path_to
from hub.portal.api.said import (
    BandShape,
    BlockShape,
    CardsBlock,
    CardShape,
    DownloadBlock,
    FactShape,
    GrowthBlock,
    HeadingBlock,
    MomentShape,
    ReportShape,
    ReportsShape,
    Said,
    TableBlock,
    WordsBlock,
)
from hub.records import Text
from hub.reports import Made


def reports_shape(guardian: str, pupil: str, today: date, made: Sequence[Made]) -> ReportsShape:
    """Return the reports that a guardian sees of a pupil."""
    below = path_to("guardians", in_path(guardian), "children", in_path(pupil), "report-cards")
    items = [
        ReportShape(
            key=each.provider.key,
            title=said(each.provider.title),
            blocks=[_block(block, below) for block in each.report.blocks],
        )
        for each in made
    ]
    return ReportsShape(guardian=guardian, pupil=pupil, today=today, items=items)


def said(text: Text) -> Said:
    """Return a text in both languages."""
    return Said(nl=text.nl, en=text.en)


def _block(block: Block, below: str) -> BlockShape:
    match block:
        case Heading(text):
            return HeadingBlock(text=said(text))
        case Words(text, more):
            return WordsBlock(text=said(text), more=_perhaps(more))
        case Table():
            return _table(block)
        case Cards(cards):
            return CardsBlock(cards=[_card(each) for each in cards])
        case Growth():
            return _growth(block)
        case Download(card, label, detail):
            address = f"{below}/{in_path(card)}/document"
            return DownloadBlock(report_card=card, label=said(label), detail=_perhaps(detail), href=address)


def _table(table: Table) -> TableBlock:
    rows = [[said(cell) for cell in row] for row in table.rows]
    columns = [said(each) for each in table.columns]
    return TableBlock(caption=said(table.caption), columns=columns, rows=rows, folded=table.folded)


def _card(card: Card) -> CardShape:
    return CardShape(
        title=said(card.title),
        when=card.when,
        text=said(card.text),
        level=said(card.tone.word) if card.tone else None,
        place=card.tone.place if card.tone else None,
        facts=[FactShape(word=said(word), value=said(value)) for word, value in card.facts],
    )


def _growth(growth: Growth) -> GrowthBlock:
    return GrowthBlock(
        title=said(growth.title),
        summary=said(growth.summary),
        unit=said(growth.unit),
        moments=[_moment(each) for each in growth.moments],
    )


def _moment(moment: Moment) -> MomentShape:
    bands = [BandShape(term=b.term, lowest=b.lowest, highest=b.highest, colour=b.colour) for b in moment.bands]
    return MomentShape(
        at=moment.at,
        label=moment.label,
        value=_number(moment.value),
        average=_number(moment.average),
        word=moment.word,
        bands=bands,
    )


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _perhaps(text: Text | None) -> Said | None:
    return None if text is None else said(text)
