"""Letting the plugins of a school hear what happened there."""

import logging

from hub.contract import Event, School
from hub.registry import Registry
from hub.store import Store
from hub.store.asking import settings_of_those_on

_log = logging.getLogger(__name__)


def let_plugins_hear(store: Store, registry: Registry) -> None:
    """Ask the hook `heard` of every plugin that is on, after each event is kept. A failing plugin is named."""

    def listener(school: School, event: Event) -> None:
        try:
            _tell(store, registry, school, event)
        except Exception as error:  # noqa: BLE001 - what happened is kept already; hearing of it may not undo that
            _log.warning("an event was not heard: %s", type(error).__name__)

    store.listeners.append(listener)


def _tell(store: Store, registry: Registry, school: School, event: Event) -> None:
    with store.open(school.code) as books:
        on = dict(settings_of_those_on(registry, books))
    answers = registry.ask("heard", on, school=school, event=event)
    if answers.faults:
        with store.open(school.code) as books:
            for fault in answers.faults:
                books.plugins.note_fault(fault.plugin, fault.hook, fault.error, fault.text)
