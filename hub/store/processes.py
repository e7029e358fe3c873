"""Asking the operating system about processes."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def runs_as(pid: int, program: str) -> bool:
    """Tell whether process `pid` lives and runs `program`; a process that ended but was not collected does not live."""
    status = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            name, _, rest = status.read_text().partition("(")[2].rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            return False
        return name == program and rest.split()[0] != "Z"
    listed = subprocess.run(  # noqa: S603 # a fixed command
        ["/bin/ps", "-o", "stat=,ucomm=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, name = listed.stdout.strip().partition(" ")
    return name.strip() == program and not state.startswith("Z")


def wait_until(true: Callable[[], bool], seconds: float, otherwise: Callable[[], Exception]) -> None:
    """Wait until `true()`; raise what `otherwise()` returns where that takes longer than `seconds`."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise otherwise()
        time.sleep(0.02)
