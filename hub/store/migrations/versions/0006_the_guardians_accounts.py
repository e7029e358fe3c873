"""Which account is which guardian, who was invited, and the links that let somebody choose a password."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"

WALLED = ("guardian_account", "invitation")


def upgrade() -> None:
    """Make the tables. Who was invited stays to be seen; which account is which guardian can be taken apart."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in WALLED:
        _run(f"SELECT hub.build_wall('hub.{table}')")
    _run(
        "GRANT SELECT, INSERT, DELETE, UPDATE (seen_at, blocked_by, blocked_at) ON hub.guardian_account TO hub_app;"
        "GRANT SELECT, INSERT, UPDATE (used_at, used_by, revoked_at) ON hub.invitation TO hub_app;"
        "GRANT SELECT, INSERT, DELETE, UPDATE (used_at) ON hub.account_link TO hub_app;"
    )


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
