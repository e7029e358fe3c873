"""Runs that put reports on paper, and which pupils are on it."""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"

WALLED = ("paper_run", "paper_pupil")


def upgrade() -> None:
    """Make the tables, each behind the wall."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in WALLED:
        _run(f"SELECT hub.build_wall('hub.{table}')")
        _run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON hub.{table} TO hub_app")
    _run("REVOKE UPDATE ON hub.paper_pupil FROM hub_app")


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
