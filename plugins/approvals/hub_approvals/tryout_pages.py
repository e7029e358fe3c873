"""Trying a draft out on what was asked before: how often each decision came then and would come now, and where."""

from dataclasses import dataclass

from hub.contract import Decision
from hub.contract.pages import Asked, Html, Page, Right
from hub.records import Text
from hub_approvals.drafts import changed
from hub_approvals.past import as_asked, latest
from hub_approvals.policy_pages import BADGES, draft_of, policy_on
from hub_approvals.rules import replay

TRY = Text("Uitproberen", "Try out")
MOST = 400
"""So many of the latest changes are tried: at a school of 300 pupils about a year."""
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: where it begins and how wide it is, in per cent of the bar, for how many changes."""

    decision: Decision
    begin: float
    width: float
    count: int


def bar(counts: dict[Decision, int]) -> list[Part]:
    """Return the pieces of a bar, side by side, in the order from mild to strict."""
    total, begin, parts = sum(counts.values()), 0.0, []
    for decision, count in counts.items():
        width = 100 * count / total if total else 0.0
        parts.append(Part(decision, round(begin, 2), round(width, 2), count))
        begin += width
    return parts


def try_out(asked: Asked) -> Html:
    """Show what the draft says of what was asked before, beside the rules that hold."""
    on, draft = policy_on(asked), draft_of(asked)
    past = latest(asked.desk, MOST)
    seen = replay(on, draft.policy, map(as_asked, past))
    rows = [(past[each.place], each) for each in seen.differences]
    context = {
        "tab": "rules",
        "past": past,
        "bars": [("now", bar(dict(seen.before))), ("draft", bar(dict(seen.after)))],
        "decisions": [(BADGES[each], seen.before[each], seen.after[each]) for each in Decision],
        "rows": rows[:MOST_SHOWN],
        "more": len(rows) - MOST_SHOWN,
        "differences": len(rows),
        "milder": sum(each.after.verdict.decision < each.before.verdict.decision for _, each in rows),
        "badges": BADGES,
        "changes": changed(on, draft.policy),
        "most": MOST,
    }
    return Html("rules_try.html", context)


TRYOUT_PAGES = (Page("rules/try", TRY, Right.SET_PLUGINS, try_out),)
