"""How long a school keeps what, who is about to be erased, and files with what the hub has of a person."""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"

WALLED = ("retention", "retention_hold", "retention_notice", "retention_run", "takeout")


def upgrade() -> None:
    """Make the tables, each behind the wall, and the function that removes what is too old."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in WALLED:
        _run(f"SELECT hub.build_wall('hub.{table}')")
        _run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON hub.{table} TO hub_app")
    _run("GRANT DELETE ON hub.hub_letter TO hub_app")
    _run("REVOKE ALL ON FUNCTION hub.expire_traces(text, bigint, bigint) FROM PUBLIC")
    _run("GRANT EXECUTE ON FUNCTION hub.expire_traces(text, bigint, bigint) TO hub_app")
    _run("REVOKE ALL ON FUNCTION hub.erase_letters_to(bigint) FROM PUBLIC")
    _run("GRANT EXECUTE ON FUNCTION hub.erase_letters_to(bigint) TO hub_app")


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
