"""Every installed plugin that couples with a LAS keeps every promise of a connector."""

import sys
from typing import Any

import pytest

from hub.contract import School, SettingsRefusedError, read_settings
from hub.records import SchoolCode
from hub.registry import Registry
from hub.testing.kit import ConnectorKit

REGISTRY = Registry.load()
SCHOOL = School(SchoolCode("99XX"), "De Proef")
COUPLINGS = [key for key, each in REGISTRY.plugins.items() if hasattr(sys.modules[each.package], "las_connector")]


def _default_settings(key: str) -> Any:
    declared = REGISTRY.plugins[key].settings
    try:
        return None if declared is None else read_settings(declared, {})
    except SettingsRefusedError as refusal:
        pytest.skip(f"{key} needs settings; its own tests run the kit with a simulator ({refusal.text.en})")


@pytest.mark.parametrize("key", COUPLINGS, scope="class")
class TestEveryLasPlugin(ConnectorKit):
    @pytest.fixture(autouse=True)
    def _its_connector(self, key: str) -> None:
        settings = _default_settings(key)

        def make() -> Any:
            answers = REGISTRY.ask("las_connector", {key: settings}, school=SCHOOL)
            assert not answers.faults
            return dict(answers.values)[key]

        self.connector = make


def test_the_plugin_for_files_is_among_them() -> None:
    assert "edexml" in COUPLINGS
    assert REGISTRY.plugins["edexml"].settings is None or _default_settings("edexml") is not None
