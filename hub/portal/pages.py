"""Pages: one template environment per language, compiled once and kept."""

from collections.abc import Callable
from functools import cache, partial
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response
from litestar.response import Redirect

from hub.contract import STATE_WORDS
from hub.portal import drawing, wording
from hub.portal.catalogue import LANGUAGES, translations
from hub.portal.desk import desk_of
from hub.portal.menus import menu_of
from hub.portal.notices import NOTICES, notice_of
from hub.portal.outcomes import ASKED, outcome
from hub.portal.rights import Act
from hub.portal.statics import static
from hub.portal.visits import Asking, Visit, form_token, visit_of
from hub.records import HistoryKind, Kind, Text
from hub.store import Freshness

TEMPLATES = Path(__file__).parent / "templates"
FAULT = "fault.html"
OTHER = {"nl": "en", "en": "nl"}


def page(request: Asking, template: str, *, status_code: int = 200, **context: Any) -> Response[str]:
    """Return a page in the visitor's language, with what every page shows around it."""
    language = visit_of(request.scope).language
    html = environment(language).get_template(template).render(context | around(request, is_fault=template == FAULT))
    return Response(html, media_type=MediaType.HTML, status_code=status_code)


def around(request: Asking, *, is_fault: bool = False) -> dict[str, Any]:
    """Return what every page shows around its own content; one that tells of a fault asks the database nothing."""
    visit, path = visit_of(request.scope), request.scope["path"]
    plugins = desk_of(request).plugins()
    return {
        "visit": visit,
        "form_token": form_token(request.scope),
        "address": _address(request),
        "menu": menu_of(visit, plugins, path),
        "notice": notice_of(request.query_params.get("notice", ""), plugins),
        "how_fresh": None if is_fault else _freshness(request),
    }


def _freshness(request: Asking) -> Freshness | None:
    """Return when the data of the school in the address was last found to be up to date, for its staff."""
    visit = visit_of(request.scope)
    if visit.school is None or not visit.may(Act.SEE_SCHOOL):
        return None
    with desk_of(request).books(request.scope) as books:
        return books.coupling.freshness()


def see(path: str, notice: str | None = None) -> Redirect:
    """Send the visitor on after a form, with a sentence that says what was done."""
    if notice is not None:
        assert notice in NOTICES, notice
        path += f"{'&' if '?' in path else '?'}notice={notice}"
    return Redirect(path, status_code=303)


def _address(request: Asking) -> str:
    query = request.scope["query_string"].decode("latin-1")
    return request.scope["path"] + (f"?{query}" if query else "")


@cache
def environment(language: str) -> Environment:
    """Return the templates in `language`; each is read and compiled at its first use and kept."""
    return make_environment(language, FileSystemLoader(TEMPLATES), translations(language), static)


def make_environment(
    language: str, loader: BaseLoader, said: NullTranslations, static_: Callable[[str], str]
) -> Environment:
    """Return an environment with the words, filters and tables that every template may use."""
    assert language in LANGUAGES, language
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The extension adds this method at run time.
    made.install_gettext_translations(said, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"language": language, "other_language": OTHER[language], "static": static_}
    made.globals |= {"CHANGE_STATES": STATE_WORDS, "ASKED": ASKED, "PAPER_STATES": wording.PAPER_STATES}
    made.globals |= {"KINDS": wording.KINDS, "HISTORIES": set(HistoryKind), "STATES": wording.STATES}
    made.globals |= {"ACTIONS": wording.ACTIONS, "COSTS": wording.COSTS, "ROLES": wording.ROLES}
    made.globals |= drawing.GLOBALS
    made.filters |= _filters(language)
    return made


def _filters(language: str) -> dict[str, Callable[..., Any]]:
    return {
        "t": partial(_said, language=language),
        "day": partial(wording.day, language=language),
        "moment": partial(wording.moment, language=language),
        "ago": partial(wording.ago, language=language),
        "soon": partial(wording.soon, language=language),
        "clock": wording.clock,
        "figure": partial(wording.figure, language=language),
        "seconds": partial(wording.seconds, language=language),
        "words": partial(_words, language=language),
        "field_words": partial(_field_words, language=language),
        "outcome": outcome,
        "shown_changes": wording.shown_changes,
        "full_name": wording.full_name,
        "sorted_name": wording.sorted_name,
    }


def _said(text: Text, language: str) -> str:
    return text.to(language)


def _words(value: Any, names: dict[str, str] | None = None, *, language: str) -> str:
    return wording.value_words(value, language, names)


def _field_words(value: Any, kind: Kind, name: str, names: dict[str, str], *, language: str) -> str:
    return wording.value_words(wording.dated(kind, name, value), language, names)


__all__ = ["Visit", "around", "environment", "make_environment", "page", "see"]
