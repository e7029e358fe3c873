"""How many people a publication reaches: pupils of whom there is something, and guardians who may see it by law."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.contract import ReportKind
from hub.records import Relation
from hub.store.publication import YEAR_GROUPS
from hub.store.roll import YEAR_GROUP

OF_NO_YEAR_GROUP = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many pupils it is about, how many guardians may see it, and how many of those can log in now."""

    pupils: int
    guardians: int
    with_account: int


def reach_of(
    session: Session, school_id: int, kinds: Mapping[ReportKind, Collection[str]], relations: Collection[Relation]
) -> Reach:
    """Return whom these kinds reach, each for its year groups; `relations` see with authority. One question."""
    chosen = {kind.value: _with_the_rest(years) for kind, years in kinds.items()}
    values = {"school": school_id, "chosen": json.dumps(chosen), "relations": sorted(each.value for each in relations)}
    row = session.execute(text(REACHED), values).one()
    return Reach(pupils=row[0], guardians=row[1], with_account=row[2])


def _with_the_rest(years: Collection[str]) -> list[str]:
    """Return year groups with the mark of pupils without one, who are in all of them or in none."""
    return sorted(years) + ([OF_NO_YEAR_GROUP] if set(years) >= set(YEAR_GROUPS) else [])


REACHED = f"""
WITH chosen AS (SELECT key AS kind, value AS years FROM jsonb_each(CAST(:chosen AS jsonb))),
of_pupil AS (
    SELECT pupil.id, pupil.key, coalesce({YEAR_GROUP}, '{OF_NO_YEAR_GROUP}') AS year_group
    FROM hub.pupil pupil WHERE pupil.school_id = :school AND pupil.departed_at IS NULL
),
reached AS (
    SELECT p.key FROM of_pupil p WHERE EXISTS (
        SELECT FROM hub.result r JOIN hub.assessment a ON a.school_id = r.school_id AND a.key = r.assessment
        JOIN chosen c ON c.kind = a.type AND jsonb_exists(c.years, p.year_group)
        WHERE r.school_id = :school AND r.pupil_id = p.id AND r.withdrawn_at IS NULL
    ) OR EXISTS (
        SELECT FROM hub.report_card r
        JOIN chosen c ON c.kind = 'report_cards' AND jsonb_exists(c.years, p.year_group)
        WHERE r.school_id = :school AND r.pupil_id = p.id AND r.withdrawn_at IS NULL AND r.document_id IS NOT NULL
    )
)
SELECT count(DISTINCT reached.key), count(DISTINCT s.guardian),
    count(DISTINCT s.guardian) FILTER (WHERE a.account_id IS NOT NULL AND a.blocked_at IS NULL)
FROM reached
LEFT JOIN hub.guardianship s ON s.school_id = :school AND s.pupil = reached.key AND s.departed_at IS NULL
    AND s.authority AND s.relation = ANY(:relations)
LEFT JOIN hub.guardian_account a ON a.school_id = :school AND a.guardian = s.guardian
"""
