"""`hub demo` as a stranger runs it: the real command, on an empty folder."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HUB = (sys.executable, "-m", "hub")
PATIENCE = 120


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return kept | {"HUB_HOME": str(home), "PYTHONUNBUFFERED": "1"}


@contextmanager
def running(home: Path, *options: str) -> Iterator[tuple[str, str]]:
    """Run the demo until it says where it is; give what it said and its address. End it as Ctrl-C does."""
    command = [*HUB, "demo", "--port", str(free_port()), *options]
    with subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True) as process:
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        try:
            yield _said(process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
            timer.cancel()
    assert process.returncode == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _said(process: "subprocess.Popen[str]") -> tuple[str, str]:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "--reset" in line:
            break
    found = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert found, said
    return said, found[0]


def hub(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*HUB, *arguments], env=environment(home), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@pytest.fixture
def home(folder: Path) -> Iterator[Path]:
    path = folder / "a demo"
    yield path
    hub(path, "stop")


def test_the_demo_fills_its_schools_through_the_real_import_and_the_real_coupling_and_serves_them(home: Path) -> None:
    with running(home) as (said, address):
        assert "99DA 1-eerste-bestand.xml: verwerkt" in said
        assert "99DA verzorgers: verwerkt" in said
        assert "99DA 4-half-bestand.xml: vastgehouden" in said
        assert "99DB 8-het-kompas-een-dag-later.xml: plan ligt klaar" in said
        assert "99DC ESIS: verwerkt" in said
        assert "99DC: 11 ouders vroegen om een wijziging" in said
        assert "directie@demo.example" in said
        assert "99DC: toetsen en rapporten staan aan voor ouders" in said
        assert "99DC: een ouder verhuist volgende maand, en de school vraagt: klopt dit nog?" in said
        assert "zondergezag@demo.example" in said
        with urllib.request.urlopen(f"{address}/healthz", timeout=20) as answer:  # noqa: S310  # our own address
            assert answer.status == 200
        pupils = hub(home, "pupils", "--school", "99DB", "--json")
        assert pupils.stdout.count('"key"') == 472
    assert not (home / "postgres" / "postmaster.pid").exists()
    with running(home) as (said, _):
        assert "verwerkt" not in said
    with running(home, "--reset") as (said, _):
        assert "99DA 1-eerste-bestand.xml: verwerkt" in said


def test_the_demo_leaves_a_hub_that_is_no_demo_alone(home: Path) -> None:
    home.mkdir()
    (home / "something").write_text("of a school")
    for options in ([], ["--reset"]):
        refused = hub(home, "demo", *options)
        assert refused.returncode == 2
        assert "geen demo is" in refused.stderr
    assert (home / "something").read_text() == "of a school"
