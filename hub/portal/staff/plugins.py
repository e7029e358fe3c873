"""A school's plugins: which are on, what goes along with a switch, and how each is set."""

from base64 import b64encode
from typing import Any, TypeAlias

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath, FromQuery, URLEncodedBody

from hub.contract import Plugin
from hub.contract.secrets import Secret
from hub.contract.settings import (
    FieldType,
    SettingField,
    SettingsRefusedError,
    as_secrets,
    as_values,
    fields_of,
    read_settings,
)
from hub.portal.desk import Desk, desk_of
from hub.portal.pages import page, see
from hub.portal.rights import Act, may_switch
from hub.portal.visits import Asking, visit_of
from hub.records import Text
from hub.registry import SwitchPlan
from hub.store import Books

Form: TypeAlias = URLEncodedBody[dict[str, str]]


@get("/s/{school:str}/plugins", opt={"act": Act.SET_PLUGINS}, sync_to_thread=True)
def plugins(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        context: dict[str, Any] = {
            "states": books.plugins.states(),
            "faults": {each.key: each for each in books.plugins.faults()},
        }
    roles = visit_of(request.scope).roles
    rows = [(each, may_switch(roles, each.level)) for each in desk.plugins().values()]
    return page(request, "plugins.html", **context, rows=rows, broken=desk.registry.broken)


@get("/s/{school:str}/plugins/{key:str}", opt={"act": Act.SET_PLUGINS}, sync_to_thread=True)
def one_plugin(request: Asking, school: FromPath[str], key: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    return _plugin_page(request, _plugin(desk_of(request), key))


@post("/s/{school:str}/plugins/{key:str}", opt={"act": Act.SET_PLUGINS})
async def set_plugin(request: Asking, school: FromPath[str], key: FromPath[str]) -> Response[Any]:
    sent = await request.form()
    data = {name: await _as_text(value) for name, value in sent.multi_items()}
    await sent.close()
    return await sync_to_thread(_set_plugin, request, school, key, data)


async def _as_text(value: Any) -> str:
    """Return what a form sent; a file as base64, in which a setting keeps it."""
    return b64encode(await value.read()).decode("ascii") if isinstance(value, UploadFile) else str(value)


def _set_plugin(request: Asking, school: str, key: str, data: dict[str, str]) -> Response[Any]:
    desk = desk_of(request)
    plugin = _settable(request, key)
    if plugin.settings is None:
        raise NotFoundException
    with desk.books(request.scope) as books:
        known = books.plugins.settings(key)
        kept = {name: value for name, value in known.items() if isinstance(value, Secret)}
        try:
            made: Any = read_settings(plugin.settings, _given(fields_of(plugin.settings), data, known), kept=kept)
        except SettingsRefusedError as error:
            problems = error.problems
        else:
            fresh = {name: value for name, value in as_secrets(made).items() if data.get(name)}
            books.plugins.save(key, as_values(made), fresh)
            return see(f"/s/{school}/plugins/{key}", "saved")
    return _plugin_page(request, plugin, data, problems, status_code=422)


def _given(declared: tuple[SettingField, ...], data: dict[str, str], known: dict[str, Any]) -> dict[str, Any]:
    """Return what a form says of each field; a browser says nothing of a switch that is off.

    What a page of the plugin's own sets stays as it is known.
    """
    asked = (each for each in declared if not each.own_page)
    given = {
        each.name: each.name in data if each.type is FieldType.SWITCH else data.get(each.name, "") for each in asked
    }
    return {**{each.name: known[each.name] for each in declared if each.own_page and each.name in known}, **given}


def _plugin_page(
    request: Asking,
    plugin: Plugin,
    data: dict[str, str] | None = None,
    problems: dict[str, Text] | None = None,
    status_code: int = 200,
) -> Response[str]:
    with desk_of(request).books(request.scope) as books:
        known = books.plugins.settings(plugin.key)
        context: dict[str, Any] = {
            "state": books.plugins.states().get(plugin.key),
            "faults": [each for each in books.plugins.faults() if each.key == plugin.key],
        }
    declared = tuple(each for each in fields_of(plugin.settings) if not each.own_page) if plugin.settings else ()
    context |= {"fields": declared, "values": _shown(declared, known, data), "problems": problems or {}}
    context |= {"labels": {each.name: each.label for each in declared}, "sealed": _sealed(declared, known)}
    mine = may_switch(visit_of(request.scope).roles, plugin.level)
    return page(request, "plugin.html", status_code=status_code, plugin=plugin, mine=mine, **context)


def _shown(declared: tuple[SettingField, ...], known: dict[str, Any], data: dict[str, str] | None) -> dict[str, Any]:
    """Return the value of each field as the form shows it. A secret is not among them, whatever it is."""
    given = known if data is None else _given(declared, data, known)
    plain = (each for each in declared if each.type is not FieldType.SECRET)
    values = {each.name: given.get(each.name, each.default) for each in plain}
    return {name: getattr(value, "value", value) for name, value in values.items()}


def _sealed(declared: tuple[SettingField, ...], known: dict[str, Any]) -> set[str]:
    return {each.name for each in declared if each.type is FieldType.SECRET and known.get(each.name)}


@get("/s/{school:str}/plugins/{key:str}/switch", opt={"act": Act.SET_PLUGINS}, sync_to_thread=True)
def confirm_switch(
    request: Asking,
    school: FromPath[str],  # noqa: ARG001 - in the address
    key: FromPath[str],
    on: FromQuery[bool],
) -> Response[str]:
    desk, plugin = desk_of(request), _settable(request, key)
    with desk.books(request.scope) as books:
        plan = desk.registry.plan_switch(key, on, _on_now(desk, books))
    return page(request, "switch.html", plugin=plugin, changed=False, **_shown_plan(desk, plan, on=on))


@post("/s/{school:str}/plugins/{key:str}/switch", opt={"act": Act.SET_PLUGINS}, sync_to_thread=True)
def switch(request: Asking, school: FromPath[str], key: FromPath[str], data: Form) -> Response[Any]:
    """Switch exactly what was shown and confirmed; where it would now be something else, show that."""
    desk, plugin = desk_of(request), _settable(request, key)
    on = data.get("on") == "true"
    with desk.books(request.scope) as books:
        plan = desk.registry.plan_switch(key, on, _on_now(desk, books))
        confirmed = data.get("plan", "") == plan_text(plan)
        if confirmed:
            _insist(request, desk, plan)
            for each in plan.turn_off:
                books.plugins.switch(each, on=False)
            for each in plan.turn_on:
                books.plugins.switch(each, on=True)
    if not confirmed:
        context = _shown_plan(desk, plan, on=on)
        return page(request, "switch.html", status_code=409, plugin=plugin, changed=True, **context)
    return see(f"/s/{school}/plugins", "switched_on" if on else "switched_off")


def plan_text(plan: SwitchPlan) -> str:
    """Return a switch plan as a form carries it back, to see that it is still the same."""
    return " ".join([*(f"-{key}" for key in plan.turn_off), *(f"+{key}" for key in plan.turn_on)])


@post("/s/{school:str}/plugins/{key:str}/fault", opt={"act": Act.SET_PLUGINS}, sync_to_thread=True)
def clear_fault(request: Asking, school: FromPath[str], key: FromPath[str]) -> Response[Any]:
    plugin = _settable(request, key)
    with desk_of(request).books(request.scope) as books:
        books.plugins.clear_fault(plugin.key)
        books.audit.write("plugin.fault_cleared", plugin.key)
    return see(f"/s/{school}/plugins/{key}", "fault_cleared")


def _insist(request: Asking, desk: Desk, plan: SwitchPlan) -> None:
    """Refuse a plan that takes along a plugin which is not this person's to switch."""
    roles = visit_of(request.scope).roles
    if not all(may_switch(roles, desk.plugins()[each].level) for each in (*plan.turn_on, *plan.turn_off)):
        raise PermissionDeniedException


def _plugin(desk: Desk, key: str) -> Plugin:
    found = desk.plugins().get(key)
    if found is None:
        raise NotFoundException
    return found


def _settable(request: Asking, key: str) -> Plugin:
    plugin = _plugin(desk_of(request), key)
    if not may_switch(visit_of(request.scope).roles, plugin.level):
        raise PermissionDeniedException
    return plugin


def _on_now(desk: Desk, books: Books) -> set[str]:
    return {key for key, state in books.plugins.states().items() if state.on and key in desk.plugins()}


def _shown_plan(desk: Desk, plan: SwitchPlan, *, on: bool) -> dict[str, Any]:
    titles = {key: plugin.title for key, plugin in desk.plugins().items()}
    return {"on": on, "plan": plan, "plan_text": plan_text(plan), "titles": titles}


PLUGIN_ROUTES = (plugins, one_plugin, set_plugin, confirm_switch, switch, clear_fault)
