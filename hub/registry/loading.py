"""Finding plugins and proving that they can be used. Whatever is wrong with one, the others load."""

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import distributions
from typing import Any

import pluggy
from packaging.specifiers import InvalidSpecifier, SpecifierSet

import hub
from hub.contract import Plugin, fields_of, hooks
from hub.contract.manifest import manifest_faults
from hub.records import Text
from hub.records.signs import not_shown
from hub.registry.answers import BrokenPlugin
from hub.registry.folders import folder_of

GROUP = "hub.plugins"
SPECS: Mapping[str, Callable[..., Any]] = {
    name: spec for name, spec in vars(hooks).items() if hasattr(spec, f"{hooks.PROJECT}_spec")
}
"""The hooks that there are, by name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A plugin's function for one hook, and which of the hook's arguments it takes."""

    function: Callable[..., Any]
    names: tuple[str, ...]

    def to(self, arguments: Mapping[str, Any]) -> Any:
        """Ask the plugin."""
        return self.function(*[arguments[name] for name in self.names])


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plugin that can be used, and how to ask it: by hook, for those that it answers."""

    plugin: Plugin
    answers: Mapping[str, Answer]


class _UnusableError(Exception):
    """This plugin cannot be used; `text` says why and what to do."""

    def __init__(self, nl: str, en: str) -> None:
        super().__init__(nl)
        self.text = Text(nl, en)


def installed() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield every entry point of the group: its name and what loads it. A distribution that cannot be read has none."""
    seen = set()
    for distribution in distributions():
        try:
            name, points = distribution.metadata["Name"], distribution.entry_points
        except Exception:  # noqa: BLE001, S112 - somebody else's damaged metadata; it concerns the hub only as a plugin
            continue
        if name in seen:
            continue
        seen.add(name)
        for point in points:
            if point.group == GROUP:
                yield point.name, point.load


def load_all(found: Iterable[tuple[str, Callable[[], Any]]]) -> tuple[dict[str, Loaded], list[BrokenPlugin]]:
    """Load what was found; what cannot be used is told. Of two plugins with one key neither is used."""
    loaded: dict[str, Loaded] = {}
    broken: list[BrokenPlugin] = []
    twice: set[str] = set()
    for name, load in found:
        one = _load(name, load)
        if isinstance(one, BrokenPlugin):
            broken.append(one)
        elif one.plugin.key in loaded:
            twice.add(one.plugin.key)
        else:
            loaded[one.plugin.key] = one
    broken += [_twice(loaded.pop(key).plugin) for key in sorted(twice)]
    return loaded, broken + _without_requirements(loaded)


def _load(name: str, load: Callable[[], Any]) -> Loaded | BrokenPlugin:
    try:
        plugin, module = _front_door(load())
        name = plugin.key
        _prove(plugin)
        return Loaded(plugin, _implementations(plugin, module))
    except _UnusableError as error:
        return BrokenPlugin(name, error.text)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - code of others may raise anything, such as SystemExit
        return BrokenPlugin(name, _does_not_load(name, error))


def _front_door(loaded: Any) -> tuple[Plugin, Any]:
    """Return the declaration and the package with the hooks, of either of the two."""
    if isinstance(loaded, Plugin):
        return loaded, sys.modules.get(loaded.package) or import_module(loaded.package)
    plugin = getattr(loaded, "plugin", None)
    if not isinstance(plugin, Plugin):
        raise _UnusableError(
            "Het beginpunt van deze plug-in verwijst niet naar `plugin = Plugin(…)`. Meld het bij de maker.",
            "The entry point of this plugin does not lead to `plugin = Plugin(…)`. Tell its maker.",
        )
    return plugin, loaded


def _prove(plugin: Plugin) -> None:
    try:
        fits = SpecifierSet(plugin.hub).contains(hub.__version__, prereleases=True)
    except InvalidSpecifier as error:
        raise _UnusableError(
            f"De plug-in noemt {plugin.hub!r} als versies van de hub; dat is geen reeks. Meld het bij de maker.",
            f"The plugin names {plugin.hub!r} as versions of the hub, which is no range. Tell its maker.",
        ) from error
    if not fits:
        raise _UnusableError(
            f"De plug-in werkt met versie {plugin.hub} van de hub; dit is {hub.__version__}. "
            "Installeer een versie van de plug-in die erbij past.",
            f"The plugin works with version {plugin.hub} of the hub; this is {hub.__version__}. "
            "Install a version of the plugin that fits.",
        )
    if not all((plugin.title.nl, plugin.title.en, plugin.description.nl, plugin.description.en)):
        raise _UnusableError(
            "De plug-in heeft geen titel of beschrijving in het Nederlands en het Engels. Meld het bij de maker.",
            "The plugin has no title or description in Dutch and in English. Tell its maker.",
        )
    if plugin.settings is not None:
        fields_of(plugin.settings)
    if faults := list(manifest_faults(plugin.processes)):
        raise _UnusableError(
            f"De plug-in geeft verkeerd op welke persoonsgegevens hij gebruikt. Meld dit bij de maker: {faults[0]}.",
            f"The plugin declares wrongly which personal data it uses. Tell its maker: {faults[0]}.",
        )
    if sign := next(filter(None, map(not_shown, _said_of(plugin))), None):
        raise _UnusableError(
            f"De titel, beschrijving of opgave van de plug-in bevat een teken dat niet te tonen is ({sign}). Meld het "
            "bij de maker.",
            f"The title, description or declaration of the plugin holds a sign that cannot be shown ({sign}). Tell its "
            "maker.",
        )
    if plugin.processes and plugin.shredder is None and folder_of(plugin, "migrations") is not None:
        raise _UnusableError(
            "De plug-in gebruikt gegevens van personen en bewaart zelf iets, maar zegt niet hoe dat gewist wordt. Meld "
            "dit bij de maker: er moet een `shredder` in de plug-in staan.",
            "The plugin uses data of persons and keeps something itself, but does not say how that is erased. Tell its "
            "maker: the plugin needs a `shredder`.",
        )


def _said_of(plugin: Plugin) -> Iterator[str]:
    """Yield what a plugin says of itself to schools."""
    declared = [text for each in plugin.processes for text in (each.purpose, each.kept)]
    for text in (plugin.title, plugin.description, *declared):
        yield from (text.nl, text.en)


def _implementations(plugin: Plugin, module: Any) -> Mapping[str, Answer]:
    """Give the plugin a pluggy of its own, so that its mistakes stay its own, and no order or cache is shared."""
    pluggings = pluggy.PluginManager(hooks.PROJECT)
    pluggings.add_hookspecs(hooks)
    try:
        pluggings.register(module, name=plugin.key)
        pluggings.check_pending()
    except pluggy.PluginValidationError as error:
        raise _does_not_fit(" ".join(str(error).split())) from error
    found = {name: getattr(pluggings.hook, name).get_hookimpls() for name in SPECS}
    for name, implementations in found.items():
        _prove_implementations(name, implementations, module)
    return {name: Answer(each[0].function, each[0].argnames) for name, each in found.items() if each}


def _prove_implementations(name: str, implementations: list[pluggy.HookImpl], module: Any) -> None:
    """Refuse what would make the one plain function of a hook mean something else, or nothing."""
    if not implementations and inspect.isfunction(getattr(module, name, None)):
        raise _does_not_fit(f"{name} is a hook, but @hookimpl does not stand above it")
    if len(implementations) > 1:
        raise _does_not_fit(f"{name} is answered more than once")
    for each in implementations:
        if each.kwargnames:
            raise _does_not_fit(f"{name} gives {each.kwargnames[0]} a default, so that it would never get it")
        if each.wrapper or each.hookwrapper or inspect.iscoroutinefunction(each.function):
            raise _does_not_fit(f"{name} is a wrapper or async; a plugin answers a hook with a plain function")


def _without_requirements(loaded: dict[str, Loaded]) -> list[BrokenPlugin]:
    """Take the plugins away whose requirements are not there, or go round in a circle, and tell why."""
    broken: dict[str, BrokenPlugin] = {}
    while lacking := {key: lacks for key, one in loaded.items() if (lacks := one.plugin.requires - loaded.keys())}:
        broken |= {key: _lacks(loaded.pop(key).plugin, lacks) for key, lacks in lacking.items()}
    while circle := _circle({key: one.plugin.requires for key, one in loaded.items()}):
        broken |= {key: _goes_round(loaded.pop(key).plugin, circle) for key in circle}
    return [broken[key] for key in sorted(broken)]


def _circle(requires: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the plugins that can never be turned on one after another, or nothing."""
    ready: set[str] = set()
    while more := {key for key in requires.keys() - ready if requires[key] <= ready}:
        ready |= more
    return frozenset(requires.keys() - ready)


def _does_not_fit(found: str) -> _UnusableError:
    return _UnusableError(
        f"De plug-in past niet op de vragen van de hub. Meld dit bij de maker: {found}.",
        f"The plugin does not fit the hooks of the hub. Tell its maker: {found}.",
    )


def _does_not_load(name: str, error: BaseException) -> Text:
    found = f"{type(error).__name__}: {error}"
    return Text(
        f"De plug-in {name} kan niet worden geladen. Installeer hem opnieuw, of meld dit bij de maker: {found}",
        f"The plugin {name} cannot be loaded. Install it again, or tell its maker: {found}",
    )


def _twice(plugin: Plugin) -> BrokenPlugin:
    return BrokenPlugin(
        plugin.key,
        Text(
            f"Twee plug-ins heten allebei {plugin.key}. De hub gebruikt er geen van; verwijder er één.",
            f"Two plugins are both called {plugin.key}. The hub uses neither; remove one.",
        ),
    )


def _lacks(plugin: Plugin, lacks: frozenset[str]) -> BrokenPlugin:
    names = ", ".join(sorted(lacks))
    return BrokenPlugin(
        plugin.key,
        Text(
            f"{plugin.title.nl} werkt niet zonder {names}, en dat is hier niet te gebruiken. Installeer het ook.",
            f"{plugin.title.en} does not work without {names}, which cannot be used here. Install that too.",
        ),
    )


def _goes_round(plugin: Plugin, circle: frozenset[str]) -> BrokenPlugin:
    names = ", ".join(sorted(circle))
    return BrokenPlugin(
        plugin.key,
        Text(
            f"{plugin.title.nl} kan niet aan: plug-ins hebben elkaar in een kring nodig ({names}). "
            "Meld het bij de makers.",
            f"{plugin.title.en} cannot be turned on: plugins require each other in a circle ({names}). "
            "Tell their makers.",
        ),
    )
