"""The dashboard: the queue, one request, the history, and the decisions on them, one by one or many at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any

from hub.contract import STATE_WORDS, HubError, ItemState, NotThereError, Right
from hub.contract.desk import COUNTED_TO, Change, Choice, DecidedAlreadyError
from hub.contract.pages import Asked, Beat, Html, Json, Live, Menu, Notice, Page, SeeOther
from hub.records import UNSAID, Text
from hub_approvals.queue import (
    KEEPS_LAS,
    LONGEST_REASON,
    PAST,
    PER_PAGE,
    QUICK,
    READY_REASONS,
    TABS,
    Filter,
    differences,
    outcome_of,
)

LATELY = timedelta(minutes=2)
"""So far back a stream looks: longer than any decision takes to be kept."""
NUMBER = re.compile(r"[0-9]{1,18}")
PATIENCE = 3.0
"""Seconds after which a row of decisions stops, so that what was done is told before the hub loses its patience."""


def queue(asked: Asked) -> Html:
    chosen = Filter.read(asked.query)
    found = asked.desk.find(chosen.wanted(TABS))
    return Html("queue.html", {**_list(asked, chosen), "changes": found.changes, "next": found.next, "tabs": TABS})


def history(asked: Asked) -> Html:
    chosen = Filter.read(asked.query)
    found = asked.desk.find(chosen.wanted(PAST, newest_first=True))
    return Html("history.html", {**_list(asked, chosen), "changes": found.changes, "next": found.next, "tabs": PAST})


def _list(asked: Asked, chosen: Filter) -> dict[str, Any]:
    counts = asked.desk.counts()
    return {
        **_words(asked),
        "filter": chosen,
        "groups": asked.desk.groups(),
        "fields": asked.desk.fields(),
        "counts": {tab: sum(counts.get(state, 0) for state in states) for tab, (_, states) in TABS.items()},
        "most": COUNTED_TO,
        "may_decide": asked.may(Right.DECIDE_CHANGES),
    }


def _words(asked: Asked) -> dict[str, Any]:
    language = asked.visitor.language

    def marked(one: Text, other: Text) -> tuple[Any, Any]:
        return differences(one.to(language), other.to(language))

    return {"marked": marked, "reasons": READY_REASONS, "longest": LONGEST_REASON, "quick": QUICK, "keeps": KEEPS_LAS}


def one(asked: Asked, problem: Text | None = None, status: int = 200) -> Html:
    found = asked.desk.details(asked.path["number"])
    context = {**_words(asked), "found": found, "change": found.change, "problem": problem, "form": asked.form}
    return Html("item.html", {**context, "open": asked.query.get("open")}, status)


def decide_one(asked: Asked) -> Html | SeeOther:
    """Decide on the request of the page; where that cannot be, show it as it is now, with why."""
    number = asked.path["number"]
    choice = _choice(asked)
    try:
        change = _act(asked, choice, number, asked.form.get("mark"))
    except NotThereError:
        raise
    except DecidedAlreadyError as error:
        return one(asked, error.text, 409)
    except HubError as error:
        return one(asked, error.text, 422)
    return SeeOther(f"items/{change.number}", notice=f"done_{choice.value}")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one decision: the sentence for whoever took it, and how the change stands now."""

    number: int
    text: Text
    change: Change | None = None
    done: bool = False


def decide(asked: Asked) -> Html | Json | SeeOther:
    """Decide on one or many of the queue, each looked at again at that moment. Bulk is confirmed first."""
    choice, items = _choice(asked), _items(asked)
    as_json = asked.form.get("as") == "json"
    if not items:
        return SeeOther("queue", notice="nothing_chosen")
    if len(items) > 1 and not as_json and asked.form.get("sure") != "yes":
        changes = [found for each, _ in items if (found := _find(asked, each)) is not None]
        return Html("sure.html", {**_words(asked), "changes": changes, "choice": choice.value, "back": _back(asked)})
    done = _each(asked, choice, items)
    if as_json:
        return Json([_told(each, asked.visitor.language) for each in done])
    if len(done) == 1 and done[0].done:
        return SeeOther(f"queue{_back(asked)}", notice=f"done_{choice.value}")
    return Html("done.html", {"done": done, "back": _back(asked)}, 200 if all(each.done for each in done) else 409)


def _each(asked: Asked, choice: Choice, items: Sequence[tuple[int, str]]) -> list[Done]:
    began, done = monotonic(), []
    for number, mark in items[:PER_PAGE]:
        if monotonic() - began > PATIENCE:
            done.append(Done(number, NOT_YET))
        else:
            done.append(_try(asked, choice, number, mark))
    return done


def _try(asked: Asked, choice: Choice, number: int, mark: str) -> Done:
    try:
        change = _act(asked, choice, number, mark)
    except DecidedAlreadyError as error:
        return Done(number, error.text, error.change)
    except HubError as error:
        return Done(number, error.text, _find(asked, number))
    return Done(number, outcome_of(choice, change), change, done=change.state is not ItemState.CONFLICT)


def _act(asked: Asked, choice: Choice, number: int, mark: str) -> Change:
    desk, form = asked.desk, asked.form
    acts: Mapping[Choice, Callable[[], Change]] = {
        Choice.APPROVE: lambda: desk.approve(number, mark=mark),
        Choice.CORRECT: lambda: desk.approve(number, mark=mark, value=form.get("value") if "value" in form else UNSAID),
        Choice.REFUSE: lambda: desk.refuse(number, form.get("reason")[:LONGEST_REASON], mark=mark),
        Choice.ASK_LAS: lambda: desk.ask_las(number),
        Choice.TYPED: lambda: desk.typed(number),
        Choice.LET_GO: lambda: desk.let_go(number),
        Choice.UNDO: lambda: desk.undo(number),
    }
    return acts[choice]()


def _choice(asked: Asked) -> Choice:
    said = asked.path.get("choice") or asked.form.get("choice")
    if said not in set(Choice):
        raise HubError(NO_SUCH_CHOICE)
    return Choice(said)


def _items(asked: Asked) -> list[tuple[int, str]]:
    """Return what was chosen, with the mark of what was on the screen: the button's own, or every box."""
    said = [asked.form["only"]] if asked.form.get("only") else asked.form.all("item")
    pairs = (each.partition(":") for each in said)
    return [(int(number), mark) for number, _, mark in pairs if NUMBER.fullmatch(number)]


def _back(asked: Asked) -> str:
    """Return the filter that was on the page of the form."""
    back = asked.form.get("back")
    return back if back.startswith("?") and back.isprintable() else ""


def _find(asked: Asked, number: int) -> Change | None:
    try:
        return asked.desk.details(number).change
    except NotThereError:
        return None


def _told(done: Done, language: str) -> dict[str, Any]:
    """Return a result for the script of the queue."""
    told: dict[str, Any] = {"number": done.number, "done": done.done, "text": done.text.to(language)}
    told["later"] = done.text is NOT_YET
    if done.change is not None:
        tone, words = STATE_WORDS[done.change.state]
        told |= {"state": done.change.state.value, "tone": tone, "words": words.to(language), "mark": done.change.mark}
    return told


def live(asked: Asked) -> Live:
    """Tell what came and moved, by whom, as long as somebody looks."""

    def look(mark: str) -> Beat | None:
        news = _news(asked)
        fresh = sha256(repr(news).encode()).hexdigest()[:16]
        return Beat(fresh, news) if fresh != mark else None

    return Live(look, every=2.5)


def moved(asked: Asked) -> Json:
    """Tell the same once, for a browser or a network that keeps no line open."""
    return Json(_news(asked))


def _news(asked: Asked) -> dict[str, Any]:
    language = asked.visitor.language
    counts = asked.desk.counts()
    latest = asked.desk.moved(datetime.now(UTC) - LATELY)
    return {
        "counts": {tab: sum(counts.get(state, 0) for state in states) for tab, (_, states) in TABS.items()},
        "moved": [
            {
                "number": each.number,
                "state": each.state.value,
                "tone": STATE_WORDS[each.state][0],
                "words": STATE_WORDS[each.state][1].to(language),
                "by": each.by.to(language),
            }
            for each in latest
        ],
    }


NOT_YET = Text(
    "Hier kwam het niet meer van. Kies deze opnieuw en probeer het nog een keer.",
    "There was no time left for this one. Choose it again and try once more.",
)
NO_SUCH_CHOICE = Text("Kies wat u wilt doen met een van de knoppen.", "Choose what to do with one of the buttons.")
REQUESTS, ONE, PAST_ONES = Text("Aanvragen", "Requests"), Text("Aanvraag", "Request"), Text("Geschiedenis", "History")
SEE, DECIDE = Right.SEE_CHANGES, Right.DECIDE_CHANGES

QUEUE_PAGES = (
    Page("", REQUESTS, SEE, queue),
    Page("queue", REQUESTS, SEE, queue),
    Page("queue", REQUESTS, DECIDE, decide, method="POST"),
    Page("queue/{choice}", REQUESTS, DECIDE, decide, method="POST"),
    Page("live", REQUESTS, SEE, live),
    Page("moved", REQUESTS, SEE, moved),
    Page("items/{number:int}", ONE, SEE, one),
    Page("items/{number:int}", ONE, DECIDE, decide_one, method="POST"),
    Page("history", PAST_ONES, SEE, history),
)
QUEUE_MENU = (Menu("", REQUESTS, SEE, instead_of="changes"),)
QUEUE_NOTICES = (
    Notice("nothing_chosen", Text("Kies eerst een of meer aanvragen.", "Choose one or more requests first.")),
    Notice("done_approve", Text("De aanvraag is goedgekeurd.", "The request has been approved.")),
    Notice(
        "done_correct", Text("De aanvraag is goedgekeurd met uw waarde.", "The request was approved with your value.")
    ),
    Notice("done_refuse", Text("De aanvraag is geweigerd.", "The request has been refused.")),
    Notice("done_typed", Text("Genoteerd. De volgende import controleert het.", "Noted. The next import checks it.")),
    Notice("done_ask_las", Text("De hub vraagt het LAS opnieuw.", "The hub asks the LAS again.")),
    Notice("done_let_go", Text("De wijziging gaat nu naar het LAS.", "The change goes to the LAS now.")),
    Notice("done_undo", Text("Dit is de aanvraag voor de oude waarde.", "This is the request for the old value.")),
)
