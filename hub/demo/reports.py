"""The demo's reports: what the school with ESIS shows parents, in its own style, and what it allows and is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hub import reports
from hub.contract import ReportKind
from hub.demo.families import of_login
from hub.demo.schools import VLIEGER
from hub.records import Text
from hub.registry import Registry
from hub.store import Publication, Store

PLUGIN = "reports"
PUBLISHED: dict[ReportKind, Publication] = {
    ReportKind.LVS: Publication(on=True, average=True),
    ReportKind.METHOD: Publication(on=True),
    ReportKind.FINAL: Publication(on=True, average=True, year_groups=frozenset("8")),
    ReportKind.REPORT_CARDS: Publication(on=True, after_evening=True),
}
SHOWN_NAME, ACCENT = "Basisschool De Vlieger", "#8a3b12"
QUESTION = "Ik zou graag weten hoe het met lezen en rekenen gaat. Kunt u mij de toetsen laten zien?"
ALLOWED_BECAUSE = "Moeder heeft ons gezegd dat zij dit goed vindt."


def open_reports(store: Store, registry: Registry) -> Iterator[Text]:
    """Turn the reports on, publish most of them, and let one guardian ask and another be allowed."""
    today = datetime.now(UTC).date()
    with store.open(VLIEGER, "vlieger@demo.example") as books:
        books.plugins.switch(PLUGIN, on=True)
        for kind, decided in PUBLISHED.items():
            books.publication.set_kind(kind, decided)
        books.publication.set_evenings([today - timedelta(days=20), today + timedelta(days=75)])
        for _, provider in reports.providers(registry, books):
            books.publication.show(provider.key, on=True)
        books.style.save(shown_name=SHOWN_NAME, accent=ACCENT)
        step_parent = of_login(books, "stiefouder@demo.example")
        for tie in step_parent.ties:
            kinds = [ReportKind.LVS, ReportKind.METHOD]
            books.access.allow(step_parent.key, tie.pupil, kinds, ALLOWED_BECAUSE)
    with store.open(VLIEGER, "zondergezag@demo.example") as books:
        asking = of_login(books, "zondergezag@demo.example")
        books.access.ask(asking.key, asking.ties[0].pupil, QUESTION)
    yield Text(
        f"  {VLIEGER}: toetsen en rapporten staan aan voor ouders",
        f"  {VLIEGER}: tests and report cards are on for parents",
    )
