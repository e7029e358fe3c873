"""The real bytes of a file decide how it is read, whatever it says of itself."""

from collections.abc import Callable

import pytest

from hub.contract import SourceRefusedError
from hub.records import Note, Pulled, Pupil

Pull = Callable[..., list[Pulled]]
Document = Callable[..., str]
NAME = "Hélène Noël"
EURO = "Zoë €"
PUPIL = '<leerling key="1"><achternaam>{}</achternaam></leerling>'


def _head(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n'


def _names_and_notes(pulled: list[Pulled]) -> tuple[list[object], int]:
    names: list[object] = [each.last_name for each in pulled if isinstance(each, Pupil)]
    return names, sum(isinstance(each, Note) for each in pulled)


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("ISO-8859-1", "iso-8859-1"),
        ("Windows-1252", "cp1252"),
        ("ISO-8859-15", "iso-8859-15"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-le"),
        ("UTF-16", "utf-16-be"),
    ],
)
def test_an_honest_declaration_is_followed_without_a_remark(
    pull: Pull, document: Document, declared: str, real: str
) -> None:
    text = document(head=_head(declared), pupils=PUPIL.format(NAME))
    assert _names_and_notes(pull(text.encode(real))) == ([NAME], 0)


@pytest.mark.parametrize("head", ["", '<?xml version="1.0"?>\n'])
def test_without_a_declaration_it_is_utf_8(pull: Pull, document: Document, head: str) -> None:
    assert _names_and_notes(pull(document(head=head, pupils=PUPIL.format(NAME)))) == ([NAME], 0)


@pytest.mark.parametrize("declared", ["ISO-8859-1", "Windows-1252", "US-ASCII", "UTF-16", "geen-codering"])
def test_utf_8_that_calls_itself_something_else_is_read_as_utf_8(pull: Pull, document: Document, declared: str) -> None:
    assert _names_and_notes(pull(document(head=_head(declared), pupils=PUPIL.format(NAME)))) == ([NAME], 1)


@pytest.mark.parametrize("head", [_head("UTF-8"), "", _head("geen-codering"), _head("US-ASCII")])
def test_western_bytes_that_call_themselves_utf_8_are_read_as_windows_1252(
    pull: Pull, document: Document, head: str
) -> None:
    text = document(head=head, pupils=PUPIL.format(EURO))
    assert _names_and_notes(pull(text.encode("cp1252"))) == ([EURO], 1)


@pytest.mark.parametrize("head", [_head("UTF-8"), ""])
def test_damaged_utf_8_is_refused_rather_than_read_with_garbled_names(
    pull: Pull, document: Document, head: str
) -> None:
    raw = document(head=head, pupils=PUPIL.format(NAME + "_")).encode().replace(b"_", b"\xe9")
    with pytest.raises(SourceRefusedError, match="beschadigd"):
        pull(raw)


def test_iso_8859_1_with_a_euro_sign_is_windows_1252(pull: Pull, document: Document) -> None:
    text = document(head=_head("ISO-8859-1"), pupils=PUPIL.format(EURO))
    assert _names_and_notes(pull(text.encode("cp1252"))) == ([EURO], 0)


@pytest.mark.parametrize("declared", ["UTF-8", "ISO-8859-1", "Windows-1252"])
def test_bytes_that_are_no_known_sign_refuse_the_file(pull: Pull, document: Document, declared: str) -> None:
    raw = document(head=_head(declared), pupils=PUPIL.format("X")).encode().replace(b">X<", b">\x81\xe9<")
    with pytest.raises(SourceRefusedError, match="Exporteer"):
        pull(raw)


def test_an_encoding_that_hides_the_markup_refuses_the_file(pull: Pull, document: Document) -> None:
    with pytest.raises(SourceRefusedError):
        pull(document(head=_head("cp037")).encode("cp037"))


@pytest.mark.parametrize("change", [("\n", "\r\n"), ("\n", ""), ("><", ">\n\t  <")])
def test_line_ends_and_indents_change_nothing(pull: Pull, document: Document, change: tuple[str, str]) -> None:
    text = document(pupils=PUPIL.format(NAME) + PUPIL.format("Bos").replace('"1"', '"2"'))
    assert pull(text.replace(*change).encode()) == pull(text)
