"""The page on which a school says who decides, who is away and who stands in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hub.contract.pages import Asked, Html, Notice, Page, Right, SeeOther
from hub.records import Text
from hub_approvals.people import (
    WHO,
    Absence,
    read_absences,
    read_accounts,
    who_decides,
    write_absences,
)

PEOPLE = Text("Wie beslist", "Who decides")
LABELS = {
    "who": PEOPLE,
    "account": Text("Wie is er weg", "Who is away"),
    "deputy": Text("Wie vervangt", "Who stands in"),
    "first": Text("Eerste dag", "First day"),
    "last": Text("Laatste dag", "Last day"),
}


def people(asked: Asked) -> Html:
    """Show who decides, and who is away."""
    return _page(asked)


def _page(asked: Asked, problems: Mapping[str, Text] | None = None) -> Html:
    colleagues, settings = asked.colleagues(), asked.settings
    chosen, absences = read_accounts(settings.deciders), read_absences(settings.absences)
    today = asked.now.date()
    now = who_decides(settings.who_decides, chosen, absences, colleagues, today)
    context = {
        "tab": "people",
        "colleagues": colleagues,
        "names": {each.account: each.name for each in colleagues},
        "who": settings.who_decides,
        "choices": WHO,
        "chosen": chosen,
        "absences": [(each, each.holds(today)) for each in absences if each.last >= today],
        "now": [each for each in colleagues if each.account in now],
        "may_set": asked.may(Right.SET_PLUGINS),
        "problems": problems or {},
        "labels": LABELS,
        "form": asked.form,
    }
    return Html("people.html", context, 422 if problems else 200)


def choose(asked: Asked) -> Html | SeeOther:
    """Keep who decides."""
    who, staff = asked.form.get("who"), {each.account for each in asked.colleagues()}
    chosen = frozenset(int(each) for each in asked.form.all("deciders") if each.isdecimal()) & staff
    if who not in WHO:
        return _page(asked, {"who": CHOOSE})
    if who == "chosen" and not chosen:
        return _page(asked, {"who": NOBODY})
    kept = " ".join(map(str, sorted(chosen)))
    asked.save(replace(asked.settings, who_decides=who, deciders=kept))
    return SeeOther("rules/people", notice="people_kept")


def add_absence(asked: Asked) -> Html | SeeOther:
    """Keep that somebody is away, and who stands in."""
    made, problems = _read(asked)
    if made is None:
        return _page(asked, problems)
    past = read_absences(asked.settings.absences)
    kept = {each for each in past if each.last >= asked.now.date() and each.account != made.account} | {made}
    asked.save(replace(asked.settings, absences=write_absences(kept)))
    return SeeOther("rules/people", notice="absence_kept")


def _read(asked: Asked) -> tuple[Absence | None, dict[str, Text]]:
    staff = {str(each.account): each.account for each in asked.colleagues()}
    account, deputy = staff.get(asked.form.get("account")), staff.get(asked.form.get("deputy"))
    first, last = _day(asked.form.get("first")), _day(asked.form.get("last"))
    wrong: dict[str, Any] = {
        "account": account is None and CHOOSE,
        "deputy": (deputy is None and CHOOSE) or (deputy == account and SOMEBODY_ELSE),
        "first": first is None and NO_DAY,
        "last": (last is None and NO_DAY) or (first and last and last < max(first, asked.now.date()) and TOO_EARLY),
    }
    problems = {name: text for name, text in wrong.items() if text}
    if problems or account is None or deputy is None or first is None or last is None:
        return None, problems
    return Absence(first, last, account, deputy), {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def end_absence(asked: Asked) -> SeeOther:
    """Take an absence away: somebody is back, or does not go."""
    number = asked.path["number"]
    kept = [each for each in read_absences(asked.settings.absences) if each.account != number]
    asked.save(replace(asked.settings, absences=write_absences(kept)))
    return SeeOther("rules/people", notice="absence_ended")


CHOOSE = Text("Kies er een.", "Choose one.")
NOBODY = Text("Kruis minstens één medewerker aan.", "Tick at least one member of staff.")
SOMEBODY_ELSE = Text("Kies iemand anders dan wie er weg is.", "Choose somebody else than who is away.")
NO_DAY = Text("Vul een dag in, bijvoorbeeld 2027-03-01.", "Fill in a day, such as 2027-03-01.")
TOO_EARLY = Text(
    "Kies een dag vanaf vandaag, niet vóór de eerste dag.", "Choose a day from today, and not before the first."
)
PEOPLE_PAGES = (
    Page("rules/people", PEOPLE, Right.SEE_CHANGES, people),
    Page("rules/people", PEOPLE, Right.SET_PLUGINS, choose, method="POST"),
    Page("rules/people/away", PEOPLE, Right.SET_PLUGINS, add_absence, method="POST"),
    Page("rules/people/{number:int}/back", PEOPLE, Right.SET_PLUGINS, end_absence, method="POST"),
)
PEOPLE_NOTICES = (
    Notice("people_kept", Text("Dit is bewaard en geldt meteen.", "This has been kept and holds at once.")),
    Notice("absence_kept", Text("De afwezigheid is bewaard.", "The absence has been kept.")),
    Notice("absence_ended", Text("De afwezigheid is weg.", "The absence is gone.")),
)
