"""A run that puts reports on paper: for a class or one pupil, pupil by pupil, of what is published at this moment.

What a school publishes can change while a run makes its papers. Then nothing that was made is used: the run begins
anew, once, and ends with a sentence where it changes again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hub.contract import HubError, PupilHistory
from hub.records import Pupil, Text
from hub.registry import Registry
from hub.reports.asking import Made, reports_on
from hub.reports.paper.binding import MOST_TAGGED, Binding
from hub.reports.paper.press import Paper, Press
from hub.reports.paper.sheet import Letterhead, Sheet
from hub.reports.reading import history_of, read_as
from hub.store import Books, Outcome, PaperRun, Printed, Reader, SeenAs, Sight, Store, label_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOST_PUPILS = 500


class ChangedMeanwhileError(Exception):
    """What the school publishes, or who is in the class, is not what it was when the run began."""


class NotOursError(Exception):
    """The run ended, was stopped, or another worker took it over."""


class CannotPrintError(HubError):
    """The run cannot be made; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run is about to make, and of what only it may be made."""

    attempt: int
    version: str
    title: str
    pupils: tuple[str, ...]
    head: Letterhead
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """What became of one pupil, with his paper where there is one."""

    outcome: Outcome | None
    pupil: str
    name: str = ""
    paper: Paper | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """Makes the papers of one run. Killed at any point, it can be done again from the start."""

    store: Store
    registry: Registry
    school: int
    number: int

    def make(self) -> None:
        """Bring the run to its end. One that has ended already is left as it is."""
        for again in (False, True):
            try:
                return self._once()
            except NotOursError:
                return None
            except CannotPrintError as error:
                return self.fail(error.text)
            except ChangedMeanwhileError:
                if again:
                    return self.fail(CHANGED_TWICE)
        return None

    def fail(self, sentence: Text) -> None:
        """End the run with a sentence, unless it has ended."""
        with self.store.open(self.school) as books:
            books.papers.fail(self.number, sentence)

    def _once(self) -> None:
        with self._books() as (books, run):
            plan = _plan(books, run)
        binding = Binding(plan.title, run.language, tagged=len(plan.pupils) <= MOST_TAGGED, one_sided=run.one_sided)
        made: list[One] = []
        with Press(plan.head, run.language) as press:
            for key in plan.pupils:
                one = self._one(press, plan, key)
                if one.paper is not None:
                    binding.add(one.paper, one.name)
                made.append(one if run.pupil else One(outcome=one.outcome, pupil=key))
        alone = next((each for each in made if each.paper is not None), None)
        content = alone.paper.content if alone and alone.paper else binding.bound() if binding.papers else b""
        printed = Printed(content=content, pages=binding.pages, mark=alone.mark if alone else None)
        with self._books() as (books, run):
            _finish(books, run, plan, made, printed)

    def _one(self, press: Press, plan: Plan, key: str) -> One:
        with self._books() as (books, run):
            if books.publication.version() != plan.version:
                raise ChangedMeanwhileError
            pupil = books.roll.pupil(key)
            if pupil is None or (run.group is not None and pupil.group != run.group):
                one = One(outcome=None, pupil=key)
            else:
                one = _made(self.registry, books, run, plan, pupil, press)
            boxes = one.paper is not None and not one.paper.accessible
            if not books.papers.note(run.id, plan.attempt, key, one.outcome, boxes=boxes):
                raise NotOursError
            return one

    @contextmanager
    def _books(self) -> Iterator[tuple[Books, PaperRun]]:
        """Open the school's books with the run; an answer to a `HubError` of a plugin must not undo what was noted."""
        with self.store.open(self.school) as books:
            run = books.papers.get(self.number)
            if run is None or not run.is_open:
                raise NotOursError
            yield books, run


def _plan(books: Books, run: PaperRun) -> Plan:
    keys = _wanted(books, run)
    if len(keys) > MOST_PUPILS:
        raise CannotPrintError(TOO_MANY)
    version = books.publication.version()
    attempt = books.papers.begin(run.id, version, len(keys))
    if attempt is None:
        raise NotOursError
    group = books.roll.group(run.group) if run.group else None
    return Plan(
        attempt=attempt,
        version=version,
        title=label_of(group) if group else "",
        pupils=tuple(keys),
        head=letterhead(books),
        today=today(),
    )


def _wanted(books: Books, run: PaperRun) -> list[str]:
    """Return the pupils whom the run is about and who are on the roll now, by name."""
    if run.pupil is None:
        return [each.key for each in books.roll.pupils(group=run.group, limit=MOST_PUPILS + 1)]
    return [run.pupil] if books.roll.pupil(run.pupil) else []


def _made(registry: Registry, books: Books, run: PaperRun, plan: Plan, pupil: Pupil, press: Press) -> One:  # noqa: PLR0913, PLR0917 - who prints what of whom, and with what
    try:
        sheet = sheet_of(registry, books, run, pupil, plan.today)
        if sheet is None or not sheet.made:
            return One(outcome=Outcome.EMPTY, pupil=pupil.key)
        paper = press.paper(sheet)
    except HubError:  # of the press, or of a provider: this pupil is named, and the next one is made
        return One(outcome=Outcome.FAILED, pupil=pupil.key)
    mark = sheet.mark(plan.head, run.language)
    return One(outcome=Outcome.PRINTED, pupil=pupil.key, name=sheet.name, paper=paper, mark=mark)


def sheet_of(registry: Registry, books: Books, run: PaperRun, pupil: Pupil, day: date) -> Sheet | None:
    """Return what the asker of a run sees of a pupil on a day, as it goes on paper; `None`: he may see nothing.

    Raises `CannotPrintError` where a provider fails: half a paper would tell nobody that it is half.
    """
    history, faults = _history(books, run.reader, pupil.key, day), list[None]()
    if history is None:
        return None
    made: list[Made] = list(reports_on(registry, books, history, books.publication.read(), lambda: faults.append(None)))
    if faults:
        raise CannotPrintError(PART_FAILED)
    group = books.roll.group(pupil.group) if pupil.group else None
    return Sheet(name=label_of(pupil), group=label_of(group) if group else "", today=day, made=made)


def _history(books: Books, reader: Reader, pupil: str, day: date) -> PupilHistory | None:
    if reader.guardian is None:
        return history_of(books, pupil, day)
    is_his = any(each.guardian == reader.guardian for each in books.guardian_accounts.open_to(reader.account_id))
    return read_as(books, reader.guardian, pupil, day) if is_his else None


def _finish(books: Books, run: PaperRun, plan: Plan, made: list[One], printed: Printed) -> None:
    keys = [each.pupil for each in made if each.outcome is Outcome.PRINTED]
    now = set(_wanted(books, run))
    if books.publication.version() != plan.version or not set(keys) <= now <= set(plan.pupils):
        raise ChangedMeanwhileError
    if not keys:
        failed = any(each.outcome is Outcome.FAILED for each in made)
        raise CannotPrintError(PART_FAILED if failed else NOTHING)
    if not books.papers.keep(run.id, plan.attempt, printed):
        raise NotOursError
    reader = run.reader
    seen_as = SeenAs.GUARDIAN if reader.guardian else SeenAs.STAFF
    books.looks.note(keys, Sight.PAPER, seen_as, reader.who, account_id=reader.account_id)
    subject = f"pupil {run.pupil}" if run.pupil else f"class {run.group}"
    books.audit.write("paper.made", subject, {"asked_by": run.asked_by, "pupils": keys, "pages": printed.pages})


def still_shown(registry: Registry, books: Books, run: PaperRun) -> bool:
    """Tell whether a PDF may still be given.

    That of a class may, while the school publishes what it did when it was made; that of one pupil, while whoever asked
    for it sees exactly what stands on it.
    """
    if run.pupil is None:
        return run.version == books.publication.version()
    pupil = books.roll.pupil(run.pupil)
    try:
        sheet = sheet_of(registry, books, run, pupil, today()) if pupil else None
    except CannotPrintError:
        return False
    return sheet is not None and sheet.mark(letterhead(books), run.language) == run.mark


def child_paper(sheet: Sheet, head: Letterhead, language: str) -> bytes:
    """Return the PDF of one pupil at once. Raises `PaperFailedError`."""
    with Press(head, language) as press:
        return press.paper(sheet).content


def letterhead(books: Books) -> Letterhead:
    """Return how the school in hand looks on paper."""
    style, logo = books.style.read(), books.style.logo()
    name = style.shown_name or books.school.name
    return Letterhead(school=name, accent=style.accent, logo=logo.content if logo else None)


def today() -> date:
    """Return the day that it is at a Dutch school."""
    return datetime.now(AMSTERDAM).date()


CHANGED_TWICE = Text(
    "Er is geen PDF gemaakt: de school veranderde ondertussen twee keer wat ouders zien, of wie er in de groep zit. "
    "Begin opnieuw zodra alles goed staat.",
    "No PDF was made: meanwhile the school changed twice what parents see, or who is in the class. Start again once "
    "everything is set.",
)
PART_FAILED = Text(
    "Er is geen PDF gemaakt: een onderdeel van het rapport kon niet worden gemaakt. Probeer het over een paar minuten "
    "opnieuw. Lukt het weer niet, vraag het dan aan de beheerder van de school: die ziet bij Plug-ins wat er misging.",
    "No PDF was made: a part of the report could not be made. Try again in a few minutes. If it fails again, ask the "
    "school's administrator, who sees under Plug-ins what went wrong.",
)
NOTHING = Text(
    "Er is geen PDF gemaakt: er is op dit moment niets om af te drukken. De school laat nu niets zien.",
    "No PDF was made: there is nothing to print at this moment. The school shows nothing now.",
)
TOO_MANY = Text(
    f"Er is geen PDF gemaakt: in deze groep zitten meer dan {MOST_PUPILS} leerlingen. Kies een kleinere groep.",
    f"No PDF was made: there are more than {MOST_PUPILS} pupils in this class. Choose a smaller one.",
)
BROKEN_OFF = Text(
    "Er is geen PDF gemaakt: het maken is afgebroken door een fout in de hub. Begin opnieuw. Lukt het weer niet, "
    "waarschuw dan uw beheerder.",
    "No PDF was made: the work was broken off by a fault in the hub. Start again. If it fails again, warn your "
    "administrator.",
)
NOT_SHOWN_NOW = Text(
    "Deze PDF is weggegooid: de school laat nu iets anders zien dan toen hij werd gemaakt. Maak hem opnieuw.",
    "This PDF was thrown away: the school now shows something else than when it was made. Make it again.",
)
