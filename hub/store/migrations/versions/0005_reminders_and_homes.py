"""A step takes an item's reminder away; an item keeps whether the asker lives with the child."""

from alembic import op

revision = "0005"
down_revision = "0004"

TAKE_STEP = """
CREATE OR REPLACE FUNCTION hub.take_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_temp AS $$
BEGIN
    UPDATE hub.change_item SET state = NEW.to_state, moved_at = NEW.at, remind_at = NULL, reminders = 0
    WHERE school_id = NEW.school_id AND id = NEW.item_id AND state = NEW.from_state;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'item % is not %', NEW.item_id, NEW.from_state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
"""


def upgrade() -> None:
    """Let the waiting begin anew with every step. Of items from before, nobody knows that the asker lives there."""
    _run(TAKE_STEP)
    _run("ALTER TABLE hub.change_item ADD COLUMN lives_with boolean DEFAULT false NOT NULL")
    _run("GRANT INSERT (lives_with) ON hub.change_item TO hub_app")


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
