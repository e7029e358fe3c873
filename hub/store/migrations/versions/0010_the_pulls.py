"""Pulls that ring by themselves: what a run asked the LAS for, and how the coupling of a school goes."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table, and let what the clock rings for rest."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    _run("SELECT hub.build_wall('hub.coupling')")
    _run("GRANT SELECT, INSERT, UPDATE, DELETE ON hub.coupling TO hub_app")


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
