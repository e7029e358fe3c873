"""What a policy says of an item, in words; what another policy would have said; and which are looked at again. Pure.

Whatever a school chooses, only a detail of the very person who asks, filled in with something, goes through by itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from hub.contract import SILENCE, ChangeItem, Decision, Verdict
from hub.records import Kind, Text
from hub_approvals import words
from hub_approvals.conditions import ALWAYS_FREE, Condition
from hub_approvals.policy import Policy, Rule
from hub_approvals.settings import ApprovalSettings
from hub_approvals.words import ALL


@dataclass(frozen=True, slots=True)
class Judged:
    """What a policy says of an item, and the number of the rule that says it; `None` where no rule speaks of it."""

    verdict: Verdict
    rule: int | None


def judge(item: ChangeItem, policy: Policy) -> Judged:
    """Return what the first rule that fits says of an item; where none does, a person decides.

    Where a rule would let it go by itself but for one of its conditions, and no later rule fits, the reason says so.
    """
    almost: Judged | None = None
    for number, rule in enumerate(policy, 1):
        if not rule.subject.covers(item):
            continue
        missing = _missing(item, rule)
        if missing is None:
            return Judged(Verdict(rule.decision, rule.sentence(number)), number)
        if rule.decision is Decision.AUTOMATIC and almost is None:
            reason = words.held(number, rule.subject.name, missing.unless)
            almost = Judged(Verdict(Decision.ASK_STAFF, reason), number)
    return almost or Judged(SILENCE, None)


def _missing(item: ChangeItem, rule: Rule) -> Condition | None:
    """Return the first condition that does not hold, of the rule's own and of what always holds for its decision."""
    free = rule.decision is Decision.AUTOMATIC
    if free and item.kind is not Kind.GUARDIANS:
        return ALWAYS_FREE[0]
    wanted = (*(ALWAYS_FREE if free else ()), *rule.conditions)
    return next((each for each in wanted if not each.holds(item)), None)


def explain(policy: Policy, settings: ApprovalSettings) -> tuple[Text, ...]:
    """Return the whole policy in sentences: the rules in order, and what holds for all the rest."""
    rules = tuple(rule.sentence(number) for number, rule in enumerate(policy, 1))
    return (*rules, *always(policy, settings))


def always(policy: Policy, settings: ApprovalSettings) -> tuple[Text, ...]:
    """Return the sentences that hold beside the rules."""
    freely = any(rule.decision is Decision.AUTOMATIC for rule in policy)
    conditions = (words.ONLY_ONESELF, words.ONLY_FILLED_IN, words.review(settings.review_share)) if freely else ()
    return (*conditions, words.FOUR_EYES, words.THE_REST)


@dataclass(frozen=True, slots=True)
class Difference:
    """An item, by its place among those that were tried, of which one policy says something else than another."""

    place: int
    before: Judged
    after: Judged


@dataclass(frozen=True, slots=True)
class Replay:
    """What items would have got: how often each decision came before and after, and what is decided otherwise."""

    before: Mapping[Decision, int]
    after: Mapping[Decision, int]
    differences: tuple[Difference, ...]


def replay(before: Policy, after: Policy, items: Iterable[ChangeItem]) -> Replay:
    """Return what `after` would have said of past items, beside what `before` says of them.

    Other plugins may have been stricter; and what a person decided is not asked again.
    """
    both = [(judge(item, before), judge(item, after)) for item in items]
    return Replay(
        before=_counted(old for old, _ in both),
        after=_counted(new for _, new in both),
        differences=tuple(
            Difference(place, old, new)
            for place, (old, new) in enumerate(both)
            if old.verdict.decision is not new.verdict.decision
        ),
    )


def _counted(said: Iterable[Judged]) -> Mapping[Decision, int]:
    counted = Counter(each.verdict.decision for each in said)
    return {decision: counted[decision] for decision in Decision}


def sampled(item: int | str, share: int) -> bool:
    """Tell whether an automatic item, by its number, is shown for review; the same answer every time.

    `share` is of a hundred. What a share shows, a larger share shows too.
    """
    return _lot(item) % ALL < share


def sample(items: Iterable[int], share: int) -> frozenset[int]:
    """Return which automatic items of one week are shown for review: the share of them, and at least one.

    With a share of 0 there are none. The choice is by lot, and the same every time for the same items.
    """
    week = sorted(items, key=_lot)
    if share <= 0 or not week:
        return frozenset()
    return frozenset(each for each in week if sampled(each, share)) or frozenset({week[0]})


def _lot(item: int | str) -> int:
    return int.from_bytes(sha256(str(item).encode()).digest()[:8])
