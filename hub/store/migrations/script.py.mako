"""${message}"""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Say here what the step does to rows that are there already."""
    ${upgrades if upgrades else "op.execute('')"}
