"""The school's register of processing (GDPR art. 30): as a page, on paper, and as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from hub.portal.desk import desk_of
from hub.portal.pages import page
from hub.portal.rights import Act
from hub.portal.visits import Asking, visit_of
from hub.privacy.register import Activity, Standing, forgotten_plugins, register
from hub.privacy.words import GROUNDS, MEASURES, ROLES
from hub.records import Text
from hub.store import Books

BYTE_ORDER_MARK = "\ufeff"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
STANDINGS = {
    Standing.ON: Text("In gebruik", "In use"),
    Standing.OFF: Text("Staat uit; wat bewaard is, staat er nog", "Off; what was kept is still there"),
}
HEAD = (
    Text("Door", "By"),
    Text("Stand", "Standing"),
    Text("Verwerking", "Processing"),
    Text("Doel", "Purpose"),
    Text("Grondslag", "Legal ground"),
    Text("Van wie", "Of whom"),
    Text("Gegevens", "Data"),
    Text("Ontvangers", "Recipients"),
    Text("Bewaartermijn", "Kept for"),
    Text("Beveiliging", "Security"),
    Text("Rollen", "Roles"),
)
NOBODY_OUTSIDE = Text("Niemand buiten de school en de hub", "Nobody outside the school and the hub")


@get("/s/{school:str}/privacy", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def register_page(request: Asking, school: FromPath[str]) -> Response[str]:  # noqa: ARG001 - in the address
    desk = desk_of(request)
    with desk.books(request.scope) as books:
        activities = register(desk.registry, books)
        forgotten = forgotten_plugins(desk.registry, books)
    context: dict[str, Any] = {
        "on": [each for each in activities if each.standing is Standing.ON],
        "off": [each for each in activities if each.standing is Standing.OFF],
        "forgotten": forgotten,
        "today": datetime.now(UTC),
    }
    words: dict[str, Any] = {"grounds": GROUNDS, "measures": MEASURES, "roles": ROLES, "nobody_outside": NOBODY_OUTSIDE}
    return page(request, "privacy_register.html", **context, **words)


@get("/s/{school:str}/privacy/register.csv", opt={"act": Act.PRIVACY}, sync_to_thread=True)
def register_file(request: Asking, school: FromPath[str]) -> Response[str]:
    desk, language = desk_of(request), visit_of(request.scope).language
    with desk.books(request.scope) as books:
        written = as_csv(register(desk.registry, books), language)
        _note(books)
    name = {"nl": "verwerkingen", "en": "processing"}[language]
    headers = {"Content-Disposition": f'attachment; filename="{school}-{name}.csv"'}
    return Response(written, media_type="text/csv", headers=headers)


def as_csv(activities: Iterable[Activity], language: str) -> str:
    """Return the register for a spreadsheet.

    A byte order mark and semicolons are what a Dutch Excel opens without asking; no cell can be taken for a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(each.to(language) for each in HEAD)
    for each in activities:
        writer.writerow(_safe(cell) for cell in _cells(each, language))
    return BYTE_ORDER_MARK + out.getvalue()


def _cells(activity: Activity, language: str) -> Iterable[str]:
    recipients = activity.recipients or (NOBODY_OUTSIDE,)
    return (
        activity.by.to(language),
        STANDINGS[activity.standing].to(language),
        activity.what.to(language),
        activity.purpose.to(language),
        GROUNDS[activity.ground].to(language),
        activity.whose.to(language),
        ", ".join(each.to(language) for each in activity.data),
        ", ".join(each.to(language) for each in recipients),
        activity.kept.to(language),
        " ".join(each.to(language) for each in MEASURES),
        ROLES.to(language),
    )


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell


def _note(books: Books) -> None:
    books.audit.write("register", f"school {books.school.code}")


PRIVACY_ROUTES = (register_page, register_file)
