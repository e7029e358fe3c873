"""Asking the plugins that a school turned on, with the settings that it gave them; and which of them is its LAS."""

from collections.abc import Iterator
from datetime import date

from hub.contract import ConfigurationError, Connector, ReadsFiles
from hub.contract.settings import SettingsRefusedError, read_settings
from hub.records import Text
from hub.registry import Registry
from hub.store.books import Books


def settings_of_those_on(
    registry: Registry, books: Books, hook: str | None = None
) -> Iterator[tuple[str, object | None]]:
    """Yield the settings of every plugin that is on, or of those that answer a hook.

    One that is set wrongly is named, and silences no other.
    """
    keys = registry.plugins.keys() if hook is None else registry.answering(hook)
    for key, given in books.plugins.settings_on(keys).items():
        declared = registry.plugins[key].settings
        try:
            yield key, read_settings(declared, given()) if declared else None
        except SettingsRefusedError as error:
            books.plugins.note_fault(key, "settings", type(error).__name__, error.text)


def days_off(registry: Registry, books: Books, first: date, last: date) -> frozenset[date]:
    """Return the days from `first` up to and including `last` on which the school is closed, as far as plugins say so.

    Where a plugin fails it is named, and its days count as working days.
    """
    on = dict(settings_of_those_on(registry, books))
    answers = registry.ask("days_off", on, school=books.school, first=first, last=last)
    for fault in answers.faults:
        books.plugins.note_fault(fault.plugin, fault.hook, fault.error, fault.text)
    return frozenset(day for _, days in answers.values for day in days)


def connectors(registry: Registry, books: Books) -> list[tuple[str, object]]:
    """Return the connectors of every plugin that is on for the school, with the plugin's key; note whoever fails."""
    on = dict(settings_of_those_on(registry, books))
    answers = registry.ask("las_connector", on, school=books.school)
    for fault in answers.faults:
        books.plugins.note_fault(fault.plugin, fault.hook, fault.error, fault.text)
    return [(key, value) for key, value in answers.values if value is not None]


def las_of(registry: Registry, books: Books) -> tuple[str, object]:
    """Return the school's LAS: the plugin's key and its connector.

    It is the plugin that the school chose; without a choice the only one that is on and pulls by itself, else the only
    one that reads files. Raises `ConfigurationError`, whose sentence says what to set.
    """
    chosen = books.plugins.las()
    if chosen is not None:
        return chosen, one_connector(registry, books, chosen)
    found = connectors(registry, books)
    pulling = [each for each in found if isinstance(each[1], Connector) and not isinstance(each[1], ReadsFiles)]
    candidates = pulling or [each for each in found if isinstance(each[1], ReadsFiles)]
    if len(candidates) == 1:
        return candidates[0]
    raise ConfigurationError(_choose([key for key, _ in candidates]) if candidates else NO_LAS)


def one_connector(registry: Registry, books: Books, key: str) -> object:
    """Return the connector of one plugin. Raises `ConfigurationError` where it is off, set wrongly or fails."""
    if key not in registry.plugins:
        raise ConfigurationError(_unusable(key))
    state = books.plugins.states().get(key)
    if state is None or not state.on:
        raise ConfigurationError(_off(key, registry.plugins[key].title))
    declared = registry.plugins[key].settings
    try:
        settings = read_settings(declared, books.plugins.settings(key)) if declared else None
    except SettingsRefusedError as error:
        raise ConfigurationError(_set_wrongly(registry.plugins[key].title, error.text)) from None
    answers = registry.ask("las_connector", {key: settings}, school=books.school)
    for fault in answers.faults:
        books.plugins.note_fault(fault.plugin, fault.hook, fault.error, fault.text)
        raise ConfigurationError(fault.text)
    for _, connector in answers.values:
        return connector
    raise ConfigurationError(_no_connector(key))


NO_LAS = Text(
    "Voor deze school staat geen koppeling met een LAS aan. Zet er een aan bij Plugins (of met 'hub plugin on').",
    "No coupling with a LAS is on for this school. Turn one on under Plugins (or with 'hub plugin on').",
)


def _choose(keys: list[str]) -> Text:
    named = ", ".join(keys)
    return Text(
        f"Er staat meer dan één koppeling met een LAS aan: {named}. Kies er een met 'hub school las BRIN NAAM'.",
        f"More than one coupling with a LAS is on: {named}. Choose one with 'hub school las BRIN KEY'.",
    )


def _unusable(key: str) -> Text:
    return Text(
        f"De plug-in {key} is hier niet of werkt niet. Kijk met 'hub check' wat eraan scheelt.",
        f"The plugin {key} is not here or does not work. See with 'hub check' what is wrong.",
    )


def _off(key: str, title: Text) -> Text:
    return Text(
        f"De koppeling met {title.nl} staat uit voor deze school. Zet haar aan bij Plugins (of met 'hub plugin on "
        f"{key}').",
        f"The coupling with {title.en} is off for this school. Turn it on under Plugins (or with 'hub plugin on "
        f"{key}').",
    )


def _set_wrongly(title: Text, problem: Text) -> Text:
    return Text(
        f"De koppeling met {title.nl} is niet goed ingesteld. {problem.nl}",
        f"The coupling with {title.en} is not set right. {problem.en}",
    )


def _no_connector(key: str) -> Text:
    return Text(
        f"De plug-in {key} is geen koppeling met een LAS. Kies een andere.",
        f"The plugin {key} is no coupling with a LAS. Choose another.",
    )
