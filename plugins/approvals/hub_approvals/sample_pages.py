"""Looking once more at a sample of what went through by itself, and what a school says of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from hub.contract import Decision, HubError
from hub.contract.desk import Change, Choice
from hub.contract.pages import Asked, Html, Notice, NotThereError, Page, Right, SeeOther
from hub.records import Text
from hub_approvals.drafts import begin_draft, find_draft, keep_draft
from hub_approvals.past import as_asked, latest
from hub_approvals.policy import Rule
from hub_approvals.policy_pages import policy_on
from hub_approvals.rules import judge, sample, sampled

SAMPLE = Text("Steekproef", "Sample")
WEEKS = 6
"""So many weeks back a change is still shown for review."""
MOST = 1000


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody said of one change that went through by itself."""

    good: bool
    note: str
    by: str
    at: datetime


def shown_for_review(changes: Iterable[Change], share: int, now: datetime) -> list[Change]:
    """Return the sample: of each week that is over the share and at least one, of this week the share so far."""
    weeks: defaultdict[date, list[Change]] = defaultdict(list)
    for change in changes:
        weeks[_monday(change.asked_at)].append(change)
    chosen: set[int] = set()
    for monday, some in weeks.items():
        numbers = [each.number for each in some]
        over = monday < _monday(now)
        chosen |= sample(numbers, share) if over else {each for each in numbers if sampled(each, share)}
    return [each for some in weeks.values() for each in some if each.number in chosen]


def _monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())


def sample_page(asked: Asked) -> Html:
    """Show the sample: what waits for a look, and what was looked at."""
    return _page(asked)


def _page(asked: Asked, problem: tuple[int, Text] | None = None) -> Html:
    went = _went_by_itself(asked)
    reviews = _reviews(asked)
    chosen = shown_for_review(went, asked.settings.review_share, asked.now)
    context = {
        "tab": "sample",
        "waiting": [each for each in chosen if each.number not in reviews],
        "done": [(each, reviews[each.number]) for each in went if each.number in reviews],
        "went": len(went),
        "weeks": WEEKS,
        "share": asked.settings.review_share,
        "may_decide": asked.may(Right.DECIDE_CHANGES),
        "may_set": asked.may(Right.SET_PLUGINS),
        "problem": problem,
        "undo": Choice.UNDO,
    }
    return Html("sample.html", context, 422 if problem else 200)


def review(asked: Asked) -> Html | SeeOther:
    """Keep what somebody says of a change: good, or not good, with a word why. Each change is reviewed once."""
    number = asked.path["number"]
    if not any(each.number == number for each in _went_by_itself(asked)):
        raise NotThereError
    good, note = asked.form.get("good") == "yes", " ".join(asked.form.get("note").split())
    if not good and not note:
        return _page(asked, (number, NOTE_WANTED))
    kept = asked.tables.run(
        "INSERT INTO review (item, good, note, reviewed_by) VALUES (:item, :good, :note, :by) ON CONFLICT DO NOTHING",
        item=number,
        good=good,
        note=note,
        by=asked.visitor.by,
    )
    if not kept:
        raise HubError(REVIEWED)
    return SeeOther("rules/sample", notice="reviewed_good" if good else "reviewed_bad")


def undo(asked: Asked) -> SeeOther:
    """Ask for the old value again. It is a request like any other: a person decides on it."""
    change = _found(asked)
    asked.desk.undo(change.number)
    return SeeOther("rules/sample", notice="undo_asked")


def rule_off(asked: Asked) -> SeeOther:
    """Make a draft in which the rule that let this through asks a person. It holds when it is switched on."""
    said = judge(as_asked(_found(asked)), policy_on(asked))
    if said.rule is None or said.verdict.decision is not Decision.AUTOMATIC:
        raise HubError(NO_RULE)
    draft = find_draft(asked.tables)
    if draft is not None and draft.policy != policy_on(asked):
        raise HubError(OTHER_DRAFT)
    before = policy_on(asked)
    if draft is None:
        begin_draft(asked.tables, before, asked.visitor.by)
    policy = tuple(_asking(rule) if number == said.rule else rule for number, rule in enumerate(before, 1))
    keep_draft(asked.tables, before, policy, asked.visitor.by)
    return SeeOther("rules", notice="rule_off_drafted")


def _asking(rule: Rule) -> Rule:
    return replace(rule, decision=Decision.ASK_STAFF)


def _went_by_itself(asked: Asked) -> list[Change]:
    since = asked.now - timedelta(weeks=WEEKS)
    found = latest(asked.desk, MOST, since=since, automatic=True)
    return [each for each in found if each.decided_by is None]


def _found(asked: Asked) -> Change:
    found = (each for each in _went_by_itself(asked) if each.number == asked.path["number"])
    if (change := next(found, None)) is None:
        raise NotThereError
    return change


def _reviews(asked: Asked) -> dict[int, Review]:
    rows: Any = asked.tables.rows("SELECT item, good, note, reviewed_by, reviewed_at FROM review")
    return {row["item"]: Review(row["good"], row["note"], row["reviewed_by"], row["reviewed_at"]) for row in rows}


NOTE_WANTED = Text(
    "Schrijf kort wat er niet goed is. Dat helpt uw collega's.", "Write in short what is not good. It helps colleagues."
)
REVIEWED = Text(
    "Een collega keek dit al na. Ga terug naar de steekproef.", "A colleague reviewed this. Go back to the sample."
)
NO_RULE = Text(
    "Volgens de regels van nu gaat dit niet meer vanzelf. U hoeft niets te doen.",
    "By the rules of now this does not go by itself any more. You need not do anything.",
)
OTHER_DRAFT = Text(
    "Er is al een ontwerp met andere wijzigingen. Zet dat eerst aan of gooi het weg bij Regels.",
    "There is a draft with other changes already. Switch it on or throw it away first, under Rules.",
)
SEE, DECIDE, SET = Right.SEE_CHANGES, Right.DECIDE_CHANGES, Right.SET_PLUGINS
SAMPLE_PAGES = (
    Page("rules/sample", SAMPLE, SEE, sample_page),
    Page("rules/sample/{number:int}", SAMPLE, DECIDE, review, method="POST"),
    Page("rules/sample/{number:int}/undo", SAMPLE, DECIDE, undo, method="POST"),
    Page("rules/sample/{number:int}/rule", SAMPLE, SET, rule_off, method="POST"),
)
SAMPLE_NOTICES = (
    Notice("reviewed_good", Text("Nagekeken: goed.", "Reviewed: good.")),
    Notice(
        "reviewed_bad",
        Text(
            "Nagekeken: niet goed. Vraag de oude waarde terug, of laat de regel voortaan een medewerker vragen.",
            "Reviewed: not good. Ask for the old value below, or let the rule ask a person from now on.",
        ),
    ),
    Notice(
        "undo_asked",
        Text(
            "De oude waarde is aangevraagd. Een collega beslist daarover.",
            "The old value has been asked for. A colleague decides on it.",
        ),
    ),
    Notice(
        "rule_off_drafted",
        Text(
            "In dit ontwerp beslist een medewerker voortaan. Zet het aan als u het zo wilt.",
            "In this draft a person decides from now on. Switch it on if you want it so.",
        ),
    ),
)
