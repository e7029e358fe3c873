"""The kit must fail where a connector breaks a promise: each broken connector below breaks one."""
# ruff: noqa: ARG002 - a connector takes what the contract gives, whether it needs it or not

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from hub.contract import Ask, Checked, LasUnavailableError, SourceRefusedError
from hub.records import (
    Assignment,
    Complete,
    Cost,
    Group,
    Kind,
    Note,
    Pupil,
    Rejected,
    Source,
    Teacher,
    Text,
    from_json,
    said_fields,
)
from hub.testing.kit import ConnectorKit
from hub.testing.promises import broken_progress, broken_promises

SOURCE = Source(name="LAS")
WHOLE = Complete(frozenset({Kind.GROUPS, Kind.PUPILS, Kind.TEACHERS}))
WORD = Text("Zin.", "Sentence.")
REJECTED = Rejected(kind=Kind.PUPILS, key="1", where="regel 3", what=WORD, why=WORD, rule="key")
MASKED = replace(REJECTED, value="J…")
GOOD = [SOURCE, Group(key="g"), Pupil(key="1", group="g"), MASKED, Note(WORD), WHOLE]


def told(*things: Any, cut_off: bool = False) -> str:
    return "\n".join(broken_promises(things, cut_off=cut_off))


def test_a_good_pull_breaks_no_promise() -> None:
    assert told(*GOOD) == ""


def test_a_pull_that_ends_in_an_error_gives_no_proof() -> None:
    assert told(cut_off=True) == ""
    assert told(*GOOD[:3], cut_off=True) == ""
    assert "says that it is complete" in told(*GOOD, cut_off=True)


@pytest.mark.parametrize(
    ("things", "problem"),
    [
        (GOOD[1:], "one Source, and first"),
        ([*GOOD[1:2], SOURCE, *GOOD[2:]], "one Source, and first"),
        ([SOURCE, *GOOD], "one Source, and first"),
        (GOOD[:-1], "one Complete, and last"),
        ([*GOOD, Pupil(key="2")], "one Complete, and last"),
        ([SOURCE, "record", WHOLE], "not a str"),
        ([SOURCE, Pupil(key=" "), WHOLE], "usable key"),
        ([SOURCE, Pupil(key=7), WHOLE], "usable key"),  # type: ignore[arg-type]
        ([SOURCE, Pupil(key="1", birth_date=datetime(2020, 1, 1)), WHOLE], "wrong type"),  # noqa: DTZ001
        ([SOURCE, Pupil(key="1", gender="girl"), WHOLE], "wrong type"),  # type: ignore[arg-type]
        ([SOURCE, Pupil(key="1", combined_groups=["a"]), WHOLE], "wrong type"),  # type: ignore[arg-type]
        ([SOURCE, Pupil(key="1"), Pupil(key="1"), WHOLE], "yielded 2 times"),
        ([SOURCE, replace(MASKED, value="J4"), WHOLE], "without digits"),
        ([SOURCE, replace(MASKED, why=Text("Zin.", "")), WHOLE], "why must be a Text"),
        ([SOURCE, replace(MASKED, what=Text("naam", "")), WHOLE], "what must be a Text"),
        ([SOURCE, replace(MASKED, where=""), WHOLE], "one of them is empty"),
        ([SOURCE, Note(Text("", "x")), WHOLE], "a Note must be a Text"),
        ([SOURCE, Pupil(key="1", group="h"), WHOLE], "refers to groups h"),
        ([SOURCE, Teacher(key="1", assignments=(Assignment(group="h"),)), WHOLE], "refers to groups h"),
    ],
)
def test_each_broken_promise_is_told(things: list[Any], problem: str) -> None:
    assert problem in told(*things)


def test_a_key_that_is_there_twice_may_be_rejected() -> None:
    assert told(SOURCE, Pupil(key="1"), Pupil(key="1"), MASKED, WHOLE) == ""


def test_a_reference_to_a_kind_that_is_not_whole_may_lead_elsewhere() -> None:
    assert told(SOURCE, Pupil(key="1", group="h"), Complete(frozenset({Kind.PUPILS}))) == ""


@pytest.mark.parametrize("heard", [[(2, None), (1, None)], [(3, 2)], [(0, 9), (10, 9)]])
def test_progress_that_goes_back_or_beyond_is_told(heard: list[tuple[int, int | None]]) -> None:
    assert broken_progress(heard)
    assert not broken_progress([(0, None), (1, 3), (3, 3)])


class Lines:
    """A connector that keeps every promise: a file of lines, one record each, with its count at the end."""

    file_name = "lines.txt"

    def check(self) -> Checked:
        return Checked(works=True, text=WORD)

    def pull(self, ask: Ask) -> Iterator[Any]:
        raise LasUnavailableError(WORD)

    def pull_file(self, path: Path, ask: Ask) -> Iterator[Any]:
        try:
            *lines, last = path.read_text(encoding="utf-8").splitlines()
            if last != f"{len(lines)}.":
                raise SourceRefusedError(WORD)
        except ValueError as error:
            raise SourceRefusedError(WORD) from error
        yield SOURCE
        for line in lines:
            kind, said = line.split(" ", 1)
            yield from_json(Kind(kind), json.loads(said))
        yield WHOLE

    def write_file(self, source: Source, records: Any, target: BinaryIO) -> None:
        lines = [f"{record.KIND} {json.dumps(said_fields(record))}\n" for record in records]
        target.write(f"{''.join(lines)}{len(lines)}.".encode())


class TestLines(ConnectorKit):
    connector = staticmethod(Lines)


class TakesAnything(Lines):
    def pull_file(self, path: Path, ask: Ask) -> Iterator[Any]:
        yield SOURCE
        yield WHOLE


class Crashes(Lines):
    def pull_file(self, path: Path, ask: Ask) -> Iterator[Any]:
        yield SOURCE
        raise ZeroDivisionError


class Forgets(Lines):
    def pull_file(self, path: Path, ask: Ask) -> Iterator[Any]:
        for each in super().pull_file(path, ask):
            yield replace(each, last_name="Jansen") if isinstance(each, Pupil) else each


class Loses(Lines):
    def pull_file(self, path: Path, ask: Ask) -> Iterator[Any]:
        for each in super().pull_file(path, ask):
            if getattr(each, "key", None) != "100001":
                yield each


class NoWords(Lines):
    def check(self) -> Checked:
        return Checked(works=False, text=Text("", ""))


class Elsewhere(Lines):
    file_name = "../lines.txt"


def the_test(name: str, connector: Callable[[], Any], *given: Any) -> None:
    kit = type("Kit", (ConnectorKit,), {"connector": staticmethod(connector)})()
    getattr(kit, name)(*given)


@pytest.mark.parametrize(
    ("connector", "name", "given"),
    [
        (TakesAnything, "test_a_file_that_is_something_else_is_refused", [b""]),
        (TakesAnything, "test_a_file_that_is_cut_off_is_refused", [0.5]),
        (Forgets, "test_what_is_written_is_read_back", []),
        (Loses, "test_what_is_written_is_read_back", []),
    ],
)
def test_the_kit_fails_a_connector_that_reads_wrongly(
    tmp_path: Path, connector: Callable[[], Any], name: str, given: list[Any]
) -> None:
    the_test(name, Lines, tmp_path, *given)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        the_test(name, connector, tmp_path, *given)


def test_the_kit_fails_a_connector_that_crashes_on_a_wrong_file(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        the_test("test_a_file_that_is_something_else_is_refused", Crashes, tmp_path, b"")


@pytest.mark.parametrize(
    ("connector", "name"),
    [
        (NoWords, "test_check_answers_and_says_what_to_do"),
        (Elsewhere, "test_a_file_has_a_name_to_offer"),
        (object, "test_the_connector_can_do_something"),
    ],
)
def test_the_kit_fails_a_connector_that_says_too_little(connector: Callable[[], Any], name: str) -> None:
    with pytest.raises(AssertionError):
        the_test(name, connector)


def test_a_remark_costs_nothing_and_is_no_broken_promise() -> None:
    assert told(SOURCE, replace(MASKED, cost=Cost.NOTHING, key=None, kind=None), WHOLE) == ""


def test_the_fixtures_of_the_pytest_plugin_are_there(hub_ask: Ask, hub_made_up: Callable[..., Any]) -> None:
    assert str(hub_ask.school.code) == "99XX"
    assert len(hub_made_up(pupils=12).pupils) == 12
