import pytest

from hub.cli import GROUPS, main
from hub.cli.arguments import in_dutch


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("the following arguments are required: FILE, --school", "Dit ontbreekt nog: FILE, --school."),
        ("unrecognized arguments: --fast", "Dit hoort niet bij deze opdracht: --fast."),
        ("argument --school: expected one argument", "Na --school hoort een waarde."),
        ("argument --port: invalid int value: 'x'", "'x' is geen getal."),
        ("something that argparse may say one day", "something that argparse may say one day"),
    ],
)
def test_what_argparse_complains_of_is_said_in_dutch(english: str, dutch: str) -> None:
    assert in_dutch(english) == dutch


@pytest.mark.parametrize(("language", "sentence"), [("nl", "Dit ontbreekt nog: BRIN, NAME."), ("en", "The following")])
def test_a_command_without_what_it_needs_is_a_usage_error(
    language: str, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUB_LANG", language)
    with pytest.raises(SystemExit) as ended:
        main(["school", "add"])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(sentence)


@pytest.mark.parametrize("name", GROUPS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"hub {name}" in capsys.readouterr().out


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert all(f"\n    {name} " in shown for name in GROUPS)
