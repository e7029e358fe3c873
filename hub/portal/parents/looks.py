"""Who looked at my child's data: in plain words, by day and hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from hub.portal.pages import page
from hub.portal.parents.children import ChildHere, my_child
from hub.portal.parents.reports import around_child
from hub.portal.parents.start import FAMILY
from hub.portal.visits import Asking
from hub.portal.wording import AMSTERDAM
from hub.records import Text
from hub.store import Look, SeenAs, Sight, label_of

PER_PAGE = 50
MOST_IN_AN_HOUR = 500
MOST_SECONDS = 4_000_000_000
WHAT: dict[Sight, Text] = {
    Sight.RECORD: Text("gegevens van uw kind", "your child's details"),
    Sight.REPORTS: Text("rapporten en toetsen", "report cards and tests"),
    Sight.REPORT_CARD: Text("een rapport geopend", "opened a report card"),
    Sight.PAPER: Text("afgedrukt of als PDF gemaakt", "printed, or made into a PDF"),
    Sight.EXPORT: Text("meegenomen in een bestand", "taken along in a file"),
}
ROLES: dict[SeenAs, Text] = {
    SeenAs.STAFF: Text("medewerker van de school", "works at the school"),
    SeenAs.GUARDIAN: Text("andere verzorger", "other guardian"),
    SeenAs.PORTAL: Text("een ander portaal dat de school gebruikt", "another portal that the school uses"),
    SeenAs.HOST: Text("beheerder van dit ouderportaal", "runs this parent portal"),
}
MYSELF = Text("dat was u zelf", "that was you")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Somebody who looked within one hour, and at what."""

    who: str
    role: Text
    hour: datetime
    what: tuple[Text, ...]


@get("/family/child/{mark:str}/looks", opt=FAMILY, sync_to_thread=True)
def looks(request: Asking, mark: FromPath[str], before: FromQuery[int] = 0) -> Response[str]:
    until = datetime.fromtimestamp(before, UTC) if 0 < before < MOST_SECONDS else None
    with my_child(request, mark) as here:
        context = around_child(here.mine_by_law())
        found = here.books.looks.of(here.pupil.key, limit=MOST_IN_AN_HOUR + PER_PAGE, before=until)
        shown, earlier = _page_of(found)
        context |= {"days": _by_day(here, shown), "earlier": earlier, "later": until is not None}
    return page(request, "family_looks.html", active="family", tab="looks", **context)


def _page_of(found: Sequence[Look]) -> tuple[list[Look], int | None]:
    """Return the looks of whole hours that fit on a page, and the moment before which the next page begins."""
    shown: list[Look] = []
    for _, of_hour in groupby(found, key=lambda each: each.hour):
        if len(shown) >= PER_PAGE:
            return shown, int(shown[-1].hour.timestamp())
        shown += of_hour
    return shown, None


def _by_day(here: ChildHere, found: Sequence[Look]) -> list[tuple[date, list[Seen]]]:
    seen = [
        Seen(who=who, role=_role(here, who, seen_as), hour=hour, what=tuple(WHAT[each.what] for each in of_one))
        for (hour, who, seen_as), of_one in groupby(sorted(found, key=_order), key=_one)
    ]
    return [(day, list(of_day)) for day, of_day in groupby(seen, key=lambda each: _day(each.hour))]


def _one(look: Look) -> tuple[datetime, str, SeenAs]:
    return look.hour, look.who, look.seen_as


def _order(look: Look) -> Any:
    return -look.hour.timestamp(), look.who, look.seen_as.value


def _role(here: ChildHere, who: str, seen_as: SeenAs) -> Text:
    """Return as what somebody looked. Where another guardian has my name, nobody can tell which of us it was."""
    called = [key for key, each in here.around.guardians.items() if label_of(each) == who]
    return MYSELF if seen_as is SeenAs.GUARDIAN and called == [here.me] else ROLES[seen_as]


def _day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


LOOK_ROUTES = (looks,)
