"""From which day a change holds, as a letter says it. A day says nothing of where somebody lives."""

from collections.abc import Iterable

from hub.changes import dutch_today, from_words, is_ahead
from hub.records import Text
from hub.store import Item


def from_when(items: Iterable[Item]) -> list[Text]:
    """Say for which days these items wait, where they do."""
    today = dutch_today()
    days = sorted({each.effective_on for each in items if each.effective_on and is_ahead(each, today)})
    return [
        Text(
            f"Dit geldt {said.nl}. Tot die dag verandert er niets in de administratie.",
            f"This holds {said.en}. Until that day nothing changes in the records.",
        )
        for said in map(from_words, days)
    ]
