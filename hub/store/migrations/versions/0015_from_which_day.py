"""A change may hold from a day to come, and the requests of one move of house belong together."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Keep from which day an item holds, and who of the school let it go earlier."""
    _run("ALTER TABLE hub.change_item ADD COLUMN effective_on date, ADD COLUMN early jsonb")
    _run("GRANT INSERT (effective_on), UPDATE (early) ON hub.change_item TO hub_app")
    _run("ALTER TABLE hub.change_request ADD COLUMN move uuid")
    _run("CREATE UNIQUE INDEX change_request_move_key ON hub.change_request (school_id, guardian, move)")
    _run("INSERT INTO hub.change_move VALUES ('approved', 'refused')")


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
