"""The pytest plugin that comes with the hub: fixtures for authors of plugins."""
