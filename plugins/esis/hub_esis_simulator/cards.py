"""The report cards of a school that does not exist: two a year, each a real PDF; and documents that are none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from hub_esis_simulator.lvs import outcomes
from hub_esis_simulator.roll import Entry, School
from hub_esis_simulator.school_years import school_years

YEARS = 3
"""Of so many school years there are documents."""
PERIODS = {"1": (2, 6), "2": (6, 28)}
"""Month and day of the two report cards of a year."""
HUGE = 12 << 20
SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"


@dataclass(frozen=True, slots=True)
class Card:
    """A report card."""

    key: str
    pupil: Entry
    title: str
    school_year: str
    period: str
    day: date

    @property
    def changed_at(self) -> datetime:
        return datetime.combine(self.day, time(15), UTC)


def cards(school: School, pupil: Entry, today: date) -> Iterator[Card]:
    """Yield the report cards of a pupil until today, the oldest first."""
    for year, group in school_years(school, pupil)[-YEARS:]:
        for period, (month, day) in PERIODS.items():
            issued = date(year + 1, month, day)
            if issued <= today:
                key = f"{pupil.key}-rapport-{year}-{period}"
                yield Card(key, pupil, f"Rapport {period} groep {group}", f"{year}-{year + 1}", period, issued)


def find(school: School, key: str, today: date) -> Card | None:
    """Return the report card with this key."""
    pupil = school.pupils.get(key.rpartition("-rapport-")[0])
    return next((each for each in cards(school, pupil, today) if each.key == key), None) if pupil else None


def document(school: School, card: Card) -> bytes:
    """Return the document of a report card."""
    taken = [each for each in outcomes(school, card.pupil, card.day) if each.test.kind == "lvs"]
    lines = [f"{each.test.name}: {each.texts['niveau']}" for each in taken[-3:]]
    return pdf([card.title, f"Schooljaar {card.school_year}", *lines])


def spoilt(whole: bytes, fault: str) -> bytes:
    """Return what comes in place of a document where the LAS errs."""
    if fault == "huge-document":
        return whole + b"%" + bytes(HUGE)
    if fault == "cut-document":
        return whole[: len(whole) // 2]
    if fault == "no-pdf":
        return b"<!DOCTYPE html><html><body>Inloggen</body></html>"
    return pdf(["Rapport"], SCRIPT) if fault == "script-document" else whole


def pdf(lines: list[str], in_catalogue: bytes = b"") -> bytes:
    """Return a PDF of one page with these lines."""
    shown = b"".join(b"(%s) Tj 0 -20 Td " % _literal(line) for line in lines)
    page = b"BT /F1 14 Tf 72 770 Td " + shown + b"ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % in_catalogue,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font 6 0 R >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /F1 5 0 R >>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + head + table + trailer


def _literal(line: str) -> bytes:
    text = line.encode("cp1252", "replace")
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
