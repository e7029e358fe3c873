"""Which plugins a school turned on, how it set them, and which of them failed."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.contract import Event, PluginSet, PluginSwitched
from hub.contract.secrets import Secret
from hub.records import Text
from hub.store.audit import Audit
from hub.store.questions import asked
from hub.store.sealed import Sealer
from hub.store.tables import PluginFaultRow, SchoolPluginRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginState:
    """A plugin at a school: whether it is on, its plain settings (no secrets), and since when and by whom."""

    key: str
    on: bool
    settings: Mapping[str, Any]
    since: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginFault:
    """The last fault of a plugin at one hook, and how many there were since somebody cleared it."""

    key: str
    hook: str
    error_class: str
    text: Text
    times: int
    first_at: datetime
    last_at: datetime


class PluginStates:
    """The plugins of the school in hand."""

    def __init__(  # noqa: PLR0913, PLR0917  # the last two are what others want to know
        self,
        session: Session,
        audit: Audit,
        sealer: Sealer,
        by: str,
        tell: Callable[[Event], None] = lambda _event: None,
        touched: Callable[[str], None] = lambda _key: None,
    ) -> None:
        self._tell = tell
        self._touched = touched
        self._session = session
        self._audit = audit
        self._sealer = sealer
        self._by = by

    def states(self) -> dict[str, PluginState]:
        """Return what the school decided, by plugin key. A plugin that it never touched is not in it."""
        rows = self._session.scalars(select(SchoolPluginRow).order_by(SchoolPluginRow.key))
        return {row.key: _state(row) for row in rows}

    def keys_on(self) -> frozenset[str]:
        """Return the keys of the plugins that are on."""
        return frozenset(self._session.scalars(select(SchoolPluginRow.key).where(SchoolPluginRow.is_on)))

    def settings_on(self, keys: Collection[str]) -> dict[str, Callable[[], dict[str, Any]]]:
        """Return which of these plugins are on, each with what opens its `settings`."""
        values = {"school": self._audit.entry_scope["school_id"], "keys": list(keys)}
        return {row.key: partial(self._opened, row) for row in asked(self._session, SETTINGS_ON, values)}

    def switch(self, key: str, on: bool) -> None:
        """Turn a plugin on or off, and note it in the audit trail. Its settings stay."""
        row = self._row(key)
        if row.is_on is on:
            return
        row.is_on, row.since, row.by = on, func.now(), self._by
        self._session.flush()
        self._session.expire(row)
        self._audit.write("plugin.on" if on else "plugin.off", key)
        self._tell(PluginSwitched(at=datetime.now(UTC), plugin=key, on=on))
        self._touched(key)

    def las(self) -> str | None:
        """Return the plugin that the school chose as its LAS, where it chose one."""
        return self._session.scalars(select(SchoolPluginRow.key).where(SchoolPluginRow.is_las)).one_or_none()

    def choose_las(self, key: str) -> None:
        """Keep which plugin is the school's LAS, and note it in the audit trail."""
        before = self.las()
        if before == key:
            return
        if before is not None:
            self._row(before).is_las = False
            self._session.flush()
        self._row(key).is_las = True
        self._session.flush()
        self._audit.write("plugin.las", key, {"before": before})
        self._tell(PluginSet(at=datetime.now(UTC), plugin=key))
        self._touched(key)

    def settings(self, key: str) -> dict[str, Any]:
        """Return the values that the school gave, secrets among them as `Secret`."""
        row = self._session.get(SchoolPluginRow, (self._audit.entry_scope["school_id"], key))
        return {} if row is None else self._opened(row)

    def save(self, key: str, values: Mapping[str, Any], secrets: Mapping[str, Secret | None]) -> None:
        """Keep the settings. `values` replace what was there; a secret that is not named stays, `None` removes it."""
        row = self._row(key)
        before = row.settings
        kept = {name: token for name, token in row.secrets.items() if name not in secrets}
        row.secrets = kept | {name: self._sealer.seal(each) for name, each in secrets.items() if each is not None}
        row.settings = dict(values)
        self._session.flush()
        changed = sorted(name for name in {*before, *values} if before.get(name) != values.get(name))
        details = {"fields": {name: {"old": before.get(name), "new": values.get(name)} for name in changed}}
        self._audit.write("plugin.settings", key, {**details, "secrets": sorted(secrets)})
        self._tell(PluginSet(at=datetime.now(UTC), plugin=key))
        self._touched(key)

    def note_fault(self, key: str, hook: str, error_class: str, said: Text) -> None:
        """Remember that a plugin failed, so that the school's page names it."""
        values = {"error_class": error_class, "sentence": {"nl": said.nl, "en": said.en}}
        fresh = insert(PluginFaultRow).values(key=key, hook=hook, **values)
        again = {**values, "times": PluginFaultRow.times + 1, "last_at": func.now()}
        self._session.execute(fresh.on_conflict_do_update(index_elements=["school_id", "key", "hook"], set_=again))

    def faults(self) -> list[PluginFault]:
        """Return the faults that nobody cleared, the latest first."""
        rows = self._session.scalars(select(PluginFaultRow).order_by(PluginFaultRow.last_at.desc()))
        return [_fault(row) for row in rows.all()]

    def clear_fault(self, key: str) -> None:
        """Forget the faults of a plugin: somebody mended it, or wants it to be tried again."""
        self._session.execute(delete(PluginFaultRow).where(PluginFaultRow.key == key))

    def reseal(self) -> int:
        """Seal every secret of the school with the newest key. Returns how many there were."""
        sealed = 0
        for row in self._session.scalars(select(SchoolPluginRow)):
            row.secrets = {name: self._sealer.reseal(token) for name, token in row.secrets.items()}
            sealed += len(row.secrets)
        return sealed

    def turn_on_at_first(self, keys: Iterable[str]) -> None:
        """Turn on what a new school starts with."""
        for key in sorted(set(keys)):
            self.switch(key, on=True)

    def _opened(self, row: Any) -> dict[str, Any]:
        return {**row.settings, **{name: self._sealer.open(token) for name, token in row.secrets.items()}}

    def _row(self, key: str) -> SchoolPluginRow:
        made = insert(SchoolPluginRow).values(key=key, by=self._by).on_conflict_do_nothing()
        self._session.execute(made)
        wanted = select(SchoolPluginRow).where(SchoolPluginRow.key == key).with_for_update()
        return self._session.scalars(wanted, execution_options={"populate_existing": True}).one()


SETTINGS_ON = """
SELECT key, settings, secrets FROM hub.school_plugin
WHERE school_id = :school AND is_on AND key = ANY(:keys) ORDER BY key
"""


def _state(row: SchoolPluginRow) -> PluginState:
    return PluginState(key=row.key, on=row.is_on, settings=dict(row.settings), since=row.since, by=row.by)


def _fault(row: PluginFaultRow) -> PluginFault:
    return PluginFault(
        key=row.key,
        hook=row.hook,
        error_class=row.error_class,
        text=Text(row.sentence["nl"], row.sentence["en"]),
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
    )
