"""What was drawn of a child's reports, kept for who opens the page again: only as long as nothing of it changed.

The key is everything on which it depends: the child and whose page it is, what he may see, the day, the language, and
the stamp of all that the school holds and decided. What a plugin failed to say is not kept.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock

from markupsafe import Markup

from hub.records import Text

MOST = 200
"""So many pages are kept in one process: some megabytes."""
LONGEST = 900.0
"""Seconds for which one is kept at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The reports of a child as they stand on its page. `there` are the prints of what is shown in them."""

    html: Markup
    contents: tuple[tuple[str, Text], ...]
    there: frozenset[int]
    empty: Text | None
    whole: bool


@dataclass
class DrawnPages:
    """The pages of one process, the latest used last."""

    clock: Callable[[], float] = time.monotonic
    _pages: OrderedDict[Hashable, tuple[float, Drawn]] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def get(self, key: Hashable, draw: Callable[[], Drawn]) -> Drawn:
        """Return what was drawn under this key, or draw it."""
        now = self.clock()
        with self._lock:
            found = self._pages.get(key)
            if found is not None and now - found[0] < LONGEST:
                self._pages.move_to_end(key)
                return found[1]
        drawn = draw()
        if drawn.whole:
            with self._lock:
                self._pages[key] = (now, drawn)
                self._pages.move_to_end(key)
                while len(self._pages) > MOST:
                    self._pages.popitem(last=False)
        return drawn


PAGES = DrawnPages()
"""Those of this process. A key holds the store's own address, so that two stores share nothing."""
