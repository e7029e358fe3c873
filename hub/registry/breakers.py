"""A plugin that fails time and again at a school is left alone there for a while."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from hub.registry.answers import Fault

FAILURES = 3
"""So many failures in a row pause a plugin."""
PAUSE = 60.0
"""So many seconds a plugin is left alone before it is tried again, once."""


@dataclass(slots=True)
class _Failing:
    failures: int = 0
    paused_at: float | None = None
    last: Fault | None = None


class Breakers:
    """The plugins that are failing, each at its own school. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failing: dict[Hashable, _Failing] = {}
        self._lock = Lock()

    def paused(self, circuit: Hashable) -> Fault | None:
        """Return the last fault where the circuit is paused, else `None`.

        Once the pause is over, the one who hears `None` makes the trial; for others the pause goes on meanwhile.
        """
        if not self._failing:
            return None
        with self._lock:
            failing = self._failing.get(circuit)
            if failing is None or failing.paused_at is None:
                return None
            now = self._clock()
            if now - failing.paused_at < PAUSE:
                return failing.last
            failing.paused_at = now
            return None

    def failed(self, circuit: Hashable, fault: Fault, *, at_once: bool = False) -> None:
        """Count a failure; the last of too many pauses the circuit, or this one where it must be `at_once`."""
        with self._lock:
            failing = self._failing.setdefault(circuit, _Failing())
            failing.failures += FAILURES if at_once else 1
            failing.last = fault
            if failing.failures >= FAILURES:
                failing.paused_at = self._clock()

    def worked(self, circuit: Hashable) -> None:
        """Forget the failures: a row of them is over."""
        if self._failing:
            with self._lock:
                self._failing.pop(circuit, None)
