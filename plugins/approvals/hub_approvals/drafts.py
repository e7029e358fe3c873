"""A school's draft of its rules, and which rules it switched on when. The rules that hold stand in the settings."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from hub.contract import HubError
from hub.contract.pages import NotThereError, Tables
from hub.records import Text
from hub_approvals.policy import Policy, Rule, read_policy, write_policy


class StaleDraftError(HubError):
    """Somebody else changed the draft meanwhile. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Iemand anders wijzigde het ontwerp intussen. Ga terug, bekijk het opnieuw en doe het dan nog eens.",
                "Somebody else changed the draft meanwhile. Go back, look at it again, and then do it once more.",
            )
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """Rules that do not hold yet. `mark` stands for what they are, so that nobody overwrites what he did not see."""

    policy: Policy
    mark: str
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PutOn:
    """Rules that were switched on. `by` is `None` for rules that held before there was a history."""

    number: int
    policy: Policy
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """What differs between two policies: rules that came and that went, with their numbers; or only their order."""

    added: tuple[tuple[int, Rule], ...]
    removed: tuple[tuple[int, Rule], ...]
    moved: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved)


def mark_of(policy: Policy) -> str:
    """Return what stands for a policy in a form."""
    return sha256(write_policy(policy).encode()).hexdigest()[:16]


def changed(old: Policy, new: Policy) -> Changed:
    """Return what differs between the rules that hold and a draft."""
    added, removed = _left_over(new, old), _left_over(old, new)
    return Changed(added, removed, moved=not added and not removed and old != new)


def _left_over(policy: Policy, other: Policy) -> tuple[tuple[int, Rule], ...]:
    """Return the rules of a policy that another has not, or has fewer times."""
    there = Counter(other)
    found = []
    for number, rule in enumerate(policy, 1):
        there[rule] -= 1
        if there[rule] < 0:
            found.append((number, rule))
    return tuple(found)


def find_draft(tables: Tables) -> Draft | None:
    """Return the school's draft, where there is one."""
    for row in tables.rows("SELECT rules, changed_by, changed_at FROM draft"):
        policy = read_policy(row["rules"])
        return Draft(policy, mark_of(policy), row["changed_by"], row["changed_at"])
    return None


def begin_draft(tables: Tables, policy: Policy, by: str) -> None:
    """Begin a draft with these rules. Raises `StaleDraftError` where there is one already."""
    fresh = "INSERT INTO draft (rules, changed_by) VALUES (:rules, :by) ON CONFLICT (school_id) DO NOTHING"
    if not tables.run(fresh, rules=write_policy(policy), by=by):
        raise StaleDraftError


def keep_draft(tables: Tables, seen: Policy, policy: Policy, by: str) -> None:
    """Keep other rules in the draft that was `seen`. Raises `StaleDraftError` where it is another by now."""
    kept = "UPDATE draft SET rules = :rules, changed_by = :by, changed_at = now() WHERE rules = :seen"
    if not tables.run(kept, rules=write_policy(policy), by=by, seen=write_policy(seen)):
        raise StaleDraftError


def drop_draft(tables: Tables) -> None:
    """Throw the draft away."""
    tables.run("DELETE FROM draft")


def note_put_on(tables: Tables, before: Policy, policy: Policy, by: str) -> None:
    """Note that these rules were switched on, in the place of those before, and that there is no draft any more."""
    add = "INSERT INTO put_on (rules, put_on_by) VALUES (:rules, :by)"
    history = find_history(tables)
    known = bool(history) and history[0].policy == before
    first = () if known else ((add, {"rules": write_policy(before), "by": None}),)
    tables.run_all(*first, (add, {"rules": write_policy(policy), "by": by}), ("DELETE FROM draft", {}))


def find_history(tables: Tables) -> list[PutOn]:
    """Return which rules were switched on, the latest first."""
    rows = tables.rows("SELECT id, rules, put_on_by, put_on_at FROM put_on ORDER BY id DESC LIMIT 200")
    return [PutOn(row["id"], read_policy(row["rules"]), row["put_on_by"], row["put_on_at"]) for row in rows]


def find_put_on(tables: Tables, number: int) -> PutOn:
    """Return rules that were switched on. Raises `NotThereError`."""
    found = next((each for each in find_history(tables) if each.number == number), None)
    if found is None:
        raise NotThereError
    return found
