"""The letters."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute(
        "CREATE TABLE letter (id bigint GENERATED ALWAYS AS IDENTITY, words text NOT NULL, by_name text, "
        "school_id bigint NOT NULL DEFAULT current_setting('hub.school')::bigint)"
    )
    op.execute("SELECT hub.build_wall('letter')")
