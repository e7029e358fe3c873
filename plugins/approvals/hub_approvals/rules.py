"""The rules, as one table; what they say of an item, in words; and what another policy would have said. Pure.

Whatever a school chooses, only a detail of the very person who asks, filled in with something, goes through by itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from hub.contract import SILENCE, ChangeItem, Decision, Verdict
from hub.records import Kind, Text
from hub_approvals import words
from hub_approvals.settings import ALL, ROUTES, ApprovalSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the school chose for some fields of one kind of record, under the setting of that name.

    `freely` says why it may go through by itself; where it is `None`, it never does. `carefully` says why people look.
    """

    number: int
    kind: Kind
    fields: frozenset[str]
    setting: str
    subject: Text
    carefully: Text
    freely: Text | None = None


RULES: tuple[Rule, ...] = (
    Rule(
        number=1,
        kind=Kind.GUARDIANS,
        fields=frozenset({"salutation", "first_name", "initials", "prefix", "last_name"}),
        setting="own_name",
        subject=Text("de eigen naam", "one's own name"),
        freely=Text("verzorgers zelf weten hoe zij heten", "guardians know their own names"),
        carefully=Text(
            "de naam op brieven en formulieren van de school staat", "the name stands on the school's letters and forms"
        ),
    ),
    Rule(
        number=2,
        kind=Kind.GUARDIANS,
        fields=frozenset({"email"}),
        setting="own_email",
        subject=Text("het eigen e-mailadres", "one's own e-mail address"),
        freely=Text("verzorgers zelf weten welke mail zij lezen", "guardians know which mail they read"),
        carefully=Text("een verzorger daarmee inlogt", "a guardian logs in with it"),
    ),
    Rule(
        number=3,
        kind=Kind.GUARDIANS,
        fields=frozenset({"mobile", "phone", "work_phone"}),
        setting="own_phone",
        subject=Text("een eigen telefoonnummer", "one's own phone number"),
        freely=Text(
            "verzorgers zelf weten op welk nummer zij te bereiken zijn", "guardians know at which number they answer"
        ),
        carefully=Text(
            "de school dit nummer belt als er iets met het kind is",
            "the school calls this number when something is the matter with the child",
        ),
    ),
    Rule(
        number=4,
        kind=Kind.GUARDIANS,
        fields=frozenset({"street", "house_number", "postcode", "city", "country"}),
        setting="own_address",
        subject=Text("het eigen adres", "one's own address"),
        freely=Text("verzorgers zelf weten waar zij wonen", "guardians know where they live"),
        carefully=Text("het kind misschien ook verhuist", "the child may be moving too"),
    ),
    Rule(
        number=5,
        kind=Kind.PUPILS,
        fields=frozenset({"first_name"}),
        setting="child_name",
        subject=Text("de roepnaam van een kind", "the first name of a child"),
        carefully=Text("de hele school het kind bij deze naam noemt", "the whole school calls the child by this name"),
    ),
    Rule(
        number=6,
        kind=Kind.PUPILS,
        fields=frozenset({"postcode"}),
        setting="child_postcode",
        subject=Text("de postcode van een kind", "the postcode of a child"),
        carefully=Text("dit ook de andere verzorgers aangaat", "it concerns the other guardians too"),
    ),
)
_BY_FIELD: Mapping[tuple[Kind, str], Rule] = {(rule.kind, field): rule for rule in RULES for field in rule.fields}


def judge(item: ChangeItem, settings: ApprovalSettings) -> Verdict | None:
    """Return what a school's rules say of an item, with the rule in words; `None` where no rule speaks of its field."""
    rule = _BY_FIELD.get((item.kind, item.field))
    if rule is None:
        return None
    chosen = chosen_for(rule, settings)
    if chosen is not Decision.AUTOMATIC:
        return Verdict(chosen, _reason(rule, chosen))
    held = _held(rule, item, settings)
    if held is not None:
        return Verdict(Decision.ASK_STAFF, words.held(rule.number, rule.subject, held))
    return Verdict(chosen, _reason(rule, chosen))


def chosen_for(rule: Rule, settings: ApprovalSettings) -> Decision:
    """Return what the school chose for a rule. What cannot be chosen counts as a choice for a person."""
    chosen = ROUTES.get(getattr(settings, rule.setting), Decision.ASK_STAFF)
    return Decision.ASK_STAFF if chosen is Decision.AUTOMATIC and rule.freely is None else chosen


def explain(settings: ApprovalSettings) -> tuple[Text, ...]:
    """Return the whole policy in sentences: the rules in order, the conditions, and what holds for all the rest."""
    rules = tuple(_reason(rule, chosen_for(rule, settings)) for rule in RULES)
    freely = any(chosen_for(rule, settings) is Decision.AUTOMATIC for rule in RULES)
    return (*rules, *(_conditions(settings) if freely else ()), words.FOUR_EYES, words.THE_REST)


def _conditions(settings: ApprovalSettings) -> tuple[Text, ...]:
    authority = (words.ONLY_WITH_AUTHORITY,) if settings.needs_authority else ()
    return (words.ONLY_ONESELF, *authority, words.ONLY_FILLED_IN, words.review(settings.review_share))


def _held(rule: Rule, item: ChangeItem, settings: ApprovalSettings) -> Text | None:
    """Return why an item may not go through by itself, though its field may."""
    if rule.kind is not Kind.GUARDIANS or not item.asked_by_self:
        return words.NOT_ONESELF
    if settings.needs_authority and not item.asker_has_authority:
        return words.NO_AUTHORITY
    if not _filled_in(item.wanted):
        return words.EMPTIED
    return None


def _filled_in(wanted: Any) -> bool:
    return isinstance(wanted, str) and bool(wanted.strip())


def _reason(rule: Rule, decision: Decision) -> Text:
    because = rule.freely if decision is Decision.AUTOMATIC and rule.freely else rule.carefully
    return words.rule(rule.number, rule.subject, decision, because)


@dataclass(frozen=True, slots=True)
class Difference:
    """An item of which one policy says something else than another."""

    item: ChangeItem
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Replay:
    """What items would have got: each with its verdict, how often each decision came, and what is decided otherwise."""

    verdicts: tuple[tuple[ChangeItem, Verdict], ...]
    counts: Mapping[Decision, int]
    differences: tuple[Difference, ...]


def replay(
    settings: ApprovalSettings, items: Iterable[ChangeItem], *, before: ApprovalSettings | None = None
) -> Replay:
    """Return what `settings` would have said of past items, beside what `before` says of them.

    Without `before`, as with the plugin off, a person decided on all of them. Other plugins may have been stricter.
    """
    verdicts = tuple((item, judge(item, settings) or SILENCE) for item in items)
    counted = Counter(verdict.decision for _, verdict in verdicts)
    both = (Difference(item, _said(item, before), verdict) for item, verdict in verdicts)
    return Replay(
        verdicts=verdicts,
        counts={decision: counted[decision] for decision in Decision},
        differences=tuple(each for each in both if each.before.decision is not each.after.decision),
    )


def _said(item: ChangeItem, settings: ApprovalSettings | None) -> Verdict:
    return SILENCE if settings is None else judge(item, settings) or SILENCE


def sampled(item: int | str, share: int) -> bool:
    """Tell whether an automatic item, by its number, is shown for review; the same answer every time.

    `share` is of a hundred. What a share shows, a larger share shows too.
    """
    return int.from_bytes(sha256(str(item).encode()).digest()[:8]) % ALL < share
