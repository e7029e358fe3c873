"""The templates, static files and sentences that a plugin brings, beside those of the hub that it may use."""

from collections.abc import Callable
from functools import cache
from gettext import NullTranslations

from babel.messages.pofile import read_po
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, TemplateNotFound
from jinja2.meta import find_referenced_templates
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hub.contract import Plugin
from hub.portal.catalogue import compiled, translations
from hub.portal.desk import desk_of
from hub.portal.pages import TEMPLATES, environment, make_environment
from hub.portal.rights import Act
from hub.portal.statics import StaticFile, files_in, served, static
from hub.portal.visits import Asking
from hub.registry import folder_of

OPEN_TO_PLUGINS = frozenset({"layout.html", "parts.html", "change_parts.html", "chart_parts.html", "report_parts.html"})
"""The hub's templates that a plugin may extend and import; they are part of its promise."""


@cache
def open_to_plugins() -> frozenset[str]:
    """Return those, and what they are themselves made of."""
    found: set[str] = set()
    waiting = set(OPEN_TO_PLUGINS)
    while waiting:
        name = waiting.pop()
        found.add(name)
        parsed = environment("nl").parse((TEMPLATES / name).read_text(encoding="utf-8"))
        waiting |= {each for each in find_referenced_templates(parsed) if each} - found
    return frozenset(found)


class _OfHub(FileSystemLoader):
    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in open_to_plugins():
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


@cache
def plugin_environment(plugin: Plugin, language: str) -> Environment:
    """Return the templates of a plugin in `language`. The hub's layout and parts come first, whatever it brings."""
    folder = folder_of(plugin, "templates")
    loaders: list[BaseLoader] = [_OfHub(TEMPLATES), *([FileSystemLoader(str(folder))] if folder else [])]
    own = plugin_files(plugin)

    def address_of(name: str) -> str:
        return own[name].address if name in own else static(name)

    return make_environment(language, ChoiceLoader(loaders), plugin_translations(plugin, language), address_of)


def plugin_translations(plugin: Plugin, language: str) -> NullTranslations:
    """Return the plugin's own translations to `language`, and behind them the hub's."""
    folder = folder_of(plugin, "locale")
    of_hub = translations(language)
    file = folder / language / "LC_MESSAGES" / f"{plugin.key}.po" if folder else None
    if file is None or not file.is_file():
        return of_hub
    with file.open("rb") as lines:
        own = compiled(read_po(lines, locale=language))
    own.add_fallback(of_hub)
    return own


@cache
def plugin_files(plugin: Plugin) -> dict[str, StaticFile]:
    """Read every static file of a plugin once, by name."""
    folder = folder_of(plugin, "static")
    return files_in(folder, f"/static/p/{plugin.key}") if folder else {}


@get("/static/p/{key:str}/{mark:str}/{name:str}", opt={"act": Act.PUBLIC, "for_anyone": True}, sync_to_thread=False)
def serve_plugin_file(request: Asking, key: FromPath[str], mark: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    plugin = desk_of(request).plugins().get(key)
    if plugin is None:
        raise NotFoundException
    return served(plugin_files(plugin).get(name), mark)
