"""An item says what it waits for where the coupling is off or set wrongly; a step takes that away."""

from alembic import op

revision = "0007"
down_revision = "0006"

TAKE_STEP = """
CREATE OR REPLACE FUNCTION hub.take_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_temp AS $$
BEGIN
    UPDATE hub.change_item
    SET state = NEW.to_state, moved_at = NEW.at, remind_at = NULL, reminders = 0, waits_for = NULL
    WHERE school_id = NEW.school_id AND id = NEW.item_id AND state = NEW.from_state;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'item % is not %', NEW.item_id, NEW.from_state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
"""


def upgrade() -> None:
    """Let each item keep a sentence for the school."""
    _run("ALTER TABLE hub.change_item ADD COLUMN waits_for jsonb")
    _run("GRANT UPDATE (waits_for) ON hub.change_item TO hub_app")
    _run(TAKE_STEP)


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
