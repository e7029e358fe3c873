"""Pages of a plugin: what one is, what it is asked, and what it may answer. No web framework is needed to write one.

    from hub.contract.pages import Asked, Html, Menu, Page, Right, SeeOther

    def letters(asked: Asked) -> Html:
        return Html("letters.html", {"letters": asked.tables.rows("SELECT id, words FROM letter ORDER BY id")})

    def keep(asked: Asked) -> Html | SeeOther:
        words = asked.form.get("words").strip()
        if not words:
            return Html("letters.html", {"problem": EMPTY}, status=422)
        asked.tables.run("INSERT INTO letter (words) VALUES (:words)", words=words)
        return SeeOther("", notice="kept")

    plugin = Plugin(
        key="letters",
        ...,
        pages=(
            Page("", Text("Brieven", "Letters"), Right.SEE_SCHOOL, letters),
            Page("", Text("Brieven", "Letters"), Right.SET_PLUGINS, keep, method="POST"),
        ),
        menu=(Menu("", Text("Brieven", "Letters"), Right.SEE_SCHOOL),),
        notices=(Notice("kept", Text("De brief is bewaard.", "The letter has been kept.")),),
    )

A page lives at `/s/{school}/p/{key}/{path}`. It is there for schools that turned the plugin on, from the next request,
and for visitors whose role gives the right that it names. Login, the form's token, the headers of safety, the language
and pages for what goes wrong are the hub's. A page that fails or takes too long is named on the school's plugin page.

Folders of the package count by their name: `templates/` (Jinja; `{% extends "layout.html" %}`, macros from
`parts.html` and `change_parts.html`; on a page that links `report.css` also from `chart_parts.html` and
`report_parts.html`), `static/` (`static('x.js')` gives the address; scripts and styles stand in files,
never in a page), `locale/en/LC_MESSAGES/<key>.po` (templates are written in Dutch), `migrations/` (tables with the wall
between schools).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, TypeAlias

from hub.contract.colleagues import Colleague
from hub.contract.desk import ChangesDesk
from hub.contract.errors import NotAllowedError, NotThereError
from hub.contract.rights import Right
from hub.contract.school import School
from hub.records import Text

__all__ = [
    "Answer",
    "Asked",
    "Beat",
    "File",
    "Form",
    "Html",
    "Json",
    "Live",
    "Menu",
    "NotAllowedError",
    "NotThereError",
    "Notice",
    "Page",
    "Right",
    "SeeOther",
    "Tables",
    "Visitor",
]

PATH = re.compile(r"(?:(?:[a-z0-9._-]+|\{[a-z_]+(?::int)?\})(?:/(?=.)|$))*")
CODE = re.compile(r"[a-z][a-z0-9_]{0,40}")
Method = Literal["GET", "POST"]


class Form(Mapping[str, str]):
    """The fields of a form that was sent. A field that is not there is empty; `all` gives every value of one name."""

    def __init__(self, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        self._fields = {name: tuple(values) for name, values in (fields or {}).items() if values}

    def __getitem__(self, name: str) -> str:
        return self._fields[name][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        """Return the last value of a field, or `default` where the form has none of that name."""
        return self._fields[name][-1] if name in self._fields else default

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field, such as of boxes that share a name."""
        return self._fields.get(name, ())


class Tables(Protocol):
    """The plugin's own tables, narrowed to the school of the page. Each call is a transaction of its own.

    SQL names the tables without a schema and carries values as `:name`. The database itself keeps other schools' rows
    away.
    """

    def rows(self, sql: str, **values: Any) -> list[Mapping[str, Any]]:
        """Return what a query finds, a mapping by column name for each row."""
        ...

    def run(self, sql: str, **values: Any) -> int:
        """Change rows, and return how many."""
        ...

    def run_all(self, *statements: tuple[str, Mapping[str, Any]]) -> None:
        """Run statements with their values in one transaction: all of them or none."""
        ...


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page: the name that people read, the name in the audit trail (`by`), and `nl` or `en`."""

    name: str
    by: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for a page.

    `settings` are the plugin's own for this school (`None` where it declares none). `path` holds the values of the
    page's path, numbers as `int`; `query` what stands behind the `?`; `front` is the address of the plugin's front
    page, without a stroke at its end, which templates get too. `desk` gives the changes that people ask for, `tables`
    the plugin's own tables, `colleagues` the staff of the school. `now` carries a time zone. `save` keeps new settings
    of the plugin, and needs `Right.SET_PLUGINS`.
    """

    school: School
    settings: Any
    visitor: Visitor
    front: str
    path: Mapping[str, Any]
    query: Form
    form: Form
    desk: ChangesDesk
    tables: Tables
    now: datetime
    may: Callable[[Right], bool]
    colleagues: Callable[[], Sequence[Colleague]]
    save: Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Html:
    """A template of the plugin, with what it needs. 422 is the status of a form that must be looked at again."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Json:
    """Values for a script of the plugin: what JSON can carry."""

    value: Any
    status: int = 200


@dataclass(frozen=True, slots=True)
class File:
    """A file to be downloaded."""

    content: bytes
    name: str
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class SeeOther:
    """Send the visitor on after a form: to a path below the plugin's front page, or to an address (`/s/…`) of the hub.

    `notice` is the code of a sentence that the plugin declares, which stands above the next page.
    """

    path: str
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Beat:
    """One message of a live stream. `mark` tells how far the reader is: the next look begins there."""

    mark: str
    value: Any


@dataclass(frozen=True, slots=True)
class Live:
    """A stream (server-sent events) that goes on as long as the page is open.

    The hub calls `look` every `every` seconds with the mark of the last beat (empty at first) and sends what it
    returns; `None` is silence. Every few minutes it ends the stream: the browser comes back by itself with the mark
    that it had, past the door once more.
    """

    look: Callable[[str], Beat | None]
    every: float = 2.0


Answer: TypeAlias = Html | Json | File | SeeOther | Live


@dataclass(frozen=True, slots=True)
class Page:
    """One page, or what becomes of one form.

    `path` is what stands behind the plugin's front page, in small letters: `""`, `queue`, `items/{number:int}`. A value
    in braces is any text without a stroke, or with `:int` a number. `answer` is a plain function; it raises a
    `HubError` for what the visitor must read. One path may have a page for `GET` and one for `POST`.
    """

    path: str
    title: Text
    right: Right
    answer: Callable[[Asked], Answer]
    method: Method = "GET"

    def __post_init__(self) -> None:
        if not PATH.fullmatch(self.path):
            raise ValueError(f"path {self.path!r}: parts in small letters with single strokes between, or {{name}}")


@dataclass(frozen=True, slots=True)
class Menu:
    """An entry in the school's menu: where it leads, its words, and who sees it.

    `instead_of` names an entry of the hub that makes way for it while the plugin is on: `changes`, the bare inbox.
    `settings` puts it with what a school sets once in a while, apart from the work of every day.
    """

    path: str
    label: Text
    right: Right
    instead_of: Literal["changes"] | None = None
    settings: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above the page after a form. Addresses carry its code, so that no address can put words in."""

    code: str
    text: Text

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code):
            raise ValueError(f"notice {self.code!r}: small letters, digits and underscores")
