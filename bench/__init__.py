"""Measurements beside a floor on the same machine in the same run. `uv run python -m bench` runs all."""
