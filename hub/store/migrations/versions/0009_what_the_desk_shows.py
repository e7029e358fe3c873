"""What was sent to the LAS, who typed a change over, and an index for what moved lately."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Keep more of each change. Of calls from before, nobody knows what was sent."""
    _run("ALTER TABLE hub.change_attempt ADD COLUMN sent jsonb")
    _run("ALTER TABLE hub.change_item ADD COLUMN typed jsonb")
    _run("GRANT UPDATE (typed) ON hub.change_item TO hub_app")
    _run("CREATE INDEX change_item_school_id_moved_at_idx ON hub.change_item (school_id, moved_at)")


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
