"""A child's own page: what the school shows of it now. What is not shown is not on the wire, from the next request."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream
from markupsafe import Markup

from hub.contract.reports import Download
from hub.portal.desk import desk_of
from hub.portal.drawing import sections
from hub.portal.files import send_document
from hub.portal.pages import environment, page, see
from hub.portal.parents.children import ChildHere, allowed, my_child, place_of
from hub.portal.parents.drawn import PAGES, Drawn
from hub.portal.parents.start import FAMILY
from hub.portal.school_style import look_of
from hub.portal.visits import Asking, visit_of
from hub.portal.wording import RELATIONS
from hub.records import Text
from hub.registry import Registry
from hub.reports import Made, document_for, narrowed, prints, providers, read_as, reports_on
from hub.store import Published, Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the school shows me of a child now. `empty` says why that is nothing; `whole`: no plugin failed."""

    reports: tuple[Made, ...]
    there: frozenset[int]
    titles: dict[str, str]
    empty: Text | None
    whole: bool


@get("/family/child/{mark:str}", opt=FAMILY, sync_to_thread=True)
def child(request: Asking, mark: FromPath[str]) -> Response[Any]:
    with my_child(request, mark) as here:
        if not here.kinds:
            return see(f"/family/information/{mark}")
        shown = _drawn(request, here)
        here.look(Sight.REPORTS)
        here.books.news.open(here.me, here.pupil.key, shown.there)
        context = {**around_child(here), "shown": shown, "RELATIONS": RELATIONS}
    return page(request, "family_child.html", active="family", tab="reports", **context)


@get("/family/child/{mark:str}/card/{card:str}", opt=FAMILY, sync_to_thread=True)
def report_card(request: Asking, mark: FromPath[str], card: FromPath[str]) -> Stream:
    """Stream a report card that stands on the child's page now: not another one, and not a moment longer."""
    with my_child(request, mark) as here:
        shown = show(desk_of(request).registry, here.seen_by_me())
        key = next((each for each in _cards_on(shown.reports) if card_mark(here, each) == card), None)
        if key is None:
            raise NotFoundException
        document = document_for(here.books, here.me, here.pupil.key, key, here.today)
        here.look(Sight.REPORT_CARD)
        here.books.audit.write("report_card.opened", f"pupil {here.pupil.key}")
        name = f"{here.name} {shown.titles.get(key, '')}"
    return send_document(document, name)


def _drawn(request: Asking, here: ChildHere) -> Drawn:
    """Return the reports as they stand on the page, drawn anew as soon as anything of them can have changed."""
    desk, language = desk_of(request), visit_of(request.scope).language
    who = (desk.store.url, here.books.school_id, here.mark, here.pupil.key, here.kinds, here.by_law)

    def draw() -> Drawn:
        shown = show(desk.registry, here)
        template = environment(language).get_template("family_reports.html")
        html = Markup(template.render(reports=shown.reports, card_address=_addresses(here)))  # noqa: S704 - a template of ours, which escapes
        contents = tuple(_contents(shown.reports))
        return Drawn(html=html, contents=contents, there=shown.there, empty=shown.empty, whole=shown.whole)

    return PAGES.get((*who, here.today, language, here.books.stamp(here.pupil.key)), draw)


def show(registry: Registry, here: ChildHere) -> Shown:
    """Return what the school shows me of a child now."""
    books = here.books
    published = books.publication.read()
    history = read_as(books, here.me, here.pupil.key, here.today, here.around)
    if history is None:
        raise NotFoundException
    failed = list[None]()
    reports = tuple(reports_on(registry, books, history, published, partial(failed.append, None)))
    seen = narrowed(history, published)
    kinds = frozenset().union(*(each.provider.shows for each in reports))
    return Shown(
        reports=reports,
        there=frozenset(prints(seen, kinds)),
        titles={each.key: str(each.title or "") for each in seen.report_cards},
        empty=None if reports else _why_empty(registry, here, published),
        whole=not failed,
    )


def around_child(here: ChildHere) -> dict[str, Any]:
    """Return what every page of a child shows of it: where it is, or what the school lets me see and until when."""
    context = {"here": here, "look": look_of(here.books), "place": None, "allowed": None}
    if here.by_law:
        return {**context, "place": place_of(here)}
    return {**context, "allowed": allowed(here)}


def card_mark(here: ChildHere, key: str) -> str:
    """Return what stands for a report card (LAS key) in addresses."""
    mark = here.books.sealer.fingerprint(f"card:{here.books.school_id}:{here.pupil.key}:{key}")
    return base64.urlsafe_b64encode(mark[:15]).decode()


def _addresses(here: ChildHere) -> Any:
    return lambda key: f"/family/child/{here.mark}/card/{card_mark(here, key)}"


def _contents(reports: tuple[Made, ...]) -> list[tuple[str, Text]]:
    """Return the reports of a page by the id of each, in reading order."""
    return [(f"{sections(each)[0].mark}-h", each.provider.title) for each in reports]


def _cards_on(reports: tuple[Made, ...]) -> Iterator[str]:
    blocks = chain.from_iterable(each.report.blocks for each in reports)
    return (each.report_card for each in blocks if isinstance(each, Download))


def _why_empty(registry: Registry, here: ChildHere, published: Published) -> Text:
    if not published.reports or not any(each.on for each in published.kinds.values()):
        return NOTHING_SHOWN
    there = {each.key for _, each in providers(registry, here.books)}
    return NOTHING_YET if there & published.reports else TURNED_OFF


NOTHING_SHOWN = Text(
    "De school laat hier nog geen rapporten en toetsen zien. Wilt u weten hoe het gaat? Vraag het de leerkracht.",
    "The school does not show report cards and tests here yet. Do you want to know how it is going? Ask the teacher.",
)
NOTHING_YET = Text(
    "Er is nog niets te zien. Zodra er een rapport of een toets is die de school laat zien, staat die hier.",
    "There is nothing to see yet. As soon as there is a report card or a test that the school shows, it stands here.",
)
TURNED_OFF = Text(
    "Dit deel staat op school nu even uit. Kijk later nog eens, of vraag het de school.",
    "The school has turned this part off for now. Look again later, or ask the school.",
)

REPORT_ROUTES = (child, report_card)
