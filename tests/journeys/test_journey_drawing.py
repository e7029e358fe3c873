"""Reports as a browser shows them: eight years of a child, and odd content, on a phone and on a desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from hub.portal.headers import POLICY
from hub.portal.pages import environment
from hub.portal.statics import STATIC
from tests.drawn import eight_years, odd, share, weeks

pytestmark = pytest.mark.journey

WHOLE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Jesse</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/portal.css"><link rel="stylesheet" href="/report.css"></head>
<body><main class="frame"><h1>Jesse</h1>
{% from "report_parts.html" import report %}{% from "chart_parts.html" import columns, share %}
{% for each in told %}<div class="card">{{ report(each, language, "/card/") }}</div>{% endfor %}
<div class="card">{{ columns(counts, language, "counts", 2) }}{{ share(part, language, "part", 2) }}</div>
</main></body></html>"""
SMALLEST_WORD = 11


def answered(route: Route) -> None:
    name = route.request.url.rsplit("/", 1)[1]
    if name.endswith(".css"):
        route.fulfill(body=(STATIC / name).read_text(), content_type="text/css")
        return
    told = [*eight_years(), odd()]
    body = environment("nl").from_string(WHOLE).render(told=told, counts=weeks(), part=share())
    route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": POLICY})


@pytest.fixture(params=[(320, "light"), (1280, "dark")], ids=["phone", "desk"])
def shown(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.route("**/*", answered)
    page.goto("http://reports.test/")
    yield page
    context.close()


def test_nothing_hides_behind_the_edge_and_nothing_stands_in_anybodys_way(shown: Page, barriers: Any) -> None:
    complaints: list[str] = []
    shown.on("console", lambda message: complaints.append(message.text))
    shown.reload()
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers.on(shown) == []
    assert complaints == []


def test_words_in_a_picture_can_be_read_and_do_not_cross(shown: Page) -> None:
    sizes = shown.evaluate(
        "[...document.querySelectorAll('.chart text')].map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= SMALLEST_WORD
    crossing = shown.evaluate(
        """() => [...document.querySelectorAll('.chart')].flatMap(chart => {
            const boxes = [...chart.querySelectorAll('.gt, .gn')]
                .filter(each => getComputedStyle(each).display != 'none')
                .map(each => [each.textContent, each.getBoundingClientRect()]);
            const meet = (a, b, one, other, least) => a[one] < b[other] - least && b[one] < a[other] - least;
            return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
                .filter(([, b]) => meet(a, b, 'left', 'right', 0.5) && meet(a, b, 'top', 'bottom', 4))
                .map(([other]) => `${one} / ${other}`));
        })"""
    )
    assert crossing == []


def test_a_table_opens_by_keyboard_and_stands_open_on_paper(shown: Page) -> None:
    first = shown.locator(".picture details").first
    table = first.locator("table")
    assert not table.is_visible()
    first.locator("summary").focus()
    shown.keyboard.press("Enter")
    assert table.is_visible()
    shown.keyboard.press("Enter")
    shown.emulate_media(media="print")
    assert table.is_visible()


def test_with_forced_colours_lines_and_words_are_still_there(shown: Page) -> None:
    shown.emulate_media(forced_colors="active")
    strokes = shown.evaluate(
        "['.gl', '.ga', '.gd'].map(name => getComputedStyle(document.querySelector('.chart ' + name)))"
        ".map(each => [each.stroke, each.fill, getComputedStyle(document.body).backgroundColor])"
    )
    for stroke, fill, ground in strokes:
        assert {stroke, fill} - {"none", ground}
