"""Pulling from the school's LAS: the intake of whatever it says now."""

from collections.abc import Callable, Iterator

from hub.contract import Ask, ConfigurationError, Connector, ReadsFiles
from hub.intake.take_in import take_in
from hub.records import Pulled, SchoolCode, Text
from hub.registry import Registry
from hub.store import Books, Run, Store
from hub.store.asking import las_of


def pull_in(  # noqa: PLR0913  # a run is all of these
    store: Store,
    registry: Registry,
    school: SchoolCode,
    *,
    by: str,
    dry_run: bool = False,
    progress: Callable[[int, int | None], None] | None = None,
) -> Run:
    """Take in what the school's LAS says, or with `dry_run` say what it would change. Return the run.

    Raises `ConfigurationError` where the school has no LAS that can be pulled from: there is no run then.
    """
    with store.open(school, by) as books:
        plugin, connector = pulling_las(registry, books)

    def pull(ask: Ask) -> Iterator[Pulled]:
        yield from connector.pull(ask)

    return take_in(store, school, pull, plugin=plugin, by=by, source_name=plugin, dry_run=dry_run, progress=progress)


def pulling_las(registry: Registry, books: Books) -> tuple[str, Connector]:
    """Return the school's LAS where the hub can pull from it."""
    plugin, connector = las_of(registry, books)
    if not isinstance(connector, Connector) or (isinstance(connector, ReadsFiles) and books.plugins.las() != plugin):
        raise ConfigurationError(_files_only(plugin))
    return plugin, connector


def _files_only(plugin: str) -> Text:
    return Text(
        f"De koppeling {plugin} leest bestanden; er valt niets op te halen. Gebruik 'hub import', of kies een ander "
        "LAS met 'hub school las'.",
        f"The coupling {plugin} reads files; there is nothing to pull. Use 'hub import', or choose another LAS with "
        "'hub school las'.",
    )
