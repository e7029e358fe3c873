"""A school's register of processing (GDPR art. 30): what the hub itself does, and what its plugins declare."""

from collections.abc import Iterable, Iterator, Mapping

from hub.contract import Plugin, Staff
from hub.contract.manifest import TYPES, Subject, always
from hub.privacy.activities import Activity, Standing
from hub.privacy.own import OWN, OwnActivity
from hub.privacy.portals import of_portals
from hub.privacy.words import DIRECTIONS, OF_COLLEAGUES, SUBJECTS, WHOSE
from hub.records import Text, facts
from hub.registry import Registry
from hub.store import Books, PluginState, Terms


def register(registry: Registry, books: Books) -> list[Activity]:
    """Return every activity of the school in hand: the hub's own, what its portal gets, then those of its plugins.

    What is on comes first.

    A plugin that never was on has nothing of the school and is not in it.
    """
    states = books.plugins.states()
    terms = books.retention.terms()
    own = [_own(each, terms) for each in OWN]
    of_plugins = [each for key, plugin in registry.plugins.items() for each in _of_plugin(plugin, states.get(key))]
    elsewhere = [*of_portals(books), *of_plugins]
    return own + sorted(elsewhere, key=lambda one: (one.standing is Standing.OFF, one.plugin is not None, one.by.nl))


def forgotten_plugins(registry: Registry, books: Books) -> list[str]:
    """Return plugins that keep something of this school and are not installed any more: nobody can tell what it is."""
    return sorted(key for key in books.plugins.states() if key not in registry.plugins)


def _own(activity: OwnActivity, terms: Terms) -> Activity:
    return Activity(
        by=Text("De hub zelf", "The hub itself"),
        plugin=None,
        standing=Standing.ON,
        what=activity.what,
        purpose=activity.purpose,
        ground=activity.ground,
        whose=activity.whose,
        data=activity.data,
        recipients=activity.recipients,
        kept=activity.kept(terms),
    )


def _of_plugin(plugin: Plugin, state: PluginState | None) -> Iterator[Activity]:
    if state is None:
        return
    standing = Standing.ON if state.on else Standing.OFF
    for each in plugin.processes:
        subject = SUBJECTS[each.of]
        how = DIRECTIONS[each.direction]
        yield Activity(
            by=plugin.title,
            plugin=plugin.key,
            standing=standing,
            what=Text(f"{subject.nl}: {how.nl}", f"{subject.en}: {how.en}"),
            purpose=each.purpose,
            ground=each.ground,
            whose=WHOSE[each.of],
            data=field_words(each.of, each.fields),
            recipients=each.recipients,
            kept=each.kept,
        )


def field_words(of: Subject, names: Iterable[str]) -> tuple[Text, ...]:
    """Return fields as people call them, in the order of the record; those that every record has included."""
    wanted = set(names) | always(of)
    if of is Staff.COLLEAGUES:
        return tuple(label for name, label in OF_COLLEAGUES.items() if name in wanted)
    return tuple(fact.label for name, fact in facts(TYPES[of]).items() if name in wanted)


def as_json(activities: Iterable[Activity], language: str) -> list[Mapping[str, object]]:
    """Return the register for another program."""
    return [
        {
            "by": each.by.to(language),
            "plugin": each.plugin,
            "standing": each.standing.value,
            "what": each.what.to(language),
            "purpose": each.purpose.to(language),
            "ground": each.ground.value,
            "whose": each.whose.to(language),
            "data": [field.to(language) for field in each.data],
            "recipients": [name.to(language) for name in each.recipients],
            "kept": each.kept.to(language),
        }
        for each in activities
    ]


__all__ = ["Activity", "Standing", "as_json", "field_words", "forgotten_plugins", "register"]
