"""Who stands around a guardian: his children, their other guardians, and these guardians' other families.

Those who left count too: what they were is still in plans and trails.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Kindred:
    """Pupils and guardians by LAS key."""

    pupils: frozenset[str] = frozenset()
    guardians: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kin:
    """The kin of guardians of the school in hand."""

    session: Session
    school_id: int

    def around(self, guardians: AbstractSet[str]) -> Kindred:
        """Return the children of these guardians, who else is their guardian, and with whom those live elsewhere."""
        if not guardians:
            return Kindred()
        rows = self.session.execute(text(AROUND), {"school": self.school_id, "me": sorted(guardians)}).all()
        return Kindred(
            pupils=frozenset(key for kind, key in rows if kind == "pupil"),
            guardians=frozenset(key for kind, key in rows if kind == "guardian") - guardians,
        )

    def joined_by(self, run: int, known: Kindred) -> Kindred:
        """Return who would belong to these, or did, by the ties that the plan of a run adds."""
        values: dict[str, Any] = {"school": self.school_id, "run": run}
        for _ in range(STEPS_FURTHER):
            values |= {"pupils": sorted(known.pupils), "guardians": sorted(known.guardians)}
            rows = self.session.execute(text(JOINED), values).all()
            known = Kindred(
                pupils=known.pupils | {pupil for pupil, _ in rows},
                guardians=known.guardians | {guardian for _, guardian in rows},
            )
        return known

    def accounts(self, guardians: AbstractSet[str]) -> frozenset[str]:
        """Return the e-mail addresses with which these guardians log in: under those the audit trail names them."""
        found = self.session.scalars(text(ACCOUNTS), {"school": self.school_id, "guardians": sorted(guardians)})
        return frozenset(found)


STEPS_FURTHER = 2
AROUND = """
WITH tie AS (SELECT pupil, guardian FROM hub.guardianship WHERE school_id = :school),
mine AS (SELECT pupil FROM tie WHERE guardian = ANY(:me)),
beside AS (SELECT guardian FROM tie WHERE pupil IN (SELECT pupil FROM mine)),
children AS (
    SELECT pupil FROM tie WHERE guardian IN (SELECT guardian FROM beside)
)
SELECT 'pupil', pupil FROM children
UNION SELECT 'guardian', guardian FROM tie WHERE pupil IN (SELECT pupil FROM children)
"""
JOINED = """
SELECT new ->> 'pupil', new ->> 'guardian' FROM hub.run_step
WHERE school_id = :school AND run_id = :run AND kind = 'guardianships' AND action = 'add'
    AND (new ->> 'pupil' = ANY(:pupils) OR new ->> 'guardian' = ANY(:guardians))
"""
ACCOUNTS = """
SELECT c.email FROM hub.guardian_account a JOIN hub.account c ON c.id = a.account_id
WHERE a.school_id = :school AND a.guardian = ANY(:guardians)
"""
