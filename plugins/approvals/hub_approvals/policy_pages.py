"""The pages on which a school makes its rules: what holds now, the draft, one rule, switching on, and the history."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hub.contract import Decision, HubError
from hub.contract.pages import Asked, Html, Menu, Notice, NotThereError, Page, Right, SeeOther
from hub.records import Text
from hub_approvals import words
from hub_approvals.conditions import CONDITIONS
from hub_approvals.drafts import (
    Draft,
    StaleDraftError,
    begin_draft,
    changed,
    drop_draft,
    find_draft,
    find_history,
    find_put_on,
    keep_draft,
    mark_of,
    note_put_on,
)
from hub_approvals.policy import (
    MOST_RULES,
    NAMES,
    Policy,
    Rule,
    RuleRefusedError,
    hidden,
    make_rule,
    read_policy,
    write_policy,
)
from hub_approvals.rules import always
from hub_approvals.subjects import EVERYTHING, FIELDS, GROUPS

RULES = Text("Regels", "Rules")
BADGES: Mapping[Decision, tuple[str, Text]] = {
    Decision.AUTOMATIC: ("good", Text("Gaat vanzelf", "By itself")),
    Decision.ASK_STAFF: ("note", Text("Eén medewerker", "One person")),
    Decision.ASK_TWO: ("warn", Text("Twee medewerkers", "Two people")),
    Decision.NEVER: ("bad", Text("Kan niet", "Not possible")),
}
DECISIONS: Mapping[str, Text] = {
    "automatic": Text("Gaat vanzelf door", "Goes through by itself"),
    "one": Text("Eén medewerker keurt goed", "One member of staff approves"),
    "two": Text("Twee medewerkers keuren goed", "Two members of staff approve"),
    "never": Text("Kan niet via het ouderportaal", "Not through the parent portal"),
}
PARTS = {
    "decision": Text("Wat er gebeurt", "What happens"),
    "subject": Text("Gegeven", "Detail"),
    "conditions": Text("Alleen als", "Only if"),
}


def policy_on(asked: Asked) -> Policy:
    """Return the rules that hold for the school now."""
    return read_policy(asked.settings.rules)


def rules(asked: Asked) -> Html:
    """Show the rules that hold, and the draft."""
    on, draft = policy_on(asked), find_draft(asked.tables)
    context: dict[str, Any] = {
        "tab": "rules",
        "on": shown(on),
        "always": always(on, asked.settings),
        "draft": draft,
        "may_set": asked.may(Right.SET_PLUGINS),
        "last": next(iter(find_history(asked.tables)), None),
    }
    if draft is not None:
        context |= {"draft_rules": shown(draft.policy), "changes": changed(on, draft.policy)}
        context |= {"draft_always": always(draft.policy, asked.settings)}
    return Html("rules.html", context)


def shown(policy: Policy) -> list[dict[str, Any]]:
    """Return the rules as a page shows them: number, badge, sentence, and what makes one useless."""
    useless = hidden(policy)
    return [
        {
            "number": number,
            "badge": BADGES[rule.decision],
            "sentence": rule.sentence(number),
            "warning": words.never_reached(number, useless[number]) if number in useless else None,
        }
        for number, rule in enumerate(policy, 1)
    ]


def begin(asked: Asked) -> SeeOther:
    """Begin a draft: with the rules that hold, or with rules of before."""
    wanted = asked.form.get("from")
    policy = find_put_on(asked.tables, int(wanted)).policy if wanted.isdecimal() else policy_on(asked)
    begin_draft(asked.tables, policy, asked.visitor.by)
    return SeeOther("rules", notice="draft_begun")


def drop(asked: Asked) -> SeeOther:
    """Throw the draft away."""
    draft_of(asked, asked.form.get("mark"))
    drop_draft(asked.tables)
    return SeeOther("rules", notice="draft_dropped")


def confirm_drop(asked: Asked) -> Html:
    """Ask whether the draft may go."""
    draft = draft_of(asked)
    return Html("rules_drop.html", {"tab": "rules", "draft": draft, "draft_rules": shown(draft.policy)})


def new_rule(asked: Asked) -> Html:
    """Show an empty form."""
    draft = draft_of(asked)
    return _form(asked, draft, None, {"decision": "one", "subject": "own_phone", "conditions": ()})


def add_rule(asked: Asked) -> Html | SeeOther:
    """Add a rule to the draft, at the place that was chosen."""
    draft = draft_of(asked, asked.form.get("mark"))
    place = asked.form.get("place")
    at = int(place) - 1 if place.isdecimal() else len(draft.policy)
    return _with_rule(asked, draft, None, lambda rule: (*draft.policy[:at], rule, *draft.policy[at:]))


def one_rule(asked: Asked) -> Html:
    """Show one rule of the draft in the form."""
    draft = draft_of(asked)
    rule, number = _rule(asked, draft)
    keys = tuple(each.key for each in rule.conditions)
    values = {"decision": NAMES[rule.decision], "subject": rule.subject.key, "conditions": keys}
    return _form(asked, draft, number, values)


def set_rule(asked: Asked) -> Html | SeeOther:
    """Change one rule of the draft."""
    draft = draft_of(asked, asked.form.get("mark"))
    _, number = _rule(asked, draft)
    return _with_rule(asked, draft, number, lambda rule: (*draft.policy[: number - 1], rule, *draft.policy[number:]))


def _with_rule(asked: Asked, draft: Draft, number: int | None, put: Callable[[Rule], Policy]) -> Html | SeeOther:
    decision, subject = asked.form.get("decision"), asked.form.get("subject")
    conditions = asked.form.all("conditions")
    try:
        rule = make_rule(decision, subject, conditions)
    except RuleRefusedError as error:
        values = {"decision": decision, "subject": subject, "conditions": conditions}
        return _form(asked, draft, number, values, {error.part: error.text})
    policy = put(rule)
    if len(policy) > MOST_RULES:
        raise HubError(words.too_many(MOST_RULES))
    keep_draft(asked.tables, draft.policy, policy, asked.visitor.by)
    return SeeOther("rules", notice="rule_kept")


def _form(
    asked: Asked,
    draft: Draft,
    number: int | None,
    values: Mapping[str, Any],
    problems: Mapping[str, Text] | None = None,
) -> Html:
    context = {
        "tab": "rules",
        "draft": draft,
        "number": number,
        "values": values,
        "problems": problems or {},
        "labels": PARTS,
        "decisions": DECISIONS,
        "subjects": [(each, FIELDS.get(each.key, ())) for each in GROUPS],
        "everything": EVERYTHING,
        "conditions": [(each, _fitting(each)) for each in CONDITIONS.values()],
        "draft_rules": shown(draft.policy),
        "place": asked.form.get("place"),
    }
    return Html("rule.html", context, 422 if problems else 200)


def _fitting(condition: Any) -> str:
    """Return the keys of the subjects for which a condition means something, for the script of the form."""
    every = [*GROUPS, *(one for some in FIELDS.values() for one in some), EVERYTHING]
    return " ".join(each.key for each in every if condition.fits(each))


def move_rule(asked: Asked) -> SeeOther:
    """Move a rule of the draft one place up or down."""
    draft = draft_of(asked, asked.form.get("mark"))
    _, number = _rule(asked, draft)
    other = number - 1 if asked.form.get("way") == "up" else number + 1
    if 1 <= other <= len(draft.policy):
        policy = list(draft.policy)
        policy[number - 1], policy[other - 1] = policy[other - 1], policy[number - 1]
        keep_draft(asked.tables, draft.policy, tuple(policy), asked.visitor.by)
    return SeeOther(f"rules#rule-{other}")


def confirm_remove(asked: Asked) -> Html:
    """Ask whether a rule may go."""
    draft = draft_of(asked)
    _, number = _rule(asked, draft)
    return Html("rule_remove.html", {"tab": "rules", "draft": draft, "rule": shown(draft.policy)[number - 1]})


def remove_rule(asked: Asked) -> SeeOther:
    """Take a rule out of the draft."""
    draft = draft_of(asked, asked.form.get("mark"))
    _, number = _rule(asked, draft)
    policy = (*draft.policy[: number - 1], *draft.policy[number:])
    keep_draft(asked.tables, draft.policy, policy, asked.visitor.by)
    return SeeOther("rules", notice="rule_removed")


def confirm_on(asked: Asked) -> Html:
    """Show what changes when the draft is switched on."""
    on, draft = policy_on(asked), draft_of(asked)
    return Html(
        "rules_on.html",
        {"tab": "rules", "draft": draft, "draft_rules": shown(draft.policy), "changes": changed(on, draft.policy)},
    )


def put_on(asked: Asked) -> SeeOther:
    """Switch on exactly the draft that was shown."""
    before, draft = policy_on(asked), draft_of(asked, asked.form.get("mark"))
    asked.save(replace(asked.settings, rules=write_policy(draft.policy)))
    note_put_on(asked.tables, before, draft.policy, asked.visitor.by)
    return SeeOther("rules", notice="put_on")


def history(asked: Asked) -> Html:
    """Show which rules were switched on, by whom and when."""
    found = find_history(asked.tables)
    befores = [*(each.policy for each in found[1:]), ()][: len(found)]
    rows = [(each, changed(before, each.policy)) for each, before in zip(found, befores, strict=True)]
    return Html(
        "rules_history.html", {"tab": "history", "rows": rows, "on": mark_of(policy_on(asked)), "mark_of": mark_of}
    )


def of_history(asked: Asked) -> Html:
    """Show rules of before."""
    found = find_put_on(asked.tables, asked.path["number"])
    context = {
        "tab": "history",
        "put_on": found,
        "rules": shown(found.policy),
        "is_on": found.policy == policy_on(asked),
        "draft": find_draft(asked.tables),
        "may_set": asked.may(Right.SET_PLUGINS),
    }
    return Html("rules_of.html", context)


def draft_of(asked: Asked, mark: str | None = None) -> Draft:
    """Return the draft. Raises where there is none, or where it is not the one that was shown."""
    draft = find_draft(asked.tables)
    if draft is None:
        raise NotThereError(NO_DRAFT)
    if mark is not None and draft.mark != mark:
        raise StaleDraftError
    return draft


def _rule(asked: Asked, draft: Draft) -> tuple[Rule, int]:
    number = asked.path["number"]
    if not 1 <= number <= len(draft.policy):
        raise NotThereError
    return draft.policy[number - 1], number


NO_DRAFT = Text(
    "Er is geen ontwerp (meer). Ga naar Regels en begin er een.", "There is no draft (any more). Begin one under Rules."
)
SEE, SET = Right.SEE_CHANGES, Right.SET_PLUGINS
POLICY_PAGES = (
    Page("rules", RULES, SEE, rules),
    Page("rules/draft", RULES, SET, begin, method="POST"),
    Page("rules/drop", RULES, SET, confirm_drop),
    Page("rules/drop", RULES, SET, drop, method="POST"),
    Page("rules/new", RULES, SET, new_rule),
    Page("rules/new", RULES, SET, add_rule, method="POST"),
    Page("rules/on", RULES, SET, confirm_on),
    Page("rules/on", RULES, SET, put_on, method="POST"),
    Page("rules/history", RULES, SEE, history),
    Page("rules/history/{number:int}", RULES, SEE, of_history),
    Page("rules/{number:int}", RULES, SET, one_rule),
    Page("rules/{number:int}", RULES, SET, set_rule, method="POST"),
    Page("rules/{number:int}/move", RULES, SET, move_rule, method="POST"),
    Page("rules/{number:int}/remove", RULES, SET, confirm_remove),
    Page("rules/{number:int}/remove", RULES, SET, remove_rule, method="POST"),
)
POLICY_MENU = (Menu("rules", RULES, SEE, settings=True),)
POLICY_NOTICES = (
    Notice(
        "draft_begun",
        Text("U werkt nu aan een ontwerp. Het geldt nog niet.", "You work on a draft now. It does not hold yet."),
    ),
    Notice(
        "draft_dropped",
        Text(
            "Het ontwerp is weg. De regels die gelden, bleven gelijk.",
            "The draft is gone. The rules that hold stayed the same.",
        ),
    ),
    Notice("rule_kept", Text("De regel staat in het ontwerp.", "The rule is in the draft.")),
    Notice("rule_removed", Text("De regel is uit het ontwerp gehaald.", "The rule was taken out of the draft.")),
    Notice("put_on", Text("De nieuwe regels gelden vanaf nu.", "The new rules hold from now on.")),
)
