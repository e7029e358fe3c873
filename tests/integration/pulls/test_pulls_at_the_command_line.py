"""`hub school schedule`, `hub sync --changes`, `hub doctor`, and the real clock and worker; on a simulated ESIS."""

import json
from typing import Any

import psycopg
import pytest

from hub.store import PullTimes, State
from tests.integration.conftest import Scene

AT_FIRST = {
    "on": True,
    "every": 5,
    "opens": "07:00",
    "closes": "18:00",
    "days": [1, 2, 3, 4, 5],
    "night_from": "01:00",
    "night_until": "05:00",
}


def schedule(command: Any, *arguments: str) -> Any:
    done = command("school", "schedule", "99XX", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_schedule_is_shown_and_changed(command: Any, coupled: Any) -> None:
    shown = schedule(command)
    assert {name: shown[name] for name in AT_FIRST} == AT_FIRST
    assert (shown["las"], shown["fresh_at"], shown["late"], shown["error"]) == ("esis", None, False, None)
    coupled.pull()
    wanted = ("--every", "15", "--hours", "08:00-17:00", "--days", "1-3,5", "--night", "22:00-02:00")
    changed = schedule(command, *wanted)
    assert (changed["every"], changed["days"], changed["night_from"]) == (15, [1, 2, 3, 5], "22:00")
    assert changed["fresh_at"] is not None
    assert schedule(command, "--off")["next_pull"] is None
    assert schedule(command, "--on") | {"next_pull": 0, "fresh_at": 0} == changed | {"next_pull": 0, "fresh_at": 0}
    said = command("school", "schedule", "99XX").stdout
    assert "Bijgewerkt" in said
    assert "elke 15 minuten, 08:00-17:00 (ma, di, wo, vr)" in said


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--every", "1", "van 2 tot 240"),
        ("--hours", "18:00-07:00", "later ophouden"),
        ("--hours", "nine", "van-tot"),
        ("--night", "1-2-3", "zoals 07:00"),
        ("--days", "0-9", "van 1 (maandag)"),
        ("--days", "x", "geen dagen"),
    ],
)
def test_a_time_that_cannot_be_is_refused(command: Any, school: Any, option: str, value: str, sentence: str) -> None:
    done = command("school", "schedule", "99XX", option, value)
    assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr


def test_a_sync_of_changes_lets_nobody_go(command: Any, coupled: Any) -> None:
    coupled.pull()
    leaver = min(coupled.pupils())
    coupled.esis.office({"act": "remove-pupil", "key": leaver})
    done = json.loads(command("sync", "--school", "99XX", "--changes", "--json").stdout)
    assert done["departed"]["pupils"] == 0
    assert leaver in coupled.pupils()
    assert json.loads(command("sync", "--school", "99XX", "--json").stdout)["departed"]["pupils"] == 1


def test_the_doctor_names_a_coupling_that_is_broken(command: Any, coupled: Any) -> None:
    coupled.pull()
    assert "Koppeling van 99XX: esis, bijgewerkt" in command("doctor").stdout
    coupled.set_key("verkeerd")
    coupled.ring()
    done = command("doctor")
    assert (done.returncode, "Maak in ESIS onder Beheer" in done.stdout) == (1, True)


def test_two_clocks_and_two_workers_pull_once_for_each_moment(command: Any, coupled: Any) -> None:
    coupled.pull()
    added = coupled.esis.office({"act": "add-pupil"})["key"]
    with coupled.store.open(coupled.school.id) as books:
        books.coupling.set_times(PullTimes(every=240))
    for room in ("clock", "clock", "worker", "worker"):
        command.start(room)
    Scene.until(lambda: workers(coupled) == 2)
    with psycopg.connect(coupled.store.conninfo) as connection:
        connection.execute("UPDATE hub.schedule SET next_due = now() WHERE name = 'pull_changes'")
    Scene.until(lambda: added in coupled.pupils() and not busy(coupled))
    assert coupled.runs() == [(State.APPLIED, "changes"), (State.APPLIED, "everything")]
    with psycopg.connect(coupled.store.conninfo) as connection:
        rows = connection.execute("SELECT args ->> 'due' FROM procrastinate_jobs WHERE task_name = 'pull_changes'")
        dues = [row[0] for row in rows]
    assert len(dues) == len(set(dues)) >= 1


def workers(coupled: Any) -> int:
    with psycopg.connect(coupled.store.conninfo) as connection:
        return len(connection.execute("SELECT FROM procrastinate_workers").fetchall())


def busy(coupled: Any) -> bool:
    return any(state in (State.WAITING, State.RUNNING) for state, _ in coupled.runs())
