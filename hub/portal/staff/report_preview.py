"""As this parent sees it: exactly what one guardian gets of one pupil now, or would get by choices not yet kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from hub.changes import around, sees_pupil
from hub.contract import ReportKind
from hub.contract.reports import Download
from hub.portal.deciding import own_family_of
from hub.portal.desk import Desk, desk_of
from hub.portal.files import send_document
from hub.portal.looking import looks_at
from hub.portal.pages import page
from hub.portal.rights import Act
from hub.portal.school_style import look_of
from hub.portal.staff import report_words as words
from hub.portal.staff.guardian_access import mark_of_guardian
from hub.portal.staff.report_choices import in_address, of_address
from hub.portal.visits import Asking, visit_of
from hub.portal.wording import RELATIONS, full_name
from hub.records import Guardian, Guardianship, Kind, Pupil, Relation, Text
from hub.reports import Made, read_as, reports_on
from hub.reports.reading import document_of
from hub.store import Books, Published, SeenAs, Sight

MOST_FOUND = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Onlooker:
    """A guardian of the pupil, as he stands in the list: with the mark that stands for his key in addresses."""

    mark: str
    guardian: Guardian
    tie: Guardianship

    @property
    def name(self) -> str:
        found = full_name(self.guardian)
        return "" if found == self.guardian.key else found

    @property
    def relation(self) -> Relation | None:
        return self.tie.relation if isinstance(self.tie.relation, Relation) else None

    @property
    def has_authority(self) -> bool:
        return self.tie.authority is True


@get("/s/{school:str}/reports/preview", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def preview(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    q: FromQuery[str] = "",
    pupil: FromQuery[str] = "",
    guardian: FromQuery[str] = "",
) -> Response[str]:
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        published, unsaved = _published(books, request.query_params)
        context: dict[str, Any] = {"q": q.strip()[:100], "unsaved": unsaved, "carried": _carried(request.query_params)}
        chosen = books.roll.pupil(pupil) if pupil else None
        if pupil and chosen is None:
            raise NotFoundException
        if chosen is None:
            context["found"] = books.roll.pupils(search=context["q"], limit=MOST_FOUND) if context["q"] else []
            looks_at(request, (each.key for each in context["found"]))
            context["groups"] = {each.key: str(each.name or each.key) for each in books.roll.groups()}
        else:
            looks_at(request, [chosen.key])
            context |= _of_pupil(request, desk, books, chosen, guardian, published)
    context |= {"active": "reports", "pupil": chosen, "NAMES": words.NAMES, "RELATIONS": RELATIONS}
    return page(request, "report_preview.html", **context)


@get("/s/{school:str}/reports/preview/card", opt={"act": Act.SEE_RECORDS}, sync_to_thread=True)
def preview_card(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    pupil: FromQuery[str] = "",
    guardian: FromQuery[str] = "",
    card: FromQuery[str] = "",
) -> Stream:
    """Open a report card that stands in what this guardian sees."""
    desk, visit = desk_of(request), visit_of(request.scope)
    assert visit.visitor is not None
    with desk.books(request.scope) as books:
        chosen = books.roll.pupil(pupil)
        if chosen is None:
            raise NotFoundException
        published, _ = _published(books, request.query_params)
        made = _of_pupil(request, desk, books, chosen, guardian, published).get("made", [])
        shown = {each.report_card: each for one in made for each in one.report.blocks if isinstance(each, Download)}
        if card not in shown:
            raise NotFoundException
        document = document_of(books, pupil, card)
        books.looks.note(
            [pupil], Sight.REPORT_CARD, SeenAs.STAFF, visit.visitor.name, account_id=visit.visitor.account_id
        )
        books.audit.write("report_card.opened", f"pupil {pupil}")
        return send_document(document, f"{full_name(chosen)} {shown[card].label.to(visit.language)}")


def _card_address(request: Asking, pupil: str, mark: str) -> Callable[[str], str]:
    """Return what makes the address at which a report card opens in this preview, with the choices not yet kept."""
    visit = visit_of(request.scope)
    assert visit.school is not None
    carried = dict(parse_qsl(_carried(request.query_params)))
    front = f"/s/{visit.school.code}/reports/preview/card"
    return lambda card: f"{front}?{urlencode({'pupil': pupil, 'guardian': mark, 'card': card, **carried})}"


def _published(books: Books, query: Mapping[str, str]) -> tuple[Published, ReportKind | None]:
    """Return what is published, with the choice that the address carries in its place."""
    known = books.publication.read()
    carried = of_address(query)
    if carried is None:
        return known, None
    kind, decided = carried
    return replace(known, kinds={**known.kinds, kind: decided}), kind if decided != known.of(kind) else None


def _carried(query: Mapping[str, str]) -> str:
    carried = of_address(query)
    return in_address(*carried) if carried else ""


def _of_pupil(  # noqa: PLR0913, PLR0917 - who looks, at whom, as whom, and by what decision
    request: Asking, desk: Desk, books: Books, pupil: Pupil, mark: str, published: Published
) -> dict[str, Any]:
    mine = own_family_of(books, visit_of(request.scope))
    if mine.has(Kind.PUPILS, pupil.key):
        return {"own": True, "onlookers": [], "as_": None}
    onlookers = _onlookers(books, pupil.key)
    as_ = next((each for each in onlookers if each.mark == mark), None)
    if mark and as_ is None:
        raise NotFoundException
    if as_ is not None and (as_.guardian.key in mine.guardians or mine.has(Kind.GUARDIANS, as_.guardian.key)):
        return {"own": True, "onlookers": [], "as_": None}
    seen = _seen(request, desk, books, pupil, as_, published) if as_ else {}
    return {"own": False, "onlookers": onlookers, "as_": as_, "look": look_of(books), **seen}


def _onlookers(books: Books, pupil: str) -> list[Onlooker]:
    ties = books.changes.guardianships(pupils=[pupil])
    people = books.changes.records(Kind.GUARDIANS, sorted({each.guardian for each in ties}))
    return [
        Onlooker(mark=mark_of_guardian(books, each.guardian), guardian=person, tie=each)
        for each in ties
        if isinstance(person := people.get(each.guardian), Guardian)
    ]


def _seen(  # noqa: PLR0913, PLR0917 - who looks, at whom, as whom, and by what decision
    request: Asking, desk: Desk, books: Books, pupil: Pupil, as_: Onlooker, published: Published
) -> dict[str, Any]:
    """Return what this guardian sees, and why where it is nothing. That it was looked at is noted for the parents."""
    visitor = visit_of(request.scope).visitor
    assert visitor is not None
    books.looks.note([pupil.key], Sight.REPORTS, SeenAs.STAFF, visitor.name, account_id=visitor.account_id)
    found = around(books, as_.guardian.key)
    history = read_as(books, as_.guardian.key, pupil.key, words.today(), found)
    made: list[Made] = list(reports_on(desk.registry, books, history, published)) if history else []
    by_law = sees_pupil(as_.guardian.key, pupil.key, found.family)
    nothing = None if history else WITHOUT_AUTHORITY if not as_.has_authority else NO_PARENT
    granted = None if by_law or history is None else BY_GRANT
    opens = _card_address(request, pupil.key, as_.mark)
    return {"made": made, "nothing": nothing, "granted": granted, "card_address": opens}


WITHOUT_AUTHORITY = Text(
    "Volgens de administratie heeft deze verzorger geen gezag, of weet de school het niet. Dan ziet hij of zij niets, "
    "tot uw school er toestemming voor geeft.",
    "According to the administration this guardian has no authority, or the school does not know. Then he or she sees "
    "nothing, until your school allows it.",
)
NO_PARENT = Text(
    "Deze verzorger is geen ouder of voogd. Dan ziet hij of zij niets, tot uw school er toestemming voor geeft.",
    "This guardian is no parent or legal guardian. Then he or she sees nothing, until your school allows it.",
)
BY_GRANT = Text(
    "Deze verzorger ziet dit omdat uw school er toestemming voor gaf.",
    "This guardian sees this because your school allowed it.",
)

REPORT_PREVIEW_ROUTES = (preview, preview_card)
