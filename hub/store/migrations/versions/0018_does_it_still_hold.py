"""A school asks its guardians whether what it knows of them is still right."""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"

WALLED = ("campaign", "campaign_answer", "campaign_checked")
UPDATED = "reminded_at, reminders, ended_at, ended_by, undone, result"


def upgrade() -> None:
    """Make the tables, each behind the wall. What a campaign asks cannot be changed once it was started."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in WALLED:
        _run(f"SELECT hub.build_wall('hub.{table}')")
    _run(
        f"GRANT SELECT, INSERT, UPDATE ({UPDATED}) ON hub.campaign TO hub_app;"
        "GRANT SELECT, INSERT, UPDATE, DELETE ON hub.campaign_answer, hub.campaign_checked TO hub_app;"
    )


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
