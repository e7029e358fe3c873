"""Every installed plugin that couples with a LAS keeps every promise of a connector."""

from collections.abc import Callable
from typing import Any

import pytest

from hub.contract import School, read_settings
from hub.records import SchoolCode
from hub.registry import Registry
from hub.testing.kit import ConnectorKit

REGISTRY = Registry.load()
SCHOOL = School(SchoolCode("99XX"), "De Proef")


def _default_settings(key: str) -> Any:
    settings = REGISTRY.plugins[key].settings
    return None if settings is None else read_settings(settings, {})


def _connects(key: str) -> Callable[[], Any] | None:
    """Return what makes the plugin's connector, where it gives one with its settings as they are by default."""

    def make() -> Any:
        return dict(REGISTRY.ask("las_connector", {key: _default_settings(key)}, school=SCHOOL).values)[key]

    return make if REGISTRY.ask("las_connector", {key: _default_settings(key)}, school=SCHOOL).values else None


CONNECTORS = {key: make for key in REGISTRY.plugins if (make := _connects(key))}


@pytest.mark.parametrize("make", CONNECTORS.values(), ids=CONNECTORS, scope="class")
class TestEveryLasPlugin(ConnectorKit):
    @pytest.fixture(autouse=True)
    def _its_connector(self, make: Callable[[], Any]) -> None:
        self.connector = make


def test_the_plugin_for_files_is_among_them() -> None:
    assert "edexml" in CONNECTORS
