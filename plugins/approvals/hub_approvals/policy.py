"""A policy as a school keeps it: rules in order, one a line, of which the first that fits decides.

    automatic own_phone authority
    two       own_phone emptied
    one       own_address

A line names the decision, the subject, and the conditions that must all hold. It is what `hub plugin set` takes, what
the audit trail shows, and what two policies are compared by.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from hub.contract import Decision
from hub.records import Kind, Text
from hub_approvals import words
from hub_approvals.conditions import CONDITIONS, Condition
from hub_approvals.subjects import SUBJECTS, Subject

MOST_RULES = 40
ROUTES: Mapping[str, Decision] = {
    "automatic": Decision.AUTOMATIC,
    "one": Decision.ASK_STAFF,
    "two": Decision.ASK_TWO,
    "never": Decision.NEVER,
}
NAMES: Mapping[Decision, str] = {decision: name for name, decision in ROUTES.items()}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what becomes of which changes, where all of its conditions hold."""

    decision: Decision
    subject: Subject
    conditions: tuple[Condition, ...] = ()

    @property
    def text(self) -> str:
        """The rule as one line."""
        return " ".join((NAMES[self.decision], self.subject.key, *(each.key for each in self.conditions)))

    def sentence(self, number: int) -> Text:
        """Return the rule in words, under the number that it has in its policy."""
        subject = self.subject
        because = subject.freely if self.decision is Decision.AUTOMATIC and subject.freely else subject.carefully
        return words.rule(number, subject.name, self.decision, because, [each.when for each in self.conditions])

    def hides(self, later: "Rule") -> bool:
        """Tell whether a later rule never has its turn, because this one fits whatever that one fits."""
        if self.decision is Decision.AUTOMATIC:
            return self == later  # what may not go by itself is left to later rules
        return later.subject.within(self.subject) and set(self.conditions) <= set(later.conditions)


Policy: TypeAlias = tuple[Rule, ...]


class RuleRefusedError(ValueError):
    """This cannot be a rule. `text` says why, and what to do; `part` is which part of it is wrong."""

    def __init__(self, text: Text, part: str = "") -> None:
        super().__init__(text.en)
        self.text = text
        self.part = part


def make_rule(decision: str, subject: str, conditions: Iterable[str] = ()) -> Rule:
    """Make a rule of the names of its parts. Raises `RuleRefusedError`."""
    if decision not in ROUTES:
        raise RuleRefusedError(words.no_choice("besluit", "decision", decision, ROUTES), "decision")
    if subject not in SUBJECTS:
        raise RuleRefusedError(words.no_choice("gegeven", "subject", subject, SUBJECTS), "subject")
    chosen = set(conditions)
    if unknown := sorted(chosen - CONDITIONS.keys()):
        raise RuleRefusedError(words.no_choice("voorwaarde", "condition", unknown[0], CONDITIONS), "conditions")
    rule = Rule(ROUTES[decision], SUBJECTS[subject], tuple(CONDITIONS[each] for each in CONDITIONS if each in chosen))
    _insist_it_can_be_meant(rule)
    return rule


def _insist_it_can_be_meant(rule: Rule) -> None:
    keys = {each.key for each in rule.conditions}
    for each in rule.conditions:
        if not each.fits(rule.subject):
            raise RuleRefusedError(words.means_nothing(each.label, rule.subject.name), "conditions")
        if each.against in keys:
            raise RuleRefusedError(words.excludes(each.label, CONDITIONS[each.against].label), "conditions")
    if rule.decision is not Decision.AUTOMATIC:
        return
    if rule.subject.kind is not Kind.GUARDIANS or rule.subject.freely is None:
        raise RuleRefusedError(words.NOT_BY_ITSELF, "decision")
    if "emptied" in keys:
        raise RuleRefusedError(words.EMPTY_NOT_BY_ITSELF, "decision")
    if "by_school" in keys:
        raise RuleRefusedError(words.SCHOOL_NOT_BY_ITSELF, "decision")


@lru_cache(maxsize=256)
def read_policy(text: str) -> Policy:
    """Read a policy: a rule a line (or with `;` between). Raises `RuleRefusedError`, which names the line."""
    lines = [each.split() for each in re.split(r"[;\n]", text) if each.strip()]
    if len(lines) > MOST_RULES:
        raise RuleRefusedError(words.too_many(MOST_RULES))
    return tuple(_read_line(number, line) for number, line in enumerate(lines, 1))


def _read_line(number: int, parts: list[str]) -> Rule:
    try:
        return make_rule(parts[0], parts[1] if len(parts) > 1 else "", parts[2:])
    except RuleRefusedError as error:
        raise RuleRefusedError(words.in_rule(number, error.text), error.part) from None


def write_policy(policy: Policy) -> str:
    """Return a policy as the text that `read_policy` reads."""
    return "\n".join(each.text for each in policy)


def hidden(policy: Policy) -> Mapping[int, int]:
    """Return which rules never have their turn, by number, with the number of the rule that is before them."""
    found = {}
    for number, rule in enumerate(policy, 1):
        before = (earlier for earlier, each in enumerate(policy[: number - 1], 1) if each.hides(rule))
        if (first := next(before, None)) is not None:
            found[number] = first
    return found


def is_policy(text: str) -> Text | None:
    """Say what is wrong with a text that should be a policy."""
    try:
        read_policy(text)
    except RuleRefusedError as error:
        return error.text
    return None


AT_FIRST = write_policy(
    (
        make_rule("two", "own_name"),
        make_rule("one", "own_email"),
        make_rule("automatic", "own_phone", ["authority"]),
        make_rule("one", "own_address"),
        make_rule("two", "child_name"),
        make_rule("one", "child_postcode"),
    )
)
"""The policy of a school that chose nothing."""
