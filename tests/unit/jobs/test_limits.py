import pytest

from hub.contract import ConfigurationError
from hub.jobs.limits import Limits


def test_a_host_sets_a_number_by_its_name() -> None:
    assert Limits.from_environment({"HUB_WORKER_THREADS": "7", "HUB_DROP_QUIET": "0.5"}) == Limits(
        worker_threads=7, drop_quiet=0.5
    )


@pytest.mark.parametrize("value", ["veel", "0", "-1", ""])
def test_what_is_no_number_above_zero_is_refused_by_name(value: str) -> None:
    with pytest.raises(ConfigurationError, match="HUB_RING"):
        Limits.from_environment({"HUB_RING": value})


def test_a_limit_that_makes_healthy_workers_look_dead_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="HUB_HEARTBEAT"):
        Limits(heartbeat=10, stalled=15)
