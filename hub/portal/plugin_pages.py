"""The pages of plugins, behind the same door as the hub's own, each within a time limit."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any
from urllib.parse import parse_qs, quote

import msgspec
from litestar import MediaType, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.exceptions import MethodNotAllowedException, NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect, ServerSentEvent, ServerSentEventMessage

from hub.contract import Colleague, Plugin, School, as_secrets, as_values, read_settings
from hub.contract.pages import Answer, Asked, Beat, File, Form, Html, Json, Live, NotAllowedError, Page, SeeOther
from hub.contract.pages import Visitor as PluginVisitor
from hub.contract.rights import Right
from hub.portal.deciding import school_desk
from hub.portal.desk import Desk, desk_of
from hub.portal.menus import front_of
from hub.portal.pages import around
from hub.portal.plugin_folders import plugin_environment
from hub.portal.rights import ACTS, Act
from hub.portal.visits import Asking, visit_of
from hub.records import Text
from hub.registry import PluginFailedError
from hub.store import PluginRows

PATHS = ["/s/{school:str}/p/{key:str}", "/s/{school:str}/p/{key:str}/{rest:path}"]
MOST_NUMBER = 2**62
BEATS = 300
"""So many looks one stream takes; the browser asks anew after that, and shows its session again."""


# These two go to a thread by themselves: Litestar 2.25 puts a `def` handler of two paths in a thread twice.
@get(PATHS, opt={"act": Act.OWN_ACCOUNT})
async def plugin_page(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    key: FromPath[str],
    rest: FromPath[str] = "",
) -> Response[Any]:
    return await sync_to_thread(_served, request, key, rest, "GET", Form())


@post(PATHS, opt={"act": Act.OWN_ACCOUNT}, status_code=200)
async def plugin_form(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    key: FromPath[str],
    rest: FromPath[str] = "",
) -> Response[Any]:
    sent = await request.form()
    fields = {name: [each for each in sent.getall(name) if isinstance(each, str)] for name in sent}
    return await sync_to_thread(_served, request, key, rest, "POST", Form(fields))


@dataclass(frozen=True)
class _Turn:
    """One request for one page of a plugin that is on."""

    request: Asking
    desk: Desk
    plugin: Plugin
    page: Page
    values: Mapping[str, Any]
    form: Form

    @property
    def school(self) -> School:
        entry = visit_of(self.request.scope).school
        assert entry is not None
        return School(entry.code, entry.name)

    def run(self, call: Callable[[], Any]) -> Any:
        """Run the plugin's own code within its time limit; a fault is noted on the school's page."""
        task = f"page {self.page.method} {self.page.path}".strip()
        try:
            return self.desk.registry.run(self.plugin.key, task, call, school=self.school)
        except PluginFailedError as error:
            title, fault = self.page.title, error.fault
            named = Text(f"De pagina ‘{title.nl}’: {fault.text.nl}", f"The page ‘{title.en}’: {fault.text.en}")
            if not fault.paused:
                with self.desk.books(self.request.scope) as books:
                    books.plugins.note_fault(self.plugin.key, task, fault.error, named)
            raise

    def answered(self) -> Response[Any]:
        """Ask the page, and make of its answer what goes over the line. All of it is the plugin's own code."""
        answer: Answer = self.page.answer(self.asked())
        for of_kind, made in ANSWERS.items():
            if isinstance(answer, of_kind):
                return made(self, answer)
        raise TypeError(
            f"a page answers with one of {[each.__name__ for each in ANSWERS]}, not {type(answer).__name__}"
        )

    def asked(self) -> Asked:
        visit = visit_of(self.request.scope)
        assert visit.visitor is not None
        assert visit.school is not None
        query = parse_qs(self.request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return Asked(
            school=self.school,
            settings=self._settings(),
            visitor=PluginVisitor(visit.visitor.name, visit.by, visit.language),
            front=front_of(visit.school.code, self.plugin.key),
            path=self.values,
            query=Form(query),
            form=self.form,
            desk=school_desk(self.desk, visit),
            tables=PluginRows(self.desk.store, visit.school.id, self.plugin.key, visit.by),
            now=datetime.now(UTC),
            may=lambda right: visit.may(ACTS[right]),
            colleagues=self._colleagues,
            save=self._save,
        )

    def _settings(self) -> Any:
        if self.plugin.settings is None:
            return None
        with self.desk.books(self.request.scope) as books:
            return read_settings(self.plugin.settings, books.plugins.settings(self.plugin.key))

    def _colleagues(self) -> Sequence[Colleague]:
        with self.desk.books(self.request.scope) as books:
            return books.colleagues()

    def _save(self, settings: Any) -> None:
        if not visit_of(self.request.scope).may(ACTS[Right.SET_PLUGINS]):
            raise NotAllowedError
        if self.plugin.settings is None or not isinstance(settings, self.plugin.settings):
            raise TypeError(f"{type(settings).__name__} are not the settings of {self.plugin.key}")
        with self.desk.books(self.request.scope) as books:
            books.plugins.save(self.plugin.key, as_values(settings), as_secrets(settings))


def _served(request: Asking, key: str, rest: str, method: str, form: Form) -> Response[Any]:
    desk, visit = desk_of(request), visit_of(request.scope)
    if key not in visit.plugins_on:
        raise NotFoundException
    plugin = desk.plugins()[key]
    page, values = _page(plugin, rest.strip("/"), method)
    if not visit.may(ACTS[page.right]):
        raise PermissionDeniedException
    turn = _Turn(request, desk, plugin, page, values, form)
    answer: Response[Any] = turn.run(turn.answered)
    return answer


def _page(plugin: Plugin, path: str, method: str) -> tuple[Page, Mapping[str, Any]]:
    """Return the page at a path with the values in it. The first one that fits counts."""
    fitting = [(each, values) for each in plugin.pages if (values := _values(each.path, path)) is not None]
    if not fitting:
        raise NotFoundException
    for page, values in fitting:
        if page.method == method:
            return page, values
    raise MethodNotAllowedException


def _values(pattern: str, path: str) -> Mapping[str, Any] | None:
    found = _compiled(pattern).fullmatch(path)
    if found is None:
        return None
    numbers = {name for name in found.groupdict() if f"{{{name}:int}}" in pattern}
    values = {name: int(text) if name in numbers else text for name, text in found.groupdict().items()}
    return None if any(int(values[name]) > MOST_NUMBER for name in numbers) else values


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)(:int)?\}", pattern)
    made = re.escape(parts[0])
    for name, number, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        made += f"(?P<{name}>{'[0-9]{1,19}' if number else '[^/]+'})" + re.escape(text)
    return re.compile(made)


def _html(turn: _Turn, answer: Html) -> Response[bytes]:
    language = visit_of(turn.request.scope).language
    front = front_of(turn.school.code, turn.plugin.key)
    context = {"front": front, "title": turn.page.title, **answer.context, **around(turn.request)}
    html = plugin_environment(turn.plugin, language).get_template(answer.template).render(context)
    # Encoded here, within the plugin's turn: what cannot be encoded is its fault, and is told as such.
    return Response(html.encode(), media_type=MediaType.HTML, status_code=answer.status)


def _json(_turn: _Turn, answer: Json) -> Response[bytes]:
    content = msgspec.json.encode(answer.value)
    return Response(content, media_type=MediaType.JSON, status_code=answer.status)


def _file(_turn: _Turn, answer: File) -> Response[bytes]:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(answer.name, safe='')}"}
    return Response(answer.content, media_type=answer.media_type, headers=headers)


def _see_other(turn: _Turn, answer: SeeOther) -> Redirect:
    path = answer.path
    if not path.startswith("/s/"):
        path = f"{front_of(turn.school.code, turn.plugin.key)}/{path}".rstrip("/")
    if answer.notice is not None:
        if answer.notice not in {each.code for each in turn.plugin.notices}:
            raise ValueError(f"plugin {turn.plugin.key} declares no notice {answer.notice!r}")
        path += f"{'&' if '?' in path else '?'}notice={turn.plugin.key}.{answer.notice}"
    return Redirect(path, status_code=303)


def _live(turn: _Turn, answer: Live) -> ServerSentEvent:
    mark = turn.request.headers.get("last-event-id", "")
    return ServerSentEvent(_beats(turn, answer, mark), headers={"Cache-Control": "no-store"})


async def _beats(turn: _Turn, live: Live, mark: str) -> AsyncIterator[ServerSentEventMessage]:
    """Look, tell and wait. A look that fails ends the stream: the browser comes back, and finds out why."""
    for _ in range(BEATS):
        beat: Beat | None = await sync_to_thread(turn.run, partial(live.look, mark))
        if beat is not None:
            mark = beat.mark
            yield ServerSentEventMessage(data=msgspec.json.encode(beat.value).decode(), id=mark)
        else:
            # So that a reader who has gone is noticed; pages listen to messages without a name.
            yield ServerSentEventMessage(event="rest", data="")
        await asyncio.sleep(live.every)


ANSWERS: Mapping[type, Callable[[_Turn, Any], Response[Any]]] = {
    Html: _html,
    Json: _json,
    File: _file,
    SeeOther: _see_other,
    Live: _live,
}

PLUGIN_PAGE_ROUTES = (plugin_page, plugin_form)

__all__ = ["PLUGIN_PAGE_ROUTES"]
