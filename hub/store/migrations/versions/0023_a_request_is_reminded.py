"""When the school was reminded that a guardian waits for an answer to a request for information."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the moment; a request that waits already is reminded of in the next days."""
    op.get_bind().exec_driver_sql("ALTER TABLE hub.information_request ADD COLUMN reminded_at timestamptz")
