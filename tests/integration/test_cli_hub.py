import json
import signal
import socket
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from pwdlib import PasswordHash

from hub.store import Home, Role, SchoolEntry, Store
from tests.integration.conftest import Command


def test_a_school_is_added_once_with_the_plugins_that_start_on(command: Any) -> None:
    added = command("school", "add", "99xx00", "De Regenboog", "--board", "Stichting Kleur", "--json")
    assert json.loads(added.stdout) == {"school": "99XX", "name": "De Regenboog", "board": "Stichting Kleur"}
    again = command("school", "add", "99XX", "Een andere naam")
    assert (again.returncode, again.stdout) == (2, "")
    assert "staat al in deze hub" in again.stderr
    assert json.loads(command("school", "list", "--json").stdout) == [json.loads(added.stdout)]
    plugins = {each["key"]: each for each in json.loads(command("plugin", "list", "--school", "99XX", "--json").stdout)}
    assert (plugins["edexml"]["on"], plugins["toy"]["on"]) == (True, False)


def test_a_plugin_is_turned_on_and_off_for_one_school(command: Any, store: Store, school: SchoolEntry) -> None:
    def is_on() -> bool:
        with store.open(school.id) as books:
            return "toy" in books.plugins.states() and books.plugins.states()["toy"].on

    assert json.loads(command("plugin", "on", "toy", "--school", "99XX", "--json").stdout) == {
        "on": ["toy"],
        "off": [],
        "because": [],
        "done": True,
    }
    assert is_on()
    assert "Er is niets veranderd" in command("plugin", "on", "toy", "--school", "99XX").stdout
    assert command("plugin", "off", "toy", "--school", "99XX").returncode == 0
    assert not is_on()
    unknown = command("plugin", "on", "nothing", "--school", "99XX")
    assert unknown.returncode == 2
    assert "nothing" in unknown.stderr


def test_what_goes_along_with_a_plugin_is_shown_first(command: Any, store: Store, school: SchoolEntry) -> None:
    shown = command("plugin", "on", "toy_extra", "--school", "99XX")
    assert shown.returncode == 2
    assert "gaat ook aan" in shown.stdout
    assert "--yes" in shown.stderr
    with store.open(school.id) as books:
        assert "toy" not in books.plugins.states()
    assert command("plugin", "on", "toy_extra", "--school", "99XX", "--yes").returncode == 0
    with store.open(school.id) as books:
        assert books.plugins.states()["toy"].on


def test_an_account_gets_its_role_and_a_password_that_fits(command: Any, store: Store, school: SchoolEntry) -> None:
    made = command("account", "add", "Anna@school.test", "--name", "Anna", "--role", "staff", "--school", "99XX")
    assert made.returncode == 0
    given = command(
        "account", "add", "b@x.test", "--name", "B", "--role", "operator", "--json", stdin="een lang wachtwoord\n"
    )
    assert json.loads(given.stdout)["password"] is None
    with store.directory() as directory:
        anna, boss = directory.account_by_email("anna@school.test"), directory.account_by_email("b@x.test")
        assert anna is not None
        assert boss is not None
        assert [(each.role, each.school) for each in directory.memberships(anna.id)] == [(Role.STAFF, school.code)]
        assert [each.role for each in directory.memberships(boss.id)] == [Role.OPERATOR]
    hashes = PasswordHash.recommended()
    assert hashes.verify(made.stdout.split()[-1], anna.password_hash or "")
    assert hashes.verify("een lang wachtwoord", boss.password_hash or "")


@pytest.mark.parametrize(
    ("arguments", "stdin", "sentence"),
    [
        (["--role", "staff"], "", "Bij de rol staff hoort --school."),
        (["--role", "operator", "--school", "99XX"], "", "Bij de rol operator hoort geen --school."),
        (["--role", "board", "--board", "Niemand"], "", "Geen school hoort bij het bestuur Niemand."),
        (["--role", "operator"], "kort\n", "Kies een wachtwoord van 12"),
        (["--role", "king"], "", "'king' kan hier niet."),
    ],
)
def test_an_account_that_cannot_be_is_not_made(
    command: Any, store: Store, school: SchoolEntry, arguments: list[str], stdin: str, sentence: str
) -> None:
    done = command("account", "add", "a@x.test", "--name", "A", *arguments, stdin=stdin)
    assert done.returncode == 2
    assert sentence in done.stderr
    with store.directory() as directory:
        assert directory.account_by_email("a@x.test") is None


def test_the_doctor_finds_everything_in_order_and_then_what_is_wrong(scene: Any, server: Any, database: str) -> None:
    command, home = scene.command, scene.home
    healthy = command("doctor", "--json")
    assert {each["subject"] for each in json.loads(healthy.stdout) if not each["ok"]} == set(), healthy.stdout
    assert healthy.returncode == 0
    with server.superuser(database) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE hub.audit_entry SET who = 'niemand'")
    home.drop.rmdir()
    home.drop.write_text("in de weg")
    sick = command("doctor")
    assert sick.returncode == 1
    assert "FOUT  Logboek: Het logboek van 99XX is veranderd" in sick.stdout
    assert "FOUT  Inleverplek:" in sick.stdout
    assert "Traceback" not in sick.stderr


def test_the_doctor_says_when_the_database_is_away(tmp_path: Path) -> None:
    away = Home(path=tmp_path / "home", database_url=f"postgresql://hub@/hub?host={tmp_path}")
    sick = Command(away)("doctor")
    assert sick.returncode == 1
    assert "is niet te bereiken" in sick.stdout


def test_serve_runs_web_worker_and_clock_and_ends_quietly(scene: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    serving = scene.command.start("serve", "--port", port)
    scene.until(lambda: f"http://127.0.0.1:{port}" in scene.command.logs())
    scene.until(lambda: answers(port))
    drop = scene.home.drop / "99XX"
    drop.mkdir(parents=True, exist_ok=True)
    (drop / "toy.txt").write_text("school 99XX\ngroup 4a\npupil 1 Jan 4a\nend\n")
    scene.until(lambda: [each.state for each in scene.runs()] == ["applied"])
    taken = scene.command("web", "--port", port)
    assert taken.returncode == 2
    assert f"kan niet luisteren op 127.0.0.1:{port}" in taken.stderr
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(60) == 0
    assert "Gestopt." in scene.command.logs()
    assert "Traceback" not in scene.command.logs()


def answers(port: int) -> bool:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:  # our own address
        return bool(answer.status == 200)


def test_stop_ends_the_embedded_database_and_the_next_command_starts_it_again(tmp_path: Path) -> None:
    command = Command(Home(path=tmp_path / "home"))
    try:
        assert command("school", "add", "99XX", "De Regenboog").returncode == 0
        assert "is gestopt" in command("stop").stdout
        assert "draaide niet" in command("stop").stdout
        assert "De Regenboog" in command("school", "list").stdout
    finally:
        command("stop")


def test_check_names_a_plugin_that_cannot_be_used(command: Any, tmp_path: Path) -> None:
    assert command("check").returncode == 0
    broken = tmp_path / "path" / "hub_broken-1.0.dist-info"
    broken.mkdir(parents=True)
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: hub-broken\nVersion: 1.0\n")
    (broken / "entry_points.txt").write_text("[hub.plugins]\nbroken = hub_nowhere:plugin\n")
    found = command("check", "--json", PYTHONPATH=str(broken.parent))
    assert found.returncode == 1
    assert "broken" in json.loads(found.stdout)["problems"][0]


@pytest.mark.parametrize("place", ["in-the-way", "in-the-way/deeper"])
@pytest.mark.parametrize("asked", [("school", "list"), ("demo", "--reset")])
def test_a_data_folder_that_cannot_be_ends_with_2_and_what_to_do(
    tmp_path: Path, place: str, asked: tuple[str, str]
) -> None:
    (tmp_path / "in-the-way").write_text("a file")
    done = Command(Home(path=tmp_path / "elsewhere"))(*asked, HUB_HOME=str(tmp_path / place))
    assert (done.returncode, done.stdout) == (2, "")
    assert "is niet te gebruiken" in done.stderr
    assert "HUB_HOME" in done.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_cannot_be_is_a_usage_error(tmp_path: Path, command: str) -> None:
    done = Command(Home(path=tmp_path / "home"))(command, "--port", "99999")
    assert done.returncode == 2
    assert "'99999' is geen poort" in done.stderr
