"""Binding the papers of several pupils into one PDF, with what a screen reader needs of each of them."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, String

from hub.reports.paper.press import Paper

A4 = (595.276, 841.89)
"""In points."""
MOST_TAGGED = 40


class Binding:
    """One PDF that grows paper by paper; only the papers as they were printed are held in memory.

    Page trees are joined by qpdf. It leaves the tags of accessible PDFs behind, so these are joined here: every paper's
    structure becomes a part of one tree, with its marks numbered on after those of the papers before it (ISO 32000-1,
    14.7). That takes some 3 MB of memory for a pupil with years of results, so it is done for as many as a class has
    (`MOST_TAGGED`); of more, the PDF is for printing only.
    """

    def __init__(self, title: str, language: str, *, tagged: bool = True, one_sided: bool = False) -> None:
        self._title = title
        self._one_sided = one_sided
        self._tagged = tagged
        self._pdf = pikepdf.new()
        self._names: list[OutlineItem] = []
        self._parts: list[Any] = []
        self._parents: list[Any] = []
        self._identities: list[tuple[str, Any]] = []
        self._next = 0
        root = self._pdf.Root
        root.Lang = String(language)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        self._tree = self._pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))

    @property
    def papers(self) -> int:
        """How many papers are bound."""
        return len(self._names)

    @property
    def pages(self) -> int:
        """How many pages they are together."""
        return len(self._pdf.pages)

    def add(self, paper: Paper, name: str) -> None:
        """Bind a paper behind the others; `name` leads to it in the list beside the pages.

        It begins on a sheet of its own, also where both sides are printed: no child stands on the back of another.
        Where one side of each sheet is printed, no blank page is needed for that.
        """
        if self.pages % 2 and not self._one_sided:
            self._pdf.add_blank_page(page_size=A4)
        with pikepdf.open(BytesIO(paper.content)) as one:
            first = self.pages
            self._pdf.pages.extend(one.pages)
            if self._tagged:
                self._join(one, first)
            else:
                _strip(self._pdf, first)
        self._names.append(OutlineItem(name, first))

    def bound(self) -> bytes:
        """Return the whole as a PDF. The same papers give the same bytes."""
        if self._tagged:
            self._set_tree()
        with self._pdf.open_outline() as outline:
            outline.root[:] = self._names
        with self._pdf.open_metadata(set_pikepdf_as_editor=False) as told:
            told["dc:title"] = self._title
        target = BytesIO()
        packed = pikepdf.ObjectStreamMode.generate
        self._pdf.save(target, deterministic_id=True, object_stream_mode=packed, fix_metadata_version=False)
        return target.getvalue()

    def _set_tree(self) -> None:
        tree = self._tree
        tree.K = Array(self._parts)
        tree.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(self._parents)))
        tree.ParentTreeNextKey = self._next
        if self._identities:
            pairs = [part for name, element in sorted(self._identities) for part in (String(name), element)]
            limits = Array([pairs[0], pairs[-2]])
            leaf = self._pdf.make_indirect(Dictionary(Names=Array(pairs), Limits=limits))
            tree.IDTree = self._pdf.make_indirect(Dictionary(Kids=Array([leaf])))
        self._pdf.Root.StructTreeRoot = tree
        self._pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _join(self, one: Pdf, first: int) -> None:
        theirs = self._pdf.copy_foreign(one.make_indirect(one.Root.StructTreeRoot))
        offset, mark = self._next, f"{self.papers}-"
        for page in self._pdf.pages[first:]:
            _number_on(page.obj, offset)
        for part in _listed(theirs.K):
            part.P = self._tree
            self._parts.append(part)
            self._name_apart(part, mark)
        for number, parents in _numbered(theirs.ParentTree):
            self._parents += [number + offset, parents]
        if Name.RoleMap in theirs:
            self._tree.RoleMap = theirs.RoleMap
        self._next = offset + int(theirs.ParentTreeNextKey)

    def _name_apart(self, element: Any, mark: str) -> None:
        """Give cells of tables names of their own paper, as their headings are found by name."""
        waiting = [element]
        while waiting:
            each = waiting.pop()
            if Name.ID in each:
                each.ID = String(mark + str(each.ID))
                self._identities.append((str(each.ID), each))
            for told in _listed(each.get(Name.A)):
                if isinstance(told, Dictionary) and Name.Headers in told:
                    told.Headers = Array([String(mark + str(name)) for name in told.Headers])
            waiting += [kid for kid in _listed(each.get(Name.K)) if isinstance(kid, Dictionary) and Name.S in kid]


def _strip(pdf: Pdf, first: int) -> None:
    """Take the numbers of marks from pages whose tags are left behind."""
    for page in pdf.pages[first:]:
        if Name.StructParents in page.obj:
            del page.obj.StructParents


def _number_on(page: Any, offset: int) -> None:
    """Number the marks of a page, and of the pictures on it, on after those of the papers before."""
    if Name.StructParents in page:
        page.StructParents = int(page.StructParents) + offset
    waiting = [page]
    while waiting:
        resources = waiting.pop().get(Name.Resources)
        pictures = resources.get(Name.XObject, Dictionary()) if resources is not None else Dictionary()
        for picture in pictures.values():
            for key in (Name.StructParents, Name.StructParent):
                if key in picture:
                    picture[key] = int(picture[key]) + offset
            waiting.append(picture)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _numbered(tree: Any) -> Iterator[tuple[int, Any]]:
    for kid in _listed(tree.get(Name.Kids)):
        yield from _numbered(kid)
    flat = _listed(tree.get(Name.Nums))
    for number, value in zip(flat[::2], flat[1::2], strict=True):
        yield int(number), value
