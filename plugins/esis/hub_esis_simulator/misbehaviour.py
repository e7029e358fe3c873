"""What the simulator can do wrong, and how often it still has to."""

from dataclasses import dataclass
from threading import Lock

from hub_esis_simulator.wire import NAMES, READING

ALL = frozenset(NAMES)
HANDS_IN = frozenset({"DienMutatieIn"})
RESULTS = frozenset({"HaalResultaten"})
DOCUMENTS = frozenset({"HaalRapport"})
WITH_PEOPLE = frozenset({"HaalLeerlinggegevens", "HaalLeerlingen", "HaalVerzorgers"})
FAULTS: dict[str, frozenset[str]] = {
    "hang-before": ALL,
    "late": ALL,
    "html-500": ALL,
    "fault-in-200": ALL,
    "refused-credentials": ALL,
    "unavailable": ALL,
    "no-data": READING,
    "duplicate-delivery": WITH_PEOPLE,
    "score-off-scale": RESULTS,
    "norm-with-holes": RESULTS,
    "future-date": RESULTS,
    "unknown-pupil": RESULTS,
    "repeated-result": RESULTS,
    "huge-document": DOCUMENTS,
    "cut-document": DOCUMENTS,
    "no-pdf": DOCUMENTS,
    "script-document": DOCUMENTS,
    "not-successful": HANDS_IN,
    "processed-never": HANDS_IN,
    "hang-after": ALL,
    "cut": ALL,
    "wrong-charset": ALL,
    "changed-contract": ALL,
    "slow": ALL,
    "expired-certificate": frozenset(),
}
"""Every fault, and the operations that it can befall. The one of none befalls a connection, before any operation."""
CONNECTION = "expired-certificate"
LASTING = {"hang-before": 600.0, "hang-after": 600.0, "slow": 10.0, "late": 3.0}
"""How many seconds a fault takes, where nobody says otherwise."""
FOR_EVER = 0


@dataclass(slots=True)
class Armed:
    """A fault that waits for the next `left` requests (`FOR_EVER`: for all), of one operation or of any."""

    name: str
    left: int = 1
    operation: str | None = None
    seconds: float | None = None

    @property
    def lasting(self) -> float:
        return LASTING.get(self.name, 0.0) if self.seconds is None else self.seconds

    def befalls(self, operation: str | None) -> bool:
        if operation is None:
            return self.name == CONNECTION
        return operation in FAULTS[self.name] and self.operation in {None, operation}


class Misbehaviour:
    """The faults that wait, first in, first out. `over_tls`: a connection has a certificate that can expire."""

    def __init__(self, *, over_tls: bool = False) -> None:
        self._over_tls = over_tls
        self._armed: list[Armed] = []
        self._lock = Lock()

    def arm(self, fault: Armed) -> None:
        """Let a fault wait for the requests to come. Raises `ValueError` on one that never could."""
        if fault.name not in FAULTS:
            raise ValueError(f"there is no fault {fault.name}; there are: {', '.join(FAULTS)}")
        if fault.operation is not None and fault.operation not in FAULTS[fault.name]:
            raise ValueError(f"{fault.name} cannot befall {fault.operation}")
        if fault.name == CONNECTION and not self._over_tls:
            raise ValueError(f"{CONNECTION} needs a simulator with --tls")
        with self._lock:
            self._armed.append(fault)

    def behave(self) -> None:
        """Forget every fault that waits."""
        with self._lock:
            self._armed.clear()

    def next_for(self, operation: str | None) -> Armed | None:
        """Return the fault for this request (`None`: for this connection), which then has one time less to go."""
        with self._lock:
            found = next((each for each in self._armed if each.befalls(operation)), None)
            if found is not None and found.left != FOR_EVER:
                found.left -= 1
                if not found.left:
                    self._armed.remove(found)
            return found
