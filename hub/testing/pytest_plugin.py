"""The pytest plugin that comes with the hub: fixtures for authors of plugins, wherever the hub is installed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hub.contract import Ask
    from hub.testing.made_up import MadeUpSchool

pytest.register_assert_rewrite("hub.testing.kit", "hub.testing.report_kit")


@pytest.fixture
def hub_ask() -> "Ask":
    """What the hub asks of a connector, for the school 99XX."""
    from hub.contract import Ask, School  # noqa: PLC0415 - a test run that does not use it need not load the hub
    from hub.records import SchoolCode  # noqa: PLC0415 - as above

    return Ask(school=School(SchoolCode("99XX"), "De Proef"))


@pytest.fixture
def hub_made_up() -> "Callable[..., MadeUpSchool]":
    """`made_up_school` of `hub.testing.made_up`, for the school 99XX where no other is named."""
    from hub.records import SchoolCode  # noqa: PLC0415 - as above
    from hub.testing.made_up import made_up_school  # noqa: PLC0415 - as above

    def make(code: str = "99XX", pupils: int = 215, seed: int = 1) -> "MadeUpSchool":
        return made_up_school(SchoolCode.parse(code), pupils, seed)

    return make
