"""Asking the operating system about processes."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PROCESSES = Path("/proc")


def command_of(pid: int) -> str:
    """Return the command line of process `pid`: empty where it ended, also where nobody collected it yet."""
    if (PROCESSES / "self" / "cmdline").exists():
        try:
            return (PROCESSES / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    listed = subprocess.run(  # noqa: S603 # a fixed command
        ["/bin/ps", "-ww", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, command = listed.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else command.strip()


def lives(pid: int) -> bool:
    """Tell whether process `pid` lives."""
    return command_of(pid) != ""


def wait_until(true: Callable[[], bool], seconds: float, otherwise: Callable[[], Exception]) -> None:
    """Wait until `true()`; raise what `otherwise()` returns where that takes longer than `seconds`."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise otherwise()
        time.sleep(0.02)
