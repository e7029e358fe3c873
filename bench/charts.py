"""The picture of a growth, drawn and kept, beside lxml that writes as many points in as many elements.

A child's page has three of them. The first look draws; any look after that at the same results takes what was kept.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lxml import etree

from hub.contract.reports import Growth, Moment
from hub.records import NormBand, Text
from hub.reports.charts import growth_svg
from hub.reports.charts.growth import _picture

PUPILS, ROUNDS = 200, 5
MOMENTS = 11
BOUND = 8.0
KEPT_BOUND = 0.25
LEVELS = ("V", "IV", "III", "II", "I")


def main() -> None:
    """Measure and print."""
    growths = [_growth(number) for number in range(PUPILS)]
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, part in _parts().items():
            best[name] = min(best.get(name, 1e9), _median(part, growths))
    size = statistics.median(len(growth_svg(each, "nl").encode()) for each in growths)
    for name, milliseconds in best.items():
        print(f"{milliseconds:8.3f} ms  {name}")
    print(f"{size / 1000:8.1f} kB  on the screen")
    _tell("drawn", best["drawn"] / best["floor: lxml, as many points"], BOUND)
    _tell("kept", best["kept"] / best["floor: lxml, as many points"], KEPT_BOUND)


def _parts() -> dict[str, Callable[[Growth], object]]:
    return {
        "floor: lxml, as many points": _floor,
        "drawn": _drawn,
        "drawn for paper": lambda each: growth_svg(_other(each), "nl", for_paper=True),
        "kept": lambda each: growth_svg(each, "nl"),
    }


def _drawn(growth: Growth) -> object:
    return _picture.__wrapped__(growth, "nl", None)


def _other(growth: Growth) -> Growth:
    """Return the same under a name that was not drawn before."""
    return replace(growth, title=Text.same(f"{growth.title.nl} {time.perf_counter_ns()}"))


def _floor(growth: Growth) -> object:
    """Write as many elements as a picture has, with as many points of bands and lines as it has."""
    svg = etree.Element("svg")
    for _ in LEVELS:
        points = " ".join(f"{place:.1f},{float(each.value or 0):.1f}" for place, each in enumerate(growth.moments * 2))
        etree.SubElement(svg, "polygon", {"points": points, "class": "gb0"})
    for name in ("ga", "gl"):
        path = " L ".join(f"{place:.1f} {float(each.value or 0):.1f}" for place, each in enumerate(growth.moments))
        etree.SubElement(svg, "path", {"d": f"M {path}", "class": name})
    for place, each in enumerate(growth.moments):
        etree.SubElement(svg, "circle", {"cx": f"{place}%", "cy": f"{each.value}%", "r": "4", "class": "gd"})
        word = etree.SubElement(svg, "text", {"x": f"{place}%", "y": "100%", "text-anchor": "middle", "class": "gt"})
        word.text = each.label
    return etree.tostring(svg, encoding="unicode")


def _growth(pupil: int) -> Growth:
    moments = []
    for number in range(MOMENTS):
        average = 110 + 11 * number
        ends = (average - 300, average - 16, average - 8, average + 8, average + 16, average + 300)
        norms = tuple(
            NormBand(term=term, lowest=ends[place], highest=ends[place + 1] - 1) for place, term in enumerate(LEVELS)
        )
        value = Decimal(average + (pupil * 7 + number * 5) % 40 - 20)
        day = date(2019 + (number + 1) // 2, 2 if number % 2 else 6, 8)
        moments.append(Moment(day, f"M{number}", value, Decimal(average), norms, "III"))
    return Growth(Text.same(f"Rekenen {pupil}"), Text.same("Een zin."), Text.same("Score"), tuple(moments))


def _median(part: Callable[[Growth], object], growths: list[Growth]) -> float:
    times = []
    for each in growths:
        began = time.perf_counter()
        part(each)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def _tell(name: str, ratio: float, bound: float) -> None:
    verdict = "within" if ratio <= bound else "OVER"
    print(f"{name}: ratio {ratio:.2f} ({verdict} the bound of {bound:g})")


if __name__ == "__main__":
    main()
