"""Klopt dit nog? What a school asks me to check, on the page with my children: one tap when all is right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, TypeAlias

from litestar import post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from hub import campaigns
from hub.campaigns import CannotCampaignError
from hub.changes import dutch_day, may_see
from hub.portal.desk import desk_of
from hub.portal.pages import see
from hub.portal.parents import details
from hub.portal.parents.details import Topic
from hub.portal.parents.mine import Mine, MyChild, mine_or_not_there
from hub.portal.rights import Act
from hub.portal.visits import Asking, visit_of
from hub.records import Kind
from hub.store import ENDS, Answer, Books, Campaign, CampaignState
from hub.store.campaigns import Known

Form: TypeAlias = URLEncodedBody[dict[str, str]]
Checked: TypeAlias = tuple[int, Kind, str, str]
"""A detail of mine: the number of my link at a school, kind, key and field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One line to check: what is known, and the pencil beside it. `child` is whose it is; `None`: mine."""

    topic: Topic
    child: str | None
    value: str
    pencil: str | None
    is_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one school asks me. `mark` stands for the values that are shown."""

    at: Mine
    campaign: Campaign
    answer: Answer | None
    lines: tuple[CheckLine, ...]
    mark: str


def cards_of(request: Asking, mine: Sequence[Mine]) -> list[Card]:
    """Return what each school asks me now."""
    language = visit_of(request.scope).language
    found = []
    for at in mine:
        with desk_of(request).store.open(at.school, visit_of(request.scope).by) as books:
            campaign = books.campaigns.under_way()
            about = _asked(books, campaign, at)
            if campaign is None or not about:
                continue
            answer = books.campaigns.answers(campaign, [at.link.guardian]).get(at.link.guardian)
        lines = tuple(_lines(at, campaign, about, language))
        if lines:
            mark = _mark(_known(at, campaign, about))
            found.append(Card(at=at, campaign=campaign, answer=answer, lines=lines, mark=mark))
    return found


def checked_of(request: Asking, mine: Sequence[Mine]) -> dict[Checked, date]:
    """Return on which day I found details right that still have the value that they had then."""
    found: dict[Checked, date] = {}
    for at in mine:
        known = [
            (Kind.GUARDIANS, at.link.guardian, name, getattr(at.guardian, name, None) or None)
            for each in details.ABOUT_ME
            for name in each.fields
        ]
        known += [
            (Kind.PUPILS, child.pupil.key, name, getattr(child.pupil, name, None) or None)
            for child in at.children
            for each in details.ABOUT_CHILD
            for name in each.fields
        ]
        with desk_of(request).store.open(at.school, visit_of(request.scope).by) as books:
            right = books.campaigns.checked(at.link.guardian, known)
        found |= {(at.link.number, *key): dutch_day(moment) for key, moment in right.items()}
    return found


@post("/family/check/{number:int}", opt={"act": Act.OWN_FAMILY}, sync_to_thread=True)
def answer_right(request: Asking, number: FromPath[int], data: Form) -> Redirect:
    """Keep that everything on my card of one school is right."""
    at = next((each for each in mine_or_not_there(request) if each.link.number == number), None)
    if at is None:
        raise NotFoundException
    now = datetime.now(UTC)
    with desk_of(request).store.open(at.school, visit_of(request.scope).by) as books:
        campaign = books.campaigns.under_way()
        about = _asked(books, campaign, at)
        if campaign is None or not about or str(campaign.id) != data.get("campaign"):
            return see("/family", "check_over")
        known = _known(at, campaign, about)
        if _mark(known) != data.get("mark"):
            return see("/family", "check_again")
        try:
            campaigns.answer_right(books, campaign.id, at.link.guardian, known, now)
        except CannotCampaignError:
            return see("/family", "check_over")
    return see("/family", "check_done")


def _asked(books: Books, campaign: Campaign | None, at: Mine) -> frozenset[str]:
    """Return about which pupils I am asked in a campaign that is open."""
    if campaign is None or campaign.state(datetime.now(UTC)) is not CampaignState.OPEN:
        return frozenset()
    return campaigns.asked_about(books, campaign, at.link.guardian)


def _lines(at: Mine, campaign: Campaign, about: frozenset[str], language: str) -> Iterator[CheckLine]:
    for topic in details.ABOUT_ME:
        yield from _line(at, campaign, topic, None, language)
    for child in at.children:
        if child.pupil.key in about:
            for topic in details.ABOUT_CHILD:
                yield from _line(at, campaign, topic, child, language)


def _line(at: Mine, campaign: Campaign, topic: Topic, child: MyChild | None, language: str) -> Iterator[CheckLine]:
    """Return a line where the school asks for something of it, and I may see that."""
    kind, key = (Kind.PUPILS, child.pupil.key) if child else (Kind.GUARDIANS, at.link.guardian)
    me = at.link.guardian
    names = [name for name in topic.fields if (kind, name) in campaign.asks and may_see(me, kind, key, name, at.family)]
    if not names:
        return
    waits = [each for each in at.asked if (each.item.kind, each.item.key) == (kind, key) and each.item.field in names]
    may_ask = bool(details.askable(me, kind, key, topic, at.family))
    yield CheckLine(
        topic=topic,
        child=str(child.pupil.first_name or "–") if child else None,
        value=details.line(child.pupil if child else at.guardian, topic.fields, language),
        pencil=f"/family/change/{child.mark if child else 'me'}/{topic.key}" if may_ask else None,
        is_asked=any(each.item.state not in ENDS for each in waits),
    )


def _known(at: Mine, campaign: Campaign, about: frozenset[str]) -> list[Known]:
    """Return the values that I am asked to check and may see."""
    me = at.link.guardian
    records: list[tuple[Kind, str, Any]] = [(Kind.GUARDIANS, me, at.guardian)]
    records += [(Kind.PUPILS, each.pupil.key, each.pupil) for each in at.children if each.pupil.key in about]
    return [
        (kind, key, name, getattr(record, name, None) or None)
        for kind, key, record in records
        for name in campaign.asks_for(kind)
        if may_see(me, kind, key, name, at.family)
    ]


def _mark(known: Sequence[Known]) -> str:
    return sha256(repr([(kind.value, *rest) for kind, *rest in known]).encode()).hexdigest()[:24]


CHECK_ROUTES = (answer_right,)
