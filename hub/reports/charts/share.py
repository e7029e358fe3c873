"""A part of a whole, as a bar that is filled for that part: how many parents have an account."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from leather import Bars, Linear, Ordinal, Series

from hub.records import Text
from hub.reports.charts.sheet import OWN_LOOK, Look, Margins, Sheet, Tenths, light, marked
from hub.reports.charts.words import figure

KEPT = 128


@dataclass(frozen=True, slots=True)
class Share:
    """So many out of so many. `summary` says it in a sentence: `84 van de 190 ouders hebben een account`."""

    title: Text
    summary: Text
    part: int
    whole: int

    @property
    def percent(self) -> float:
        """Return the part in a hundred; of nothing it is nothing."""
        return min(max(100 * self.part / self.whole, 0.0), 100.0) if self.whole > 0 else 0.0


def share_svg(
    share: Share, language: str, *, for_paper: bool = False, look: Look | None = None, mark: str = "share"
) -> str:
    """Return the picture of a part of a whole. See `growth_svg`."""
    return marked(_picture(share, language, (look or Look(height=34)) if for_paper else None), mark)


@lru_cache(maxsize=KEPT)
def _picture(share: Share, language: str, look: Look | None) -> str:
    sheet = Sheet(look, Margins(right=46, top=4, bottom=4), ("share",))
    across, down = Tenths(Linear(Decimal(0), Decimal(100))), Tenths(Ordinal(["whole"]))
    for value, name in ((100.0, "gr"), (light(share.percent), "gc")):
        series = Series([(value, "whole")])
        for bar in Bars(OWN_LOOK).to_svg(sheet.width, sheet.height, across, down, series, None):
            sheet.dress(bar, name)
            bar.attrib |= sheet.at(**{key: float(bar.get(key, 0)) for key in ("x", "y", "width", "height")})
            sheet.words.append(bar)
    words = f"{figure(round(share.percent), language)}%"
    sheet.word("gv", words, x=sheet.width, y=sheet.height / 2, dx="8", dy=".35em")
    return sheet.done(share.title.to(language), share.summary.to(language))
