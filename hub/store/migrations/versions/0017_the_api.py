"""An existing portal at a school's door: tokens, what it asked, and where it wants to hear what happened."""

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"

WALLED = ("api_token", "api_asked", "webhook", "webhook_message")


def upgrade() -> None:
    """Make the tables. A token is never taken away: who came in stays to be seen."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in WALLED:
        _run(f"SELECT hub.build_wall('hub.{table}')")
    _run(
        "GRANT SELECT, INSERT, UPDATE ON hub.api_token TO hub_app;"
        "GRANT SELECT, INSERT, UPDATE, DELETE ON hub.api_asked, hub.webhook, hub.webhook_message TO hub_app;"
    )


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
