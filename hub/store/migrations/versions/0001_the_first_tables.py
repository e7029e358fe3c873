"""The first tables, with the wall between schools around every row of a school."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

WALLED = (
    *("audit_head", "audit_entry", "school_plugin", "plugin_fault", "run", "run_step", "run_rejected"),
    *("location", "class_group", "combined_group", "pupil", "teacher", "guardian", "guardianship"),
)
HISTORIES = "hub.audit_entry, hub.hub_audit_entry"


def upgrade() -> None:
    """Make the tables in the empty schema `hub`."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in WALLED:
        _run(f"SELECT hub.build_wall('hub.{table}')")
    _run(
        "GRANT USAGE ON SCHEMA hub TO hub_app;"
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA hub TO hub_app;"
        f"REVOKE UPDATE, DELETE ON {HISTORIES} FROM hub_app;"
        "REVOKE INSERT, UPDATE, DELETE ON hub.alembic_version FROM hub_app;"
    )


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
