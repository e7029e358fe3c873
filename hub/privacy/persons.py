"""One person at a school: what the hub and its plugins have of him, and erasing all of it at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.contract import Exempt, HubError, Plugin, Shredder
from hub.records import Kind, Text
from hub.registry import PluginFailedError, Registry
from hub.store import Books, CannotEraseError
from hub.store.places import PLACES
from hub.store.plugin_persons import rows_of_person, schemas_of_plugins

SUMMED: Mapping[str, str] = {"pupils": "pupil", "guardians": "guardian"}
"""Counts of erasing that stand under the name of a kind."""
HISTORY = Text("Resultaten en rapporten", "Results and report cards")


class PluginKeepsError(HubError):
    """A plugin could not say or erase what it keeps of a person. Nothing was erased; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """What erasing would remove, in counts per sort in plain words, and what stays with the reason."""

    gone: tuple[tuple[Text, int], ...]
    stays: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was removed; `proof` is the number of the entry in the school's audit trail."""

    gone: tuple[tuple[Text, int], ...]
    rows: Mapping[str, int]
    proof: int


def kept_by_plugins(registry: Registry, books: Books, kind: Kind, key: str) -> dict[str, Mapping[str, Any]]:
    """Return what every plugin keeps of a person, on or off, by plugin; those that keep nothing are not in it.

    Raises `PluginKeepsError` where one cannot say.
    """
    found = {}
    for plugin, shredder in _shredders(registry, books):
        with rows_of_person(books, plugin.key, kind, key) as tables:
            said = _asked(registry, books, plugin, "find", lambda: shredder.find(kind, key, tables))  # noqa: B023 - called at once
        if said:
            found[plugin.key] = said
    return found


def foretell(registry: Registry, books: Books, kind: Kind, key: str) -> Foretold:
    """Return what erasing a person would do, changing nothing. Raises `CannotEraseError` or `PluginKeepsError`."""
    rows = books.erasure.preview(kind, key)
    rows |= {f"plugin:{plugin}": _size(said) for plugin, said in kept_by_plugins(registry, books, kind, key).items()}
    return Foretold(gone=in_words(registry, rows), stays=what_stays(registry, books))


def erase(registry: Registry, books: Books, kind: Kind, key: str) -> Erased:
    """Erase a person from the hub and from every plugin, in the transaction of the books: all of it or nothing.

    Raises `CannotEraseError` or `PluginKeepsError`.
    """
    books.erasure.must_be_gone(kind, key)
    elsewhere: dict[str, int] = {}
    for plugin, shredder in _shredders(registry, books):
        with rows_of_person(books, plugin.key, kind, key) as tables:
            gone = _asked(registry, books, plugin, "erase", lambda: shredder.erase(kind, key, tables))  # noqa: B023 - called at once
            if left := _asked(registry, books, plugin, "find", lambda: shredder.find(kind, key, tables)):  # noqa: B023 - as above
                raise PluginKeepsError(_still_keeps(plugin, len(left)))
        elsewhere[f"plugin:{plugin.key}"] = int(gone)
    rows, proof = books.erasure.erase_proven(kind, key, elsewhere)
    return Erased(gone=in_words(registry, rows), rows=rows, proof=proof)


def in_words(registry: Registry, rows: Mapping[str, int]) -> tuple[tuple[Text, int], ...]:
    """Return counts of tables and plugins by what people call them, the largest first."""
    summed: dict[Text, int] = {}
    for table, number in rows.items():
        label = _label(registry, table)
        summed[label] = summed.get(label, 0) + number
    return tuple(sorted(((label, number) for label, number in summed.items() if number), key=lambda one: -one[1]))


def what_stays(registry: Registry, books: Books) -> tuple[tuple[Text, Text], ...]:
    """Return what erasing leaves, with the reason: in plain words."""
    kept = [(place.label, place.stays) for place in PLACES.values() if place.stays is not None]
    kept += [
        (plugin.title, plugin.shredder.reason)
        for plugin in registry.plugins.values()
        if isinstance(plugin.shredder, Exempt)
    ]
    for key in sorted(schemas_of_plugins(books) - registry.plugins.keys()):
        kept.append((Text(key, key), NOT_INSTALLED))
    return tuple(kept)


def _shredders(registry: Registry, books: Books) -> list[tuple[Plugin, Shredder]]:
    with_tables = schemas_of_plugins(books)
    return [
        (plugin, plugin.shredder)
        for plugin in registry.plugins.values()
        if isinstance(plugin.shredder, Shredder) and plugin.key in with_tables
    ]


def _asked(registry: Registry, books: Books, plugin: Plugin, what: str, call: Callable[[], Any]) -> Any:
    try:
        return registry.run(plugin.key, f"shredder {what}", call, school=books.school)
    except PluginFailedError:
        raise PluginKeepsError(_failed(plugin)) from None


def _label(registry: Registry, table: str) -> Text:
    if table.startswith("plugin:"):
        plugin = registry.plugins.get(table.removeprefix("plugin:"))
        name = plugin.title if plugin else Text(table, table)
        return Text(f"Bewaard door {name.nl}", f"Kept by {name.en}")
    if table == "history":
        return HISTORY
    place = PLACES.get(SUMMED.get(table, table))
    return place.label if place else Text(table, table)


def _size(said: Mapping[str, Any]) -> int:
    return sum(len(each) if isinstance(each, list | tuple | dict) else 1 for each in said.values())


def _failed(plugin: Plugin) -> Text:
    return Text(
        f"{plugin.title.nl} kon niet zeggen of wissen wat hij van deze persoon bewaart. Er is niets gewist. Probeer "
        "het over een minuut opnieuw; blijft het misgaan, waarschuw dan de beheerder van de hub.",
        f"{plugin.title.en} could not say or erase what it keeps of this person. Nothing was erased. Try again in a "
        "minute; if it keeps failing, tell the administrator of the hub.",
    )


def _still_keeps(plugin: Plugin, sorts: int) -> Text:
    return Text(
        f"{plugin.title.nl} zegt dat hij wiste, maar bewaart nog {sorts} soort(en) gegevens van deze persoon. Er is "
        "niets gewist. Meld dit bij de maker van de plug-in.",
        f"{plugin.title.en} says that it erased, but still keeps {sorts} sort(s) of data of this person. Nothing was "
        "erased. Tell the maker of the plugin.",
    )


NOT_INSTALLED = Text(
    "Deze plug-in heeft tabellen in de hub, maar is niet geïnstalleerd. De hub weet niet wat erin staat. Vraag de "
    "beheerder van de hub om de plug-in terug te zetten of zijn tabellen te verwijderen.",
    "This plugin has tables in the hub, but is not installed. The hub does not know what is in them. Ask the "
    "administrator of the hub to install the plugin again or to remove its tables.",
)
__all__ = ["CannotEraseError", "Erased", "Foretold", "PluginKeepsError", "erase", "foretell", "kept_by_plugins"]
