"""`hub` in processes of its own, forked from one that has read its code: reading that takes longer than most commands.

What starts here has its own process, environment, files and signals; it only did not start from an empty interpreter.
That the installed command does start from one is for the tests of the demo, of the start and of `hub_esis_simulator`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

HUB = Path(sys.executable).with_name("hub")
READ_BEFORE = ("hub.cli.serving", "hub.cli.imports", "hub.cli.demo", "hub.portal.app", "hub_esis", "hub_approvals")


def _forks() -> ForkServerContext:
    found = get_context("forkserver")
    found.set_forkserver_preload(["tests.hubs", *READ_BEFORE])
    return found


FORKS = _forks()


class HubProcess:
    """A `hub` that goes on by itself. Speaks like `subprocess.Popen`."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        assert process.pid
        self.pid = process.pid

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(f"hub, process {self.pid}", timeout or 0)
        return code

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start_hub(arguments: Sequence[object], environment: Mapping[str, str], log: Path) -> HubProcess:
    """Start `hub` with these arguments; what it says on both channels comes in the file."""
    return HubProcess(_fork(arguments, environment, Path(os.devnull), log, log))


def run_hub(
    arguments: Sequence[object], environment: Mapping[str, str], patience: float, stdin: str | bytes = ""
) -> "subprocess.CompletedProcess[str]":
    """Run `hub` to its end. Raises subprocess.TimeoutExpired, after killing it, where that takes over `patience` s."""
    with TemporaryDirectory() as folder:
        given, said, complained = (Path(folder) / each for each in ("in", "out", "err"))
        given.write_bytes(stdin.encode() if isinstance(stdin, str) else stdin)
        process = HubProcess(_fork(arguments, environment, given, said, complained))
        try:
            code = process.wait(patience)
        finally:
            process.kill()
        named = [str(HUB), *map(str, arguments)]
        return subprocess.CompletedProcess(named, code, said.read_text(), complained.read_text())


def _fork(
    arguments: Sequence[object], environment: Mapping[str, str], stdin: Path, stdout: Path, stderr: Path
) -> BaseProcess:
    given = ([*map(str, arguments)], dict(environment), str(Path.cwd()), stdin, stdout, stderr)
    process = FORKS.Process(target=_be_hub, args=given)
    process.start()
    return process


def _be_hub(
    arguments: list[str], environment: dict[str, str], here: str, stdin: Path, stdout: Path, stderr: Path
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(here)
    sys.path[:0] = filter(None, environment.get("PYTHONPATH", "").split(os.pathsep))
    sys.argv = [str(HUB), *arguments]
    _speak_to(stdin, stdout, stderr)
    from hub.cli import main

    sys.exit(main())


def _speak_to(stdin: Path, stdout: Path, stderr: Path) -> None:
    with ExitStack() as opened:
        source = opened.enter_context(stdin.open("rb"))
        said = opened.enter_context(stdout.open("wb"))
        complained = said if stderr == stdout else opened.enter_context(stderr.open("wb"))
        for number, each in enumerate((source, said, complained)):
            os.dup2(each.fileno(), number)
    spoken = os.environ.get("PYTHONIOENCODING", "utf-8")
    sys.stdin = open(0, encoding=spoken, closefd=False)  # noqa: SIM115 - lives as long as the process
    sys.stdout = open(1, "w", encoding=spoken, buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding=spoken, errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
