"""The rules that a school makes: its draft, what it switched on when, and what it looked at again."""

from alembic import op

revision = "0001"
down_revision = None

SCHOOL = "school_id bigint NOT NULL DEFAULT current_setting('hub.school')::bigint"


def upgrade() -> None:
    """Make the tables, each with the wall between schools."""
    op.execute(
        f"CREATE TABLE draft ({SCHOOL} PRIMARY KEY, rules text NOT NULL, "
        "changed_by text NOT NULL, changed_at timestamptz NOT NULL DEFAULT now())"
    )
    op.execute(
        f"CREATE TABLE put_on ({SCHOOL}, id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, rules text NOT NULL, "
        "put_on_by text, put_on_at timestamptz NOT NULL DEFAULT now())"
    )
    op.execute(
        f"CREATE TABLE review ({SCHOOL}, item bigint NOT NULL, good boolean NOT NULL, note text NOT NULL, "
        "reviewed_by text NOT NULL, reviewed_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (school_id, item))"
    )
    for table in ("draft", "put_on", "review"):
        op.execute(f"SELECT hub.build_wall('{table}')")
