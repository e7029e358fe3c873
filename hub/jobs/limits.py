"""How many, how often and how long: the numbers of the worker and the clock, from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from hub.contract import ConfigurationError
from hub.records import Text

PREFIX = "HUB_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers that a host may change; `worker_threads` is `HUB_WORKER_THREADS`. All but the threads are seconds."""

    worker_threads: int = 4
    """Jobs that one worker does at once."""
    heartbeat: float = 5.0
    """How often a worker says that it lives."""
    stalled: float = 20.0
    """A worker that was silent for so long is dead; another one takes its jobs over."""
    poll: float = 5.0
    """How long a worker waits for a knock (NOTIFY) before it looks by itself."""
    ring: float = 2.0
    """How often the clock looks whether something is due."""
    drop_every: float = 15.0
    """How often the drop folder of a school is looked into."""
    drop_quiet: float = 5.0
    """A dropped file in which nothing was written for so long is whole."""
    write_pause: float = 2.0
    """The first pause before the LAS is asked again about a change; every next one is twice as long."""
    tend_every: float = 60.0
    """How often is looked for changes whose job was lost, and for tasks that are due."""

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) <= 0:
                raise _unusable(PREFIX + field.name.upper())
        if self.stalled < 2 * self.heartbeat:
            raise ConfigurationError(
                Text(
                    "HUB_STALLED moet minstens twee keer HUB_HEARTBEAT zijn; anders lijkt een gezonde werker dood.",
                    "HUB_STALLED must be at least twice HUB_HEARTBEAT; otherwise a healthy worker looks dead.",
                )
            )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Limits":
        """Read the numbers that the host set. Raises `ConfigurationError` for what is not a number above zero."""
        given: dict[str, float] = {}
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            if name in environment:
                try:
                    given[field.name] = (int if field.type is int else float)(environment[name])
                except ValueError:
                    raise _unusable(name) from None
        return cls(**given)  # type: ignore[arg-type]  # whole numbers were read as such


def _unusable(name: str) -> ConfigurationError:
    return ConfigurationError(
        Text(f"Zet {name} op een getal groter dan nul.", f"Set {name} to a number greater than zero.")
    )
