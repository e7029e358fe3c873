"""What people ask to change, as items that move from state to state, and which plugin is a school's LAS."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"

WALLED = ("change_request", "change_item", "change_step", "change_approval", "change_attempt")
MOVES = {
    "requested": "approved refused withdrawn conflict confirmed",
    "approved": "sending task withdrawn conflict confirmed",
    "sending": "sent failed conflict unknown approved",
    "sent": "confirmed failed conflict unknown",
    "task": "confirmed withdrawn refused conflict",
    "conflict": "approved refused withdrawn confirmed",
    "failed": "approved refused withdrawn confirmed",
    "unknown": "sent confirmed failed conflict approved refused",
}
INSERTED = (
    "school_id, request_id, kind, key, field, base, wanted, self_asked, has_authority, verdict, verdict_reason, undoes"
)
UPDATED = "base, correction, verdict, verdict_reason, write_key, look_at, tries, remind_at, reminders"


def upgrade() -> None:
    """Make the tables. The serving role can move an item by a step only, and can change no step."""
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for old, new in MOVES.items():
        for each in new.split():
            _run(f"INSERT INTO hub.change_move VALUES ('{old}', '{each}')")
    for table in WALLED:
        _run(f"SELECT hub.build_wall('hub.{table}')")
    _run(
        "GRANT SELECT ON hub.change_move TO hub_app;"
        "GRANT SELECT, INSERT ON hub.change_request, hub.change_step TO hub_app;"
        "GRANT SELECT, INSERT, UPDATE ON hub.change_approval, hub.change_attempt TO hub_app;"
        f"GRANT SELECT, INSERT ({INSERTED}), UPDATE ({UPDATED}) ON hub.change_item TO hub_app;"
    )


def _run(sql: str) -> None:
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})
