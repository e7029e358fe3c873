"""The queue of procrastinate, in a schema of its own, as the installed version of procrastinate makes it."""

from importlib.metadata import version

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the queue. Its functions name their tables without a schema, so every connection has it in its path."""
    _run("CREATE SCHEMA procrastinate")
    _run("SET LOCAL search_path TO procrastinate")
    _run(SchemaManager.get_schema())
    _run("RESET search_path")
    _run(
        f"COMMENT ON SCHEMA procrastinate IS '{version('procrastinate')}';"
        "GRANT USAGE ON SCHEMA procrastinate TO hub_app;"
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA procrastinate TO hub_app;"
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA procrastinate TO hub_app;"
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA procrastinate TO hub_app;"
    )


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
