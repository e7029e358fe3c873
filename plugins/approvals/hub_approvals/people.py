"""Who decides: all staff, the administrators, or chosen people; and who stands in for whoever is away. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hub.contract import Colleague
from hub.records import Text

WHO: Mapping[str, Text] = {
    "staff": Text("Alle medewerkers", "All staff"),
    "admins": Text("Alleen de beheerders van de school", "Only the administrators of the school"),
    "chosen": Text("Alleen wie u kiest", "Only those whom you choose"),
}


@dataclass(frozen=True, slots=True, order=True)
class Absence:
    """Somebody is away, up to and including a day, and a colleague stands in. Both are numbers of accounts."""

    first: date
    last: date
    account: int
    deputy: int

    def holds(self, day: date) -> bool:
        """Tell whether somebody is away on this day."""
        return self.first <= day <= self.last


def read_absences(text: str) -> tuple[Absence, ...]:
    """Read absences as they are kept: `account deputy first last`, with `;` between. Raises `ValueError`."""
    return tuple(sorted(_absence(each.split()) for each in text.split(";") if each.strip()))


def _absence(parts: list[str]) -> Absence:
    account, deputy, first, last = parts
    return Absence(date.fromisoformat(first), date.fromisoformat(last), int(account), int(deputy))


def write_absences(absences: Iterable[Absence]) -> str:
    """Return absences as they are kept."""
    return "; ".join(f"{each.account} {each.deputy} {each.first} {each.last}" for each in sorted(absences))


def read_accounts(text: str) -> frozenset[int]:
    """Read numbers of accounts with blanks between. Raises `ValueError`."""
    return frozenset(int(each) for each in text.split())


def are_accounts(text: str) -> Text | None:
    """Say what is wrong with a list of accounts."""
    return _readable(lambda: read_accounts(text))


def are_absences(text: str) -> Text | None:
    """Say what is wrong with a list of absences."""
    return _readable(lambda: read_absences(text))


def _readable(read: Callable[[], object]) -> Text | None:
    try:
        read()
    except ValueError:
        return Text("Stel dit in bij Regels, Wie beslist.", "Set this under Rules, Who decides.")
    return None


def who_decides(
    who: str, chosen: frozenset[int], absences: Iterable[Absence], colleagues: Iterable[Colleague], today: date
) -> frozenset[int]:
    """Return the accounts of who decides today: not who is away but the deputy, and nobody who is no colleague."""
    staff = {each.account: each for each in colleagues}
    away = {each.account: each.deputy for each in absences if each.holds(today)}
    named = {number for number, each in staff.items() if _is_named(who, chosen, each)}
    present = {_stand_in(number, away) for number in named}
    return frozenset(number for number in present if number is not None and number in staff)


def _is_named(who: str, chosen: frozenset[int], colleague: Colleague) -> bool:
    if who == "chosen":
        return colleague.account in chosen
    return who != "admins" or colleague.admin


def _stand_in(number: int, away: Mapping[int, int]) -> int | None:
    """Follow from deputy to deputy until somebody is there; `None` where all of them are away."""
    seen = set()
    while number in away:
        if number in seen:
            return None
        seen.add(number)
        number = away[number]
    return number
