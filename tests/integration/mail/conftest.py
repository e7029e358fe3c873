"""A school with a family whose wishes become letters, and a mail server that takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub.mail import Post, write_letters
from hub.store import Letter, SchoolEntry, Store
from tests.integration.certificates import make_certificate
from tests.integration.changes import conftest as family
from tests.integration.changes.conftest import Circle
from tests.integration.mail.sink import Sink, serving

circle, desk = family.circle, family.desk


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    with serving(made):
        yield made


@dataclass
class Office:
    """A school with a family whose wishes become letters, and the mail server that takes them."""

    circle: Circle
    sink: Sink

    @property
    def store(self) -> Store:
        return self.circle.store

    @property
    def school(self) -> SchoolEntry:
        return self.circle.school

    def send(self, **more: Any) -> int:
        """Do the job, as if the time of every letter had come."""
        self.hurry()
        return Post.of(self.sink.mailing(**more)).send_due(self.store, self.school.id)

    def hurry(self) -> None:
        with self.store.open(self.school.id) as books:
            for each in self.letters():
                if each.look_at is not None:
                    books.letters.wait(each.id, 0.0, each.sentence)

    def letters(self) -> list[Letter]:
        with self.store.open(self.school.id) as books:
            return list(reversed(books.letters.all()))

    def states(self) -> list[tuple[str, str]]:
        return [(each.letter, each.state.value) for each in self.letters()]


@pytest.fixture
def office(circle: Circle, sink: Sink) -> Office:
    write_letters(circle.store)
    return Office(circle, sink)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for another name than the server's, signed by nobody."""
    return make_certificate(tmp_path, "mail.other.example")
