"""What each guardian knows already of a child's history, when he was last told, and why a grant was taken back."""

from alembic import op

revision = "0019"
down_revision = "0018"

STATEMENTS = (
    """
    CREATE TABLE hub.news (
        school_id bigint DEFAULT current_setting('hub.school'::text)::bigint NOT NULL,
        guardian text NOT NULL,
        pupil text NOT NULL,
        opened bigint[],
        told bigint[] DEFAULT '{}'::bigint[] NOT NULL,
        CONSTRAINT news_pkey PRIMARY KEY (school_id, guardian, pupil),
        CONSTRAINT news_school_id_fkey FOREIGN KEY(school_id) REFERENCES hub.school (id)
    )
    """,
    "SELECT hub.build_wall('hub.news')",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON hub.news TO hub_app",
    "ALTER TABLE hub.guardian_account ADD COLUMN news_on date",
    "ALTER TABLE hub.access_grant ADD COLUMN revoked_because text",
)


def upgrade() -> None:
    """Make the table behind the wall."""
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})
