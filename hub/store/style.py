"""How a school looks to parents: its name, colour and logo. What is kept here was checked by whoever brings it."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hub.store.audit import Audit
from hub.store.questions import asked
from hub.store.tables import SchoolStyleRow

ROOM_OF_STYLES = 7316
HOLD = "SELECT pg_advisory_xact_lock(:room, hashint8(current_setting('hub.school')::bigint))"
"""The first half of the lock's key is the room of what is decided, the second half the school in hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolStyle:
    """The name that parents read (`None`: the one in the hub), the colour (`#rrggbb`), and the mark of the logo.

    The mark is part of the logo's address: a new logo has another one.
    """

    shown_name: str | None = None
    accent: str | None = None
    logo_mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture: its bytes, and its media type (`image/png`)."""

    content: bytes = field(repr=False)
    media_type: str
    mark: str


@dataclass(frozen=True)
class StyleBook:
    """The style of the school in hand."""

    session: Session
    audit: Audit = field(repr=False)

    def read(self) -> SchoolStyle:
        """Return the style, without the picture."""
        row = asked(self.session, READ, {}).one_or_none()
        return SchoolStyle(shown_name=row[0], accent=row[1], logo_mark=row[2]) if row else SchoolStyle()

    def logo(self) -> Logo | None:
        """Return the logo, where there is one."""
        row = self.session.scalars(select(SchoolStyleRow), execution_options={"populate_existing": True}).one_or_none()
        if row is None or row.logo is None or row.logo_type is None or row.logo_mark is None:
            return None
        return Logo(content=row.logo, media_type=row.logo_type, mark=row.logo_mark)

    def hold(self) -> None:
        """Let nobody else change name and colour until this transaction ends."""
        self.session.execute(text(HOLD), {"room": ROOM_OF_STYLES})

    def save(self, *, shown_name: str | None, accent: str | None) -> None:
        """Keep the name and the colour."""
        before = self.read()
        self._keep(shown_name=shown_name, accent=accent)
        old = {"shown_name": before.shown_name, "accent": before.accent}
        self.audit.write("style.saved", "school", {"old": old, "new": {"shown_name": shown_name, "accent": accent}})

    def set_logo(self, logo: Logo | None) -> None:
        """Keep a logo, or (`None`) none."""
        self._keep(
            logo=logo.content if logo else None,
            logo_type=logo.media_type if logo else None,
            logo_mark=logo.mark if logo else None,
        )
        self.audit.write("style.logo", "school", {"mark": logo.mark if logo else None})

    def _keep(self, **values: Any) -> None:
        made = insert(SchoolStyleRow).values(**values)
        self.session.execute(made.on_conflict_do_update(index_elements=["school_id"], set_=values))


READ = """
SELECT shown_name, accent, logo_mark FROM hub.school_style WHERE school_id = current_setting('hub.school')::bigint
"""
