"""Letters that wait to be sent or were sent, and who wants which."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"

WALLED = ("letter", "letter_off")


def upgrade() -> None:
    """Make the tables. A letter is never taken away by the serving role: what was sent stays to be seen."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for table in WALLED:
        _run(f"SELECT hub.build_wall('hub.{table}')")
    _run(
        "GRANT SELECT, INSERT, UPDATE ON hub.letter, hub.hub_letter TO hub_app;"
        "GRANT SELECT, INSERT, DELETE ON hub.letter_off, hub.letter_declined TO hub_app;"
    )


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
