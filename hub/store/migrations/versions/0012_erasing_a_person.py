"""Erasing a person: the only way to remove what otherwise only grows, and only of who is off the roll."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the function. The serving role may call it and gets no right to remove histories itself."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    _run("REVOKE ALL ON FUNCTION hub.erase_traces(text, text) FROM PUBLIC")
    _run("GRANT EXECUTE ON FUNCTION hub.erase_traces(text, text) TO hub_app")


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
