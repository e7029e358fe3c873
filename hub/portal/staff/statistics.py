"""How it goes, in numbers and pictures: accounts of guardians, and what they ask. No names, and no small groups.

A board and an operator see a school's numbers too. To them a number under five is not told, nor what it could be worked
out from (`small_numbers.py`), and requests come by month: in a small school the one request of a week is of somebody
whom everybody knows. What a parent opens is counted nowhere.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from hub.portal.desk import desk_of
from hub.portal.pages import page
from hub.portal.rights import Act
from hub.portal.staff.report_words import today
from hub.portal.staff.small_numbers import FEWEST, told
from hub.portal.visits import Asking, visit_of
from hub.portal.wording import MONTHS, day
from hub.records import Text
from hub.reports.charts import Column, Columns, Share
from hub.store import AccountState, AskedInWeek, Books, CameOf, Decided, GuardianEntry, Waiting

WEEKS = 52
S = AccountState
ACCOUNTS: tuple[tuple[Text, frozenset[AccountState]], ...] = (
    (Text("Heeft een account", "Has an account"), frozenset({S.ACTIVE})),
    (Text("Uitgenodigd", "Invited"), frozenset({S.INVITED})),
    (Text("Uitnodiging verlopen", "Invitation expired"), frozenset({S.EXPIRED})),
    (Text("Nog niet uitgenodigd", "Not invited yet"), frozenset({S.UNINVITED})),
    (Text("Geen eigen e-mailadres", "No e-mail address of one's own"), frozenset({S.NO_EMAIL, S.SHARED_EMAIL})),
    (Text("Kan er niet in", "Cannot enter"), frozenset({S.BLOCKED, S.OTHER_NAME})),
)
OUTCOMES: dict[CameOf, Text] = {
    CameOf.DONE: Text("Goedgekeurd", "Approved"),
    CameOf.REFUSED: Text("Geweigerd", "Refused"),
    CameOf.WITHDRAWN: Text("Ingetrokken", "Withdrawn"),
    CameOf.OPEN: Text("Nog open", "Still open"),
}
AGES: tuple[tuple[Text, int], ...] = (
    (Text("Vandaag", "Today"), 1),
    (Text("1 tot 3 dagen", "1 to 3 days"), 4),
    (Text("4 tot 7 dagen", "4 to 7 days"), 8),
    (Text("8 tot 14 dagen", "8 to 14 days"), 15),
    (Text("Langer", "Longer"), 10**9),
)
"""Ages of what waits: up to, not including, so many days."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number. `shown` is `None` where it is too small to tell, or would tell of one that is."""

    label: Text
    count: int
    shown: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """Some numbers that belong together: a picture, and a table beside it."""

    key: str
    title: Text
    about: Text
    lines: tuple[Line, ...]
    columns: Columns | None = None
    more: tuple[tuple[Text, ...], ...] = ()
    headings: tuple[Text, ...] = field(default=())
    share: Share | None = None


@get("/s/{school:str}/statistics", opt={"act": Act.SEE_SCHOOL}, sync_to_thread=True)
def statistics(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    parts, decided, close = _read(request)
    known = None if not close and decided.count < FEWEST else decided
    context: dict[str, Any] = {"parts": parts, "decided": known, "close": close, "not_told": NOT_TOLD}
    return page(request, "statistics.html", active="statistics", **context)


@get("/s/{school:str}/statistics.csv", opt={"act": Act.SEE_SCHOOL}, sync_to_thread=True)
def statistics_file(request: Asking, school: FromPath[str]) -> Response[bytes]:
    language = visit_of(request.scope).language
    parts, decided, close = _read(request)
    written = StringIO()
    sheet = csv.writer(written, delimiter=";", lineterminator="\r\n")
    sheet.writerow([each.to(language) for each in (SUBJECT, WHAT, NUMBER)])
    for part in parts:
        for line in part.lines:
            shown = NOT_TOLD.to(language) if line.shown is None else line.shown
            sheet.writerow([part.title.to(language), line.label.to(language), shown])
    if decided.median_days is not None and (close or decided.count >= FEWEST):
        sheet.writerow([MEDIAN.to(language), "", f"{decided.median_days:.1f}".replace(".", ",")])
    headers = {"Content-Disposition": f'attachment; filename="{school}-{today().isoformat()}.csv"'}
    # The mark in front tells a spreadsheet that this is UTF-8.
    return Response(("\ufeff" + written.getvalue()).encode(), media_type="text/csv", headers=headers)


def _read(request: Asking) -> tuple[list[Part], Decided, bool]:
    """Return the numbers for this visitor, how fast people decide, and whether he works at the school."""
    close, now = visit_of(request.scope).may(Act.SEE_RECORDS), today()
    monday = now - timedelta(days=now.weekday())
    since = monday - timedelta(weeks=WEEKS - 1)
    with desk_of(request).books(request.scope) as books:
        asked = books.statistics.asked_by_week(since)
        decided, waiting = books.statistics.decided(since), books.statistics.waiting()
        parts = [*_of_guardians(books, close=close), _by_week(asked, since) if close else _by_month(asked, since, now)]
    outcomes = _outcomes(asked, close=close)
    return [*parts, outcomes, _waiting(waiting, _hides(outcomes, OUTCOMES[CameOf.OPEN]), close=close)], decided, close


def _hides(part: Part, label: Text) -> bool:
    return any(each.label == label and each.shown is None for each in part.lines)


def _of_guardians(books: Books, *, close: bool) -> Iterable[Part]:
    everyone = books.guardians()
    states = Counter(each.state for each in everyone)
    counts = [(label, sum(states[each] for each in members)) for label, members in ACCOUNTS]
    active = _with_account(states[S.ACTIVE], len(everyone)) if close and everyone else None
    accounts = Part("accounts", ACCOUNTS_TITLE, ACCOUNTS_ABOUT, _lines(counts, close=close), share=active)
    yield accounts
    # Together they are those with an account: where that number is not told, none of these is.
    seen = _lines(_seen(everyone), close=close, blind=_hides(accounts, ACCOUNTS[0][0]))
    yield Part("seen", SEEN_TITLE, SEEN_ABOUT, seen)


def _with_account(part: int, whole: int) -> Share:
    summary = Text(f"{part} van de {whole} verzorgers.", f"{part} of {whole} guardians.")
    return Share(ACCOUNTS_SHARE, summary, part, whole)


def _seen(everyone: Iterable[GuardianEntry]) -> list[tuple[Text, int]]:
    now = datetime.now(UTC)
    ages = [now - each.seen_at if each.seen_at else None for each in everyone if each.state is S.ACTIVE]
    known = [each for each in ages if each is not None]
    week = sum(each < timedelta(days=7) for each in known)
    month = sum(each < timedelta(days=30) for each in known)
    return [
        (Text("In de afgelopen week", "In the last week"), week),
        (Text("In de afgelopen maand", "In the last month"), month - week),
        (Text("Langer geleden", "Longer ago"), len(known) - month),
        (Text("Nog nooit", "Never yet"), len(ages) - len(known)),
    ]


def _by_week(asked: Sequence[AskedInWeek], since: date) -> Part:
    mondays = [since + timedelta(weeks=each) for each in range(WEEKS)]
    counts: Counter[tuple[date, CameOf]] = Counter()
    for each in asked:
        counts[each.monday, each.came_of] += each.count
    totals = {monday: sum(counts[monday, each] for each in CameOf) for monday in mondays}
    lines = tuple(Line(_week(monday), totals[monday], totals[monday]) for monday in mondays)
    rows = tuple(
        (_week(monday), *(Text.same(str(counts[monday, each])) for each in OUTCOMES))
        for monday in reversed(mondays)
        if totals[monday]
    )
    columns = Columns(
        REQUESTS_TITLE,
        _sum_of(sum(totals.values())),
        WEEK,
        NUMBER,
        tuple(Column(_short(monday), totals[monday], _week(monday)) for monday in mondays),
    )
    return Part("requests", REQUESTS_TITLE, REQUESTS_ABOUT, lines, columns, rows, (WEEK, *OUTCOMES.values()))


def _by_month(asked: Sequence[AskedInWeek], since: date, now: date) -> Part:
    counts: Counter[tuple[int, int]] = Counter()
    for each in asked:
        counts[each.monday.year, each.monday.month] += each.count
    days = (since + timedelta(days=each) for each in range((now - since).days + 1))
    months = sorted({(each.year, each.month) for each in days})
    named = [(_month(year, month), counts[year, month]) for year, month in months]
    return Part("requests", REQUESTS_TITLE, REQUESTS_ABOUT, _lines(named, close=False))


def _outcomes(asked: Iterable[AskedInWeek], *, close: bool) -> Part:
    counts: Counter[CameOf] = Counter()
    for each in asked:
        counts[each.came_of] += each.count
    named = [(label, counts[each]) for each, label in OUTCOMES.items()]
    return Part("outcomes", OUTCOMES_TITLE, OUTCOMES_ABOUT, _lines(named, close=close))


def _waiting(waiting: Iterable[Waiting], blind: bool, *, close: bool) -> Part:
    counts = [0] * len(AGES)
    tasks = 0
    for each in waiting:
        if each.is_task:
            tasks += each.count
        else:
            counts[next(place for place, (_, below) in enumerate(AGES) if each.days < below)] += each.count
    named = [(label, count) for (label, _), count in zip(AGES, counts, strict=True)]
    lines = (*_lines(named, close=close, blind=blind), *_lines([(TASKS, tasks)], close=close))
    return Part("waiting", WAITING_TITLE, WAITING_ABOUT, lines)


def _lines(counts: Iterable[tuple[Text, int]], *, close: bool, blind: bool = False) -> tuple[Line, ...]:
    """Return numbers as this visitor may see them. `blind`: none of them, where their total is not told either."""
    known = list(counts)
    shown = [None] * len(known) if blind else told([count for _, count in known])
    return tuple(
        Line(label, count, count if close else sees) for (label, count), sees in zip(known, shown, strict=True)
    )


def _week(monday: date) -> Text:
    return Text(f"week van {day(monday, 'nl')}", f"week of {day(monday, 'en')}")


def _short(monday: date) -> Text:
    return Text(f"{monday.day} {MONTHS['nl'][monday.month - 1]}", f"{monday.day} {MONTHS['en'][monday.month - 1]}")


def _month(year: int, month: int) -> Text:
    return Text(f"{MONTHS['nl'][month - 1]} {year}", f"{MONTHS['en'][month - 1]} {year}")


def _sum_of(total: int) -> Text:
    return Text(f"In het afgelopen jaar zijn {total} dingen gevraagd.", f"In the last year {total} things were asked.")


NOT_TOLD = Text("niet getoond", "not shown")
"""What stands for a number that is too small to tell, and for one that would tell of it: the same for both."""
SUBJECT, WHAT, NUMBER, WEEK = (
    Text("Onderwerp", "Subject"),
    Text("Wat", "What"),
    Text("Aantal", "Number"),
    Text("Week", "Week"),
)
MEDIAN = Text("Dagen tot een besluit (de helft gaat sneller)", "Days until a decision (half goes faster)")
ACCOUNTS_TITLE = Text("Wie heeft een account?", "Who has an account?")
ACCOUNTS_SHARE = Text("Met een account", "With an account")
ACCOUNTS_ABOUT = Text("Alle verzorgers met een kind op school.", "All guardians with a child at the school.")
SEEN_TITLE = Text("Wanneer was iemand er voor het laatst?", "When was somebody here last?")
SEEN_ABOUT = Text(
    "Van de verzorgers met een account. Wat iemand bekijkt, wordt niet geteld.",
    "Of the guardians with an account. What somebody looks at is not counted.",
)
REQUESTS_TITLE = Text("Hoeveel wordt er gevraagd?", "How much is asked?")
REQUESTS_ABOUT = Text(
    "Elk gegeven dat een verzorger wilde wijzigen telt mee.", "Each detail that a guardian wished to change counts."
)
OUTCOMES_TITLE = Text("Wat kwam ervan?", "What came of it?")
OUTCOMES_ABOUT = Text("Van alles wat in het afgelopen jaar is gevraagd.", "Of all that was asked in the last year.")
WAITING_TITLE = Text("Hoe lang wacht wat nog open is?", "How long does wait what is still open?")
WAITING_ABOUT = Text("Op dit moment, sinds de dag van de vraag.", "At this moment, since the day of the question.")
TASKS = Text("Over te typen in het LAS", "To be typed over into the LAS")

STATISTICS_ROUTES = (statistics, statistics_file)
