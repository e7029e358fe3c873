"""Reading PDFs back in tests, with another engine than the one that made them."""

from typing import Any

import pikepdf
import pypdfium2


def text_of(content: bytes) -> list[str]:
    """Return the text of each page, as a reader would copy it."""
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def elements(pdf: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """Return the structure of a tagged PDF in reading order: the kind of each element, and the element."""
    found: list[tuple[str, Any]] = []
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        each = waiting.pop()
        if "/S" in each:
            found.append((str(each.S), each))
        kids: Any = each.get("/K", [])
        several = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        waiting += reversed([kid for kid in several if isinstance(kid, pikepdf.Dictionary)])
    return found
