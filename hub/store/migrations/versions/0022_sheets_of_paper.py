"""Whether a run on paper is for one side of each sheet, and whose paper has signs that no letter has."""

from alembic import op

revision = "0022"
down_revision = "0021"

STATEMENTS = (
    "ALTER TABLE hub.paper_run ADD COLUMN one_sided boolean NOT NULL DEFAULT false",
    "ALTER TABLE hub.paper_pupil ADD COLUMN boxes boolean NOT NULL DEFAULT false",
)


def upgrade() -> None:
    """Add both; runs that are there were made for both sides, and nobody looked at their signs."""
    connection = op.get_bind()
    for each in STATEMENTS:
        connection.exec_driver_sql(each)
