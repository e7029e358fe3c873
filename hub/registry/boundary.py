"""The boundary between the hub and a plugin: only the fields that the plugin declared go over it, either way.

What is declared is worked out once per plugin. A pull of which every field is declared passes as it is; otherwise each
record costs a look at the few fields that are not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, BinaryIO, TypeVar

from hub.contract import (
    Colleague,
    ConfigurationError,
    Direction,
    OnlyByHandError,
    Plugin,
    Processing,
    PupilHistory,
    Receipt,
    Staff,
    Write,
    declared,
)
from hub.contract.manifest import TYPES, Subject
from hub.records import HISTORY_TYPES, RECORD_TYPES, Complete, HistoryKind, Kind, Note, Record, Source, Text, facts
from hub.registry.readable import cleaned, readable

R = TypeVar("R")
_RECORDS: tuple[type, ...] = (*RECORD_TYPES.values(), *HISTORY_TYPES.values())


@dataclass(frozen=True, slots=True)
class Allowed:
    """What goes over the boundary one way. `left_out`, by record type: fields that do not, with their empty values.

    `silent`, where something is left out: what reads those fields of a record, and what that is where they are empty.
    """

    kinds: frozenset[Subject]
    left_out: Mapping[type, Mapping[str, Any]]
    silent: Mapping[type, tuple[Callable[[Any], Any], Any]]

    def whole(self, kinds: Iterable[Subject]) -> bool:
        """Tell whether everything of these kinds passes."""
        return all(each in self.kinds and not self.left_out[TYPES[each]] for each in kinds)

    def narrowed(self, record: R) -> tuple[R, tuple[str, ...]]:
        """Return the record with only the fields that pass, and the names of those that did not and said something."""
        read, silence = self.silent[type(record)]
        if read(record) == silence:
            return record, ()
        empty = self.left_out[type(record)]
        said = tuple(name for name, nothing in empty.items() if getattr(record, name) != nothing)
        return replace(record, **{name: empty[name] for name in said}), said  # type: ignore[type-var]


def allowed(plugin: Plugin, direction: Direction) -> Allowed:
    """Return what a plugin declared for one direction."""
    return _allowed(plugin.processes, direction)


@cache
def _allowed(processes: tuple[Processing, ...], direction: Direction) -> Allowed:
    names = declared(processes, direction)
    left_out: dict[type, Mapping[str, Any]] = {}
    silent: dict[type, tuple[Callable[[Any], Any], Any]] = {}
    for kind in names:
        if isinstance(kind, Kind | HistoryKind):
            absent = [each for each in fields(TYPES[kind]) if each.name not in names[kind]]
            left_out[TYPES[kind]] = {each.name: each.default for each in absent}
            read = attrgetter(*(each.name for each in absent)) if absent else _nothing
            silent[TYPES[kind]] = read, read(SimpleNamespace(**left_out[TYPES[kind]]))
    return Allowed(frozenset(names), left_out, silent)


def _nothing(_record: Any) -> None:
    """Read nothing: nothing is left out."""


def may_judge(plugin: Plugin, kind: Kind, field: str) -> bool:
    """Tell whether a policy may be asked of a wish about this field."""
    return field in declared(plugin.processes, Direction.RECEIVES).get(kind, frozenset())


def narrowed_colleagues(plugin: Plugin, colleagues: Iterable[Colleague]) -> tuple[Colleague, ...]:
    """Return the colleagues with only what the plugin may know of them; nobody where it may know nothing."""
    names = declared(plugin.processes, Direction.RECEIVES).get(Staff.COLLEAGUES)
    if names is None:
        return ()
    empty: dict[str, Any] = {"name": "", "by": "", "admin": False}
    return tuple(replace(each, **{name: empty[name] for name in empty.keys() - names}) for each in colleagues)


def narrowed_history(plugin: Plugin, history: PupilHistory) -> PupilHistory:
    """Return a history with only what the plugin declared that it receives, for its report providers.

    The first name and the year group are fields of a pupil: `first_name`, `year_group`.
    """
    passes = allowed(plugin, Direction.RECEIVES)
    pupil = declared(plugin.processes, Direction.RECEIVES).get(Kind.PUPILS, frozenset())
    assessed = {HistoryKind.RESULTS, HistoryKind.ASSESSMENTS} <= passes.kinds
    return replace(
        history,
        first_name=history.first_name if "first_name" in pupil else "",
        grade_now=history.grade_now if "year_group" in pupil else None,
        results=tuple([passes.narrowed(each)[0] for each in history.results]) if assessed else (),
        assessments={key: passes.narrowed(each)[0] for key, each in history.assessments.items()} if assessed else {},
        report_cards=tuple(passes.narrowed(each)[0] for each in history.report_cards)
        if HistoryKind.REPORT_CARDS in passes.kinds
        else (),
    )


def only_declared(plugin: Plugin, pulled: Iterable[Any]) -> Iterator[Any]:
    """Yield what a plugin brings, without what it did not declare; say once of each field what was left out.

    A kind that is not declared counts as not given: nobody departs because of its absence.
    """
    passes = allowed(plugin, Direction.BRINGS)
    if passes.whole((*Kind, *HistoryKind)):
        yield from readable(pulled)
        return
    told: set[tuple[Subject, str]] = set()
    watched = {of for of in _RECORDS if passes.left_out.get(of, True)}
    for each in readable(pulled):
        if type(each) in watched:
            yield from _watched(passes, each, told)
        elif isinstance(each, Complete):
            yield from (Note(_left_out(plugin, *one)) for one in sorted(told))
            yield Complete(each.kinds & passes.kinds, each.histories & passes.kinds)
        else:
            yield each


def _watched(passes: Allowed, record: Any, told: set[tuple[Subject, str]]) -> Iterator[Any]:
    kind = record.KIND
    if kind not in passes.kinds:
        told.add((kind, ""))
        return
    narrowed, said = passes.narrowed(record)
    told.update((kind, name) for name in said)
    yield narrowed


def bounded(plugin: Plugin, connector: Any) -> Any:
    """Return a plugin's connector as the hub may use it: with the same capabilities, held to what was declared.

    Raises `ConfigurationError` for a coupling that declares nothing: nothing of persons can come or go by it.
    """
    if not plugin.processes:
        raise ConfigurationError(nothing_declared(plugin))
    return _Bounded(plugin, connector)


class _Bounded:
    """The connector behind the boundary. It has exactly the capabilities of the one behind it."""

    def __init__(self, plugin: Plugin, connector: Any) -> None:
        self._plugin, self._connector = plugin, connector
        for name in ("fetch_report_card", "file_name"):
            if hasattr(connector, name):
                setattr(self, name, getattr(connector, name))
        for name in ("check", "read_back"):
            if hasattr(connector, name):
                setattr(self, name, _readably(getattr(connector, name)))
        for name in ("pull", "pull_file", "results", "report_cards"):
            if hasattr(connector, name):
                setattr(self, name, self._bringing(getattr(connector, name)))
        if hasattr(connector, "write"):
            self.write = self._write
        if hasattr(connector, "write_file"):
            self.write_file = self._write_file

    def _bringing(self, pull: Callable[..., Iterable[Any]]) -> Callable[..., Iterator[Any]]:
        return lambda *asked: only_declared(self._plugin, pull(*asked))

    def _write(self, write: Write) -> Receipt:
        if write.field not in declared(self._plugin.processes, Direction.WRITES).get(write.kind, frozenset()):
            raise OnlyByHandError(_may_not_write(self._plugin, write))
        receipt: Receipt = self._connector.write(write)
        return receipt

    def _write_file(self, source: Source, records: Iterable[Record], target: BinaryIO) -> None:
        passes = allowed(self._plugin, Direction.RECEIVES)
        seen = (passes.narrowed(each)[0] for each in records if each.KIND in passes.kinds)
        self._connector.write_file(source, seen, target)


def _readably(call: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *asked: cleaned(call(*asked))


def nothing_declared(plugin: Plugin) -> Text:
    """Return the sentence for a plugin that would handle personal data and declares none."""
    return Text(
        f"{plugin.title.nl} geeft niet op welke persoonsgegevens hij gebruikt. Daarom krijgt en geeft hij er geen. "
        "Zet hem uit, of vraag de maker om een versie met een opgave.",
        f"{plugin.title.en} does not declare which personal data it uses. So it gets none and gives none. Turn it off, "
        "or ask its maker for a version that declares it.",
    )


def _left_out(plugin: Plugin, kind: Subject, name: str) -> Text:
    if not name:
        return Text(
            f"{plugin.title.nl} gaf gegevens die hij niet opgeeft ({kind.value}). De hub nam ze niet over. Vraag de "
            "maker van de plug-in om ze op te geven.",
            f"{plugin.title.en} gave data that it does not declare ({kind.value}). The hub left it out. Ask the maker "
            "of the plugin to declare it.",
        )
    label = facts(TYPES[kind])[name].label
    return Text(
        f"{plugin.title.nl} gaf een veld dat hij niet opgeeft: {label.nl} ({kind.value}). De hub nam dat veld niet "
        "over. Vraag de maker van de plug-in om het op te geven.",
        f"{plugin.title.en} gave a field that it does not declare: {label.en} ({kind.value}). The hub left that field "
        "out. Ask the maker of the plugin to declare it.",
    )


def _may_not_write(plugin: Plugin, write: Write) -> Text:
    label = facts(TYPES[write.kind])[write.field].label
    return Text(
        f"{plugin.title.nl} geeft niet op dat hij dit veld schrijft: {label.nl}. Er is niets verstuurd. Typ de nieuwe "
        "waarde over in het LAS.",
        f"{plugin.title.en} does not declare that it writes this field: {label.en}. Nothing was sent. Type the new "
        "value into the LAS.",
    )
