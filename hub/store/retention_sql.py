"""The questions behind retention: who is off the roll and since when, and what is too old."""

from collections.abc import Mapping

from hub.records import Kind
from hub.store.retention_terms import Kept

NAMED = "trim(concat_ws(' ', t.first_name, t.prefix, t.last_name))"
DAY = "AT TIME ZONE 'Europe/Amsterdam')::date"
END = "+ make_interval(months => CAST(:months AS integer)))::date"

# A guardian is due only when none of his pupils is on the roll, and his term begins when the last of them left.
CANDIDATES: Mapping[Kind, str] = {
    Kind.PUPILS: f"""
        SELECT t.key, {NAMED} AS name, (t.departed_at {DAY} AS left_on,
               ((t.departed_at {DAY} {END} AS due_on
        FROM hub.pupil t WHERE t.school_id = :school AND t.departed_at IS NOT NULL
    """,
    Kind.GUARDIANS: f"""
        SELECT t.key, {NAMED} AS name, (l.last_at {DAY} AS left_on, ((l.last_at {DAY} {END} AS due_on
        FROM hub.guardian t CROSS JOIN LATERAL (
            SELECT greatest(t.departed_at, max(p.departed_at)) AS last_at,
                   coalesce(bool_or(p.key IS NOT NULL AND p.departed_at IS NULL), false) AS needed
            FROM (VALUES (1)) AS one (row)
            LEFT JOIN hub.guardianship g ON g.school_id = :school AND g.guardian = t.key
            LEFT JOIN hub.pupil p ON p.school_id = :school AND p.key = g.pupil
        ) AS l
        WHERE t.school_id = :school AND t.departed_at IS NOT NULL AND NOT l.needed
    """,
}


def _due(kind: Kind) -> str:
    return f"""
        SELECT d.key, d.name, d.left_on, d.due_on, n.goes_on, h.reason FROM ({CANDIDATES[kind]}) AS d
        LEFT JOIN hub.retention_notice n ON n.school_id = :school AND n.kind = '{kind.value}' AND n.key = d.key
        LEFT JOIN hub.retention_hold h ON h.school_id = :school AND h.kind = '{kind.value}' AND h.key = d.key
        WHERE d.due_on <= :until ORDER BY coalesce(n.goes_on, d.due_on), d.name, d.key
    """


DUE: Mapping[Kind, str] = {kind: _due(kind) for kind in CANDIDATES}
NOT_HELD = """
NOT EXISTS (SELECT FROM hub.retention_hold h WHERE h.school_id = :school AND h.kind = :kind AND h.key = d.key)
"""
TAKE_BACK = f"""
DELETE FROM hub.retention_notice n WHERE n.school_id = :school AND n.kind = :kind AND NOT EXISTS (
    SELECT FROM ({{due}}) AS d WHERE d.key = n.key
    AND d.due_on <= CAST(:today AS date) + CAST(:days AS integer) AND {NOT_HELD}
)
"""
ANNOUNCE = f"""
INSERT INTO hub.retention_notice (school_id, kind, key, announced_on, goes_on)
SELECT :school, :kind, d.key, :today, greatest(d.due_on, CAST(:today AS date) + CAST(:days AS integer))
FROM ({{due}}) AS d WHERE d.due_on <= CAST(:today AS date) + CAST(:days AS integer) AND {NOT_HELD}
ON CONFLICT DO NOTHING RETURNING key
"""
NEXT = """
SELECT n.kind, n.key FROM hub.retention_notice n
WHERE n.school_id = :school AND n.goes_on <= :as_of
AND NOT EXISTS (SELECT FROM hub.retention_hold h WHERE h.school_id = :school AND h.kind = n.kind AND h.key = n.key)
ORDER BY n.kind DESC, n.goes_on, n.key LIMIT 1 FOR UPDATE OF n SKIP LOCKED
"""
OLD = "(CAST(:on AS date) - make_interval(months => CAST(:months AS integer)))"
ENDED = f"r.finished_at < {OLD} AND r.state NOT IN ('waiting', 'running', 'planned', 'held')"
TOO_OLD: Mapping[Kept, str] = {
    Kept.REQUESTS: "FROM hub.change_item t WHERE t.school_id = :school"
    f" AND t.state IN ('refused', 'withdrawn', 'confirmed') AND t.moved_at < {OLD}",
    Kept.INFORMATION: f"FROM hub.information_request t WHERE t.school_id = :school AND t.decided_at < {OLD}",
    Kept.LETTERS: f"FROM hub.letter t WHERE t.school_id = :school AND t.state <> 'waiting' AND t.created_at < {OLD}",
    Kept.RUN_DETAILS: "FROM hub.run_step t JOIN hub.run r ON r.school_id = :school AND r.id = t.run_id"
    f" WHERE t.school_id = :school AND {ENDED}",
    Kept.QUARANTINE: "FROM hub.run_rejected t JOIN hub.run r ON r.school_id = :school AND r.id = t.run_id"
    f" WHERE t.school_id = :school AND {ENDED}",
    Kept.LOOKS: f"FROM hub.look t WHERE t.school_id = :school AND t.hour < {OLD}",
}
