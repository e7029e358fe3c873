"""The serving role keeps on which day somebody looked for what is new to a guardian."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Of a link only what changes may be changed: this column too."""
    op.get_bind().exec_driver_sql("GRANT UPDATE (news_on) ON hub.guardian_account TO hub_app")
