"""The second step of logging in, and which schools ask it of who works there."""

from pathlib import Path

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the tables; they are looked up before any school is in hand."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in ("second_step", "recovery_code"):
        _run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON hub.{table} TO hub_app")
    _run("REVOKE UPDATE ON hub.recovery_code FROM hub_app")
    _run("GRANT UPDATE (staff_step) ON hub.school TO hub_app")


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
