"""For every test of the project and its plugins: the processes that tests start share their compiled modules."""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Keep compiled modules beside pytest's own cache where this machine keeps none: compiling is half of a start."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None) and config.pluginmanager.hasplugin("cacheprovider"):
        os.environ["PYTHONPYCACHEPREFIX"] = str(config.cache.mkdir("bytecode"))
