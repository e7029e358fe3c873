"""The demo's school that is coupled with ESIS: the LAS is the simulator, in a process of its own beside the hub."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hub.contract import ConfigurationError, Secret
from hub.demo.files import told
from hub.demo.schools import VLIEGER
from hub.intake import pull_in
from hub.records import Text
from hub.registry import Registry
from hub.store import Store

PLUGIN = "esis"
PUPILS = 184
OFFICE = 300
"""Every so many seconds somebody at the simulated office changes something by hand."""
COMMAND = (sys.executable, "-m", "hub", "esis-simulator", "--json", "--until-stdin-closes", "--port", "0")
ENDS_WITHIN = 10


@dataclass(frozen=True, slots=True)
class LasProcess:
    """The simulated ESIS of one run of the demo. It keeps nothing: each start begins with the same school."""

    told: dict[str, Any]

    @classmethod
    @contextmanager
    def running(cls) -> "Iterator[LasProcess]":
        """Let it run as long as the block. It ends with this process too, whatever becomes of that."""
        wanted = (*COMMAND, "--school", str(VLIEGER), "--pupils", str(PUPILS), "--office", str(OFFICE))
        with subprocess.Popen(  # noqa: S603  # our own command
            wanted, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                line = process.stdout.readline()
                if not line:
                    raise ConfigurationError(NO_SIMULATOR)
                yield cls(json.loads(line))
            finally:
                process.stdin.close()
                process.wait(ENDS_WITHIN)

    @property
    def control(self) -> str:
        """The address at which the simulator tells what happened to it, and is told to err."""
        return str(self.told["control"])

    def settings(self) -> dict[str, Any]:
        """Return the settings of the plugin that reach it, without the secret."""
        return {
            name: self.told[name] for name in ("endpoint", "parent_portal_endpoint", "customer_code", "customer_name")
        }

    def key(self) -> Secret:
        """Return the school's authorisation key."""
        return Secret(self.told["schools"][str(VLIEGER)])


def couple_vlieger(store: Store, las: LasProcess) -> None:
    """Couple the school to the simulator, which has another port at each start."""
    with store.open(VLIEGER, "demo") as books:
        books.plugins.switch(PLUGIN, on=True)
        books.plugins.choose_las(PLUGIN)
        books.plugins.save(PLUGIN, las.settings(), {"authorisation_key": las.key()})


def fill_vlieger(store: Store, registry: Registry) -> Iterator[Text]:
    """Pull the school from its LAS for the first time."""
    yield told(VLIEGER, "ESIS", pull_in(store, registry, VLIEGER, by="demo"))


NO_SIMULATOR = Text(
    "De ESIS-simulator start niet. Is het pakket koppelhub-esis geïnstalleerd? Kijk met 'hub esis-simulator'.",
    "The ESIS simulator does not start. Is the package koppelhub-esis installed? See with 'hub esis-simulator'.",
)
