"""Measuring several things in turns, so that the noise of the machine hits all of them alike."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hub.records import SchoolCode
from hub.store import Store


@dataclass(slots=True)
class Taken:
    """The seconds that one thing took, round by round: by the clock, and of this process's processor time."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Seconds by the clock in the middlemost round."""
        return statistics.median(self.clock)

    @property
    def best(self) -> float:
        """Seconds by the clock in the round that was disturbed least."""
        return min(self.clock)

    @property
    def processor_median(self) -> float:
        """Seconds of processor time in the middlemost round."""
        return statistics.median(self.processor)

    def times(self, floor: "Taken") -> float:
        """Return how many times as long as the floor it took: the median over the rounds, each beside its own floor."""
        return statistics.median(one / other for one, other in zip(self.clock, floor.clock, strict=True))

    def best_times(self, floor: "Taken") -> float:
        """Return how many times as long as the floor it took, each in its best round."""
        return self.best / floor.best


def in_turns(rounds: int, acts: Mapping[str, Callable[[], object]], *, warm: int = 1) -> dict[str, Taken]:
    """Do each act once a round, after `warm` rounds that do not count. Return what each took, by name."""
    taken = {name: Taken() for name in acts}
    for number in range(warm + rounds):
        for name, act in acts.items():
            clock, processor = time.perf_counter(), time.process_time()
            act()
            if number >= warm:
                taken[name].clock.append(time.perf_counter() - clock)
                taken[name].processor.append(time.process_time() - processor)
    return taken


def tell(taken: Mapping[str, Taken], floor: str, size: int, bounds: Mapping[str, float]) -> None:
    """Print the floor and what has a bound: milliseconds, microseconds a record, and the ratio in two ways."""
    for name in (floor, *bounds):
        one = taken[name]
        line = f"  {name:<22} {one.median * 1e3:8.0f} ms   {one.median / size * 1e6:6.1f} us each"
        if name != floor:
            line += (
                f"   {one.times(taken[floor]):5.2f}x, best rounds {verdict(one.best_times(taken[floor]), bounds[name])}"
            )
        print(line)


def verdict(ratio: float, bound: float) -> str:
    """Return a ratio with its bound, and whether it is held."""
    return f"{ratio:.2f}x ({'within' if ratio <= bound else 'OVER'} {bound:g})"


class NewSchools:
    """Schools that are added one after another, each empty. `code` is the last one's."""

    def __init__(self, store: Store, letters: str) -> None:
        self._store, self._letters, self._number = store, letters, 10

    def add(self) -> None:
        """Add the next."""
        self._number += 1
        with self._store.directory() as directory:
            directory.add_school(self.code, "Meting", board=None)

    @property
    def code(self) -> SchoolCode:
        """The code of the school that was added last."""
        return SchoolCode(f"{self._number}{self._letters}")
