"""The file of a person: a zip as a stream, and a page whose every column has words."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from zipfile import ZipFile

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.privacy.column_words import COLUMNS
from hub.privacy.gathering import Gathered
from hub.privacy.reading import RECORDS, page_of
from hub.privacy.zipping import zipped
from hub.records import Kind, facts
from hub.store.places import PLACES
from hub.store.traces import COLUMNS as OF_TABLES

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.binary(max_size=5_000), max_size=5), max_size=5))
def test_what_goes_into_the_stream_comes_out_of_the_zip(files: list[list[bytes]]) -> None:
    names = [f"{number}.{'pdf' if number % 2 else 'json'}" for number in range(len(files))]
    made = b"".join(zipped(zip(names, files, strict=True), NOW))
    with ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == names
        assert [archive.read(name) for name in names] == [b"".join(pieces) for pieces in files]


def test_a_file_of_many_documents_passes_in_pieces_and_is_never_whole() -> None:
    piece, most = bytes(64 * 1024), 0

    def pieces() -> Iterator[bytes]:
        yield from (piece for _ in range(160))

    for taken in zipped([(f"{number}.pdf", pieces()) for number in range(16)], NOW):
        most = max(most, len(taken))
    assert most < 3 * len(piece)


def test_every_column_that_a_person_gets_to_read_has_words() -> None:
    for table, place in PLACES.items():
        if not place.finds:
            continue
        known = facts(RECORDS[table]).keys() if table in RECORDS else frozenset()
        shown = OF_TABLES[table] - place.hidden - known - {"school_id"}
        assert shown <= COLUMNS.keys(), (table, shown - COLUMNS.keys())


def test_what_somebody_typed_is_shown_as_it_is_and_runs_nowhere() -> None:
    sorts = {"information_request": [{"id": 1, "question": "<script>alert(1)</script>", "state": "asked"}]}
    gathered = Gathered(
        kind=Kind.GUARDIANS, key="g<1>", school="99XX", school_name="De <b>School", made_at=NOW, sorts=sorts
    )
    for language in ("nl", "en"):
        page = page_of(gathered, language, "style.css", "papers")
        assert "<script" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "De &lt;b&gt;School" in page
