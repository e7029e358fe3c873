"""Reports and changes as the API gives them. A report is the same blocks as on a page: draw them in your own style."""

from datetime import date, datetime
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from hub.contract import ItemState


class Said(Struct, kw_only=True):
    """A text for people, in Dutch and in English."""

    nl: str
    en: str


class HeadingBlock(Struct, kw_only=True, tag_field="type", tag="heading"):
    """A heading within the report; what follows belongs to it up to the next one."""

    text: Said


class WordsBlock(Struct, kw_only=True, tag_field="type", tag="words"):
    """A paragraph. `more` is explanation that a reader opens if he wants."""

    text: Said
    more: Said | None


class TableBlock(Struct, kw_only=True, tag_field="type", tag="table"):
    """A table; the first cell of a row is its heading. `folded`: show the caption only until a reader opens it."""

    caption: Said
    columns: list[Said]
    rows: list[list[Said]]
    folded: bool


class FactShape(Struct, kw_only=True):
    """A word and its value."""

    word: Said
    value: Said


class CardShape(Struct, kw_only=True):
    """One thing with what to know of it. `level` is a short word beside it, `place` from 0 (low) to 1 (high)."""

    title: Said
    when: date
    text: Said
    level: Said | None
    place: float | None
    facts: list[FactShape]


class CardsBlock(Struct, kw_only=True, tag_field="type", tag="cards"):
    """Cards beside each other, in the order in which they are read."""

    cards: list[CardShape]


class BandShape(Struct, kw_only=True):
    """A band of levels on the scale, from `lowest` up to and including `highest`."""

    term: str
    lowest: int
    highest: int
    colour: str | None


class MomentShape(Struct, kw_only=True):
    """A point of a line over the years. `average` is the national one, where the school shows it."""

    at: date
    label: str
    value: float | None
    average: float | None
    word: str | None
    bands: list[BandShape]


class GrowthBlock(Struct, kw_only=True, tag_field="type", tag="growth"):
    """A line over the years, the oldest moment first. `summary` says it in a sentence: for who cannot see a picture."""

    title: Said
    summary: Said
    unit: Said
    moments: list[MomentShape]


class DownloadBlock(Struct, kw_only=True, tag_field="type", tag="download"):
    """A report card's document."""

    report_card: Annotated[str, Meta(description="Key of the report card in the LAS.")]
    label: Said
    detail: Said | None
    href: Annotated[str, Meta(description="Where the document is: a PDF, for this guardian.")]


BlockShape: TypeAlias = HeadingBlock | WordsBlock | TableBlock | CardsBlock | GrowthBlock | DownloadBlock


class ReportShape(Struct, kw_only=True):
    """One report, in the order in which people read it."""

    key: str
    title: Said
    blocks: list[BlockShape]


class ReportsShape(Struct, kw_only=True):
    """Every report that this guardian sees of this pupil today: what the law or the school allows, and publishes."""

    guardian: str
    pupil: str
    today: date
    items: list[ReportShape]


class ChangeShape(Struct, kw_only=True):
    """One field that a guardian asked to change, and what became of it."""

    number: int
    href: str
    request: Annotated[int, Meta(description="The request that it came with; several changes can come with one.")]
    guardian: Annotated[str | None, Meta(description="Key of who asked; null: the school itself, which took one back.")]
    pupil: Annotated[
        str | None, Meta(description="Key of the pupil whose field it is; null: it is the guardian's own.")
    ]
    subject: Annotated[str, Meta(description="Key of whose field it is: a pupil's or a guardian's.")]
    field: str
    label: Said
    base: Annotated[str | None, Meta(description="What was known when it was asked.")]
    wanted: Annotated[str | None, Meta(description="What the guardian wants.")]
    value: Annotated[str | None, Meta(description="What goes to the LAS: the school may have corrected the wish.")]
    state: ItemState
    state_words: Annotated[Said, Meta(description="The state in words for people.")]
    reason: Annotated[Said | None, Meta(description="Why it came into this state, where somebody said so.")]
    effective_on: Annotated[date | None, Meta(description="From which day it holds, such as at a move of house.")]
    asked_at: datetime
    moved_at: Annotated[datetime, Meta(description="When it came into this state.")]


class ChangePage(Struct, kw_only=True):
    """Changes in order of asking, a page at a time."""

    items: list[ChangeShape]
    next: Annotated[str | None, Meta(description="Give this as `after` for the next page; null: there is none.")]


class RequestShape(Struct, kw_only=True):
    """What came of a request: each change as it stands now. A rule of the school may have decided at once."""

    request: int
    changes: list[ChangeShape]


Value: TypeAlias = Annotated[str, Meta(max_length=200)]
Key: TypeAlias = Annotated[str, Meta(min_length=1, max_length=256)]


class WishShape(Struct, kw_only=True, forbid_unknown_fields=True):
    """One field that a guardian wants otherwise: his own, or with `pupil` one of his child."""

    field: Annotated[str, Meta(min_length=1, max_length=40, description="For example `mobile`, or `postcode`.")]
    value: Annotated[Value | None, Meta(description="What it is to be; null: nothing.")]
    pupil: Annotated[Key | None, Meta(description="Key of the child; null: the guardian's own field.")] = None


class WishesShape(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a guardian asks at once: all of it is asked, or nothing."""

    wishes: Annotated[list[WishShape], Meta(min_length=1, max_length=40)]
