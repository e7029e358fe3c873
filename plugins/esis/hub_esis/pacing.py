"""Not asking a LAS too often: a rate limit and a circuit breaker for each host, shared by every job of this process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from hub.contract import LasUnavailableError
from hub.records import Text

PER_SECOND, AT_ONCE = 5.0, 10.0
"""Questions that a host gets, after the first ones at once."""
FAILURES, REST = 5, 60.0
"""So many failures in a row open the breaker; then the host is left alone for so many seconds, doubled each time."""
LONGEST_REST = 900.0
RESTING = Text(
    "ESIS gaf een paar keer achter elkaar geen antwoord. De hub laat het daarom even met rust en probeert het later "
    "vanzelf opnieuw.",
    "ESIS did not answer several times in a row. So the hub leaves it alone for a while, and tries again later by "
    "itself.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the hub waits for ESIS: seconds to connect, to hear anything, for a whole answer, and between tries."""

    connect: float = 10
    hear: float = 60
    whole: float = 900
    pauses: tuple[float, ...] = (1, 5, 20)


class Pace:
    """One host. Every question takes its `turn` first, and says afterwards whether it worked."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._lock = Lock()
        self._tokens, self._filled_at = AT_ONCE, clock()
        self._failures = 0
        self._rests = 0
        self._closed_until = 0.0

    def turn(self) -> None:
        """Wait for a turn. Raises `LasUnavailableError` while the breaker is open."""
        with self._lock:
            now = self._clock()
            if now < self._closed_until:
                raise LasUnavailableError(RESTING)
            if self._failures >= FAILURES:
                self._rest(now)  # one question is let through now; the others wait for what comes of it
            self._tokens = min(AT_ONCE, self._tokens + (now - self._filled_at) * PER_SECOND) - 1
            self._filled_at = now
            wait = max(0.0, -self._tokens / PER_SECOND)
        if wait:
            self._sleep(wait)

    def worked(self) -> None:
        """Close the breaker: the host answers, whatever it says."""
        with self._lock:
            self._failures = self._rests = 0
            self._closed_until = 0.0

    def failed(self) -> None:
        """Count a failure; the last of several in a row opens the breaker."""
        with self._lock:
            self._failures += 1
            if self._failures == FAILURES:
                self._rest(self._clock())

    def _rest(self, now: float) -> None:
        self._closed_until = now + min(LONGEST_REST, REST * 2**self._rests)
        self._rests += 1


_PACES: dict[str, Pace] = {}
_LOCK = Lock()


def pace_of(host: str) -> Pace:
    """Return the pace of a host (with its port): the same one for every job of this process."""
    with _LOCK:
        return _PACES.setdefault(host, Pace())
