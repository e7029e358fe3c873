"""Nothing goes over the boundary between hub and plugin but what the plugin declared."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from hub.contract import (
    Ask,
    ChangeItem,
    Colleague,
    Connector,
    Decision,
    Direction,
    Ground,
    OnlyByHandError,
    Plugin,
    Processing,
    PupilHistory,
    ReadsFiles,
    Receipt,
    School,
    Staff,
    Verdict,
    Write,
    WritesBack,
    WritesFiles,
    hookimpl,
)
from hub.records import (
    UNSAID,
    Assessment,
    Complete,
    Guardian,
    HistoryKind,
    Kind,
    Note,
    Pulled,
    Pupil,
    Result,
    SchoolCode,
    Source,
    Text,
)
from hub.registry import Registry
from hub.registry.boundary import narrowed_history, only_declared
from hub.testing.manifests import EVERYTHING

SCHOOL = School(SchoolCode("99XX"), "De Proef")
TITLE = Text("Proef", "Proof")
ANNA = Pupil(key="p1", first_name="Anna", last_name="Bos", postcode="1234AB")


def declares(of: Any, direction: Direction, *fields: str) -> Processing:
    return Processing(
        of=of, direction=direction, fields=frozenset(fields), purpose=TITLE, ground=Ground.PUBLIC_TASK, kept=TITLE
    )


def plugin_with(*processes: Processing) -> Plugin:
    return Plugin(key="proof", title=TITLE, description=TITLE, package=__name__, processes=processes)


def door(plugin: Plugin, **hooks: Any) -> Any:
    module = ModuleType("proof")
    vars(module).update(hooks, plugin=plugin)
    return module


class Las:
    def __init__(self, *brought: Any) -> None:
        self.brought, self.written = brought, list[Write]()

    def check(self) -> Any:
        return None

    def pull(self, ask: Ask) -> Iterator[Pulled]:  # noqa: ARG002 - as the contract has it
        yield from self.brought

    def write(self, write: Write) -> Receipt:
        self.written.append(write)
        return Receipt(correlation="1")

    def read_back(self, write: Write, receipt: Receipt | None) -> Any:  # noqa: ARG002 - as the contract has it
        return None


def coupled(plugin: Plugin, las: Any) -> Any:
    @hookimpl
    def las_connector(school: School, settings: Any) -> Any:
        return las

    registry = Registry.of(door(plugin, las_connector=las_connector))
    return registry.ask("las_connector", {"proof": None}, school=SCHOOL)


def test_a_field_that_is_not_declared_does_not_come_in_and_is_told_once() -> None:
    plugin = plugin_with(declares(Kind.PUPILS, Direction.BRINGS, "first_name", "last_name"))
    two = (ANNA, replace(ANNA, key="p2"))
    came = list(only_declared(plugin, (Source(name="x"), *two, Complete(frozenset({Kind.PUPILS})))))
    assert [each.postcode for each in came if isinstance(each, Pupil)] == [UNSAID, UNSAID]
    assert [each.first_name for each in came if isinstance(each, Pupil)] == ["Anna", "Anna"]
    (note,) = [each for each in came if isinstance(each, Note)]
    assert "Postcode" in note.text.nl
    assert "1234AB" not in note.text.nl + note.text.en
    assert came[-1] == Complete(frozenset({Kind.PUPILS}))


def test_a_kind_that_is_not_declared_does_not_come_in_and_nobody_departs_of_it() -> None:
    plugin = plugin_with(declares(Kind.PUPILS, Direction.BRINGS, "first_name", "last_name", "postcode"))
    pull = (Source(name="x"), ANNA, Guardian(key="g1"), Complete(frozenset({Kind.PUPILS, Kind.GUARDIANS})))
    came = list(only_declared(plugin, pull))
    assert not [each for each in came if isinstance(each, Guardian)]
    assert came[-1] == Complete(frozenset({Kind.PUPILS}))
    assert len([each for each in came if isinstance(each, Note)]) == 1


def test_where_everything_is_declared_every_record_is_the_very_same() -> None:
    came = list(only_declared(plugin_with(*EVERYTHING), (Source(name="x"), ANNA, Complete())))
    assert came[1] is ANNA


def test_a_coupling_has_the_same_capabilities_behind_the_boundary() -> None:
    answers = coupled(plugin_with(*EVERYTHING), Las())
    ((_, connector),) = answers.values
    assert isinstance(connector, Connector)
    assert isinstance(connector, WritesBack)
    assert not isinstance(connector, ReadsFiles | WritesFiles)


def test_a_coupling_that_declares_nothing_is_not_asked_and_the_fault_says_what_to_do() -> None:
    answers = coupled(plugin_with(), Las())
    assert not answers.values
    assert "Zet hem uit" in answers.faults[0].text.nl


def test_a_field_that_is_not_declared_is_not_written() -> None:
    las = Las()
    plugin = plugin_with(declares(Kind.GUARDIANS, Direction.WRITES, "mobile"))
    ((_, connector),) = coupled(plugin, las).values
    write = Write(idempotency_key="1", kind=Kind.GUARDIANS, key="g1", field="mobile", base=None, wanted="1")
    connector.write(write)
    with pytest.raises(OnlyByHandError):
        connector.write(replace(write, field="city"))
    assert [each.field for each in las.written] == ["mobile"]


def test_a_file_is_written_of_declared_fields_only() -> None:
    got: list[Any] = []
    writer = SimpleNamespace(file_name="x.txt", write_file=lambda _source, records, _target: got.extend(records))
    plugin = plugin_with(declares(Kind.PUPILS, Direction.RECEIVES, "first_name"))
    ((_, connector),) = coupled(plugin, writer).values
    connector.write_file(Source(name="x"), [ANNA, Guardian(key="g1", mobile="1")], BytesIO())
    assert got == [Pupil(key="p1", first_name="Anna")]


def test_a_policy_is_not_asked_of_a_field_that_it_did_not_declare() -> None:
    asked: list[str] = []

    @hookimpl
    def approval_policy(item: ChangeItem, school: School, settings: Any) -> Verdict:
        asked.append(item.field)
        return Verdict(Decision.AUTOMATIC, TITLE)

    plugin = plugin_with(declares(Kind.GUARDIANS, Direction.RECEIVES, "mobile"))
    registry = Registry.of(door(plugin, approval_policy=approval_policy))
    item = ChangeItem(
        kind=Kind.GUARDIANS, key="g", field="mobile", base=1, wanted=2, asked_by_self=True, asker_has_authority=True
    )
    for field in ("mobile", "city"):
        registry.ask("approval_policy", {"proof": None}, school=SCHOOL, item=replace(item, field=field))
    assert asked == ["mobile"]


def test_colleagues_come_with_declared_fields_only() -> None:
    seen: list[Colleague] = []

    @hookimpl
    def approvers(colleagues: tuple[Colleague, ...], today: date, school: School, settings: Any) -> None:
        seen.extend(colleagues)

    plugin = plugin_with(declares(Staff.COLLEAGUES, Direction.RECEIVES, "admin"))
    colleague = Colleague(account=1, name="Jo Bos", by="jo@school.example", admin=True)
    registry = Registry.of(door(plugin, approvers=approvers))
    registry.ask("approvers", {"proof": None}, school=SCHOOL, colleagues=(colleague,), today=date(2026, 9, 1))
    assert seen == [Colleague(account=1, name="", by="", admin=True)]


def test_a_history_comes_with_declared_fields_and_kinds_only() -> None:
    result = Result(key="r", pupil="p1", assessment="a", taken_on=date(2026, 1, 1), level="I", score=9)
    history = PupilHistory(
        first_name="Anna",
        grade_now="4",
        today=date(2026, 2, 1),
        results=(result,),
        assessments={"a": Assessment(key="a", name="Rekenen")},
    )
    some = plugin_with(
        declares(HistoryKind.RESULTS, Direction.RECEIVES, "level"),
        declares(HistoryKind.ASSESSMENTS, Direction.RECEIVES, "name"),
    )
    told = narrowed_history(some, history)
    assert told.results == (replace(result, score=None),)
    assert told.first_name == ""
    assert narrowed_history(plugin_with(), history).results == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (declares(Kind.PUPILS, Direction.BRINGS, "shoe_size"), "shoe_size"),
        (declares(HistoryKind.RESULTS, Direction.WRITES, "score"), "writes"),
        (replace(declares(Kind.PUPILS, Direction.BRINGS), purpose=Text("", "")), "purpose"),
    ],
)
def test_a_wrong_declaration_keeps_the_plugin_from_loading_and_says_what_is_wrong(wrong: Processing, said: str) -> None:
    registry = Registry.of(door(plugin_with(wrong)))
    assert not registry.plugins
    assert said in registry.check()[0].nl
