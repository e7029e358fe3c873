import json

import pytest

from hub.cli.terminal import Terminal
from hub.records import Text

HELLO = Text("Hallo", "Hello")


def test_a_result_speaks_the_language_of_whoever_reads(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal("nl").say(HELLO)
    Terminal("en").say(HELLO)
    assert capsys.readouterr().out == "Hallo\nHello\n"


def test_for_a_program_only_objects_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(as_json=True)
    terminal.say(HELLO)
    terminal.complain(HELLO)
    said = capsys.readouterr()
    assert (json.loads(said.out), said.err) == ({"error": "Hallo"}, "")


@pytest.mark.parametrize("amount", [0, 1, 3])
def test_a_stream_is_one_json_list(amount: int, capsys: pytest.CaptureFixture[str]) -> None:
    objects = [{"first_name": "Ömer", "number": number} for number in range(amount)]
    Terminal(as_json=True).stream(iter(objects))
    assert json.loads(capsys.readouterr().out) == objects


def test_a_table_stands_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().table(("a", "b"), [("long value", None), (1, "x")])
    assert capsys.readouterr().out == "a           b\nlong value\n1           x\n"


def test_progress_of_fast_work_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with Terminal().progress(HELLO) as moved:
        moved(1, 2)
        moved(2, None)
    assert capsys.readouterr().err == ""
