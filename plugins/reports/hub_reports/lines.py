"""Which results stand on one line over the years: those of one subject's tests, on one scale. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.records import Text
from hub_reports import words
from hub_reports.subjects import called
from hub_reports.taken import POINTS, UNITS, Taken


@dataclass(frozen=True, slots=True)
class Scale:
    """What numbers must share to be compared: their sort, the version of the test and the ends of its scale."""

    measure: str
    version: str | None
    ends: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """Results of one subject on one scale, the oldest first. `apart` tells it from the subject's other scales."""

    subject: Text
    scale: Scale
    results: tuple[Taken, ...]
    apart: Text | None = None

    @property
    def title(self) -> Text:
        """Return what the line is called."""
        if self.apart is None:
            return self.subject
        return Text(f"{self.subject.nl} ({self.apart.nl})", f"{self.subject.en} ({self.apart.en})")

    @property
    def valued(self) -> tuple[Taken, ...]:
        """Return the results that have a number."""
        return tuple(each for each in self.results if each.value is not None)


def by_subject(several: Iterable[Taken]) -> dict[str, tuple[Text, list[Taken]]]:
    """Return results by subject, with what it is called, by name. A test without a name goes by its subject.

    The whole speaks for a subject; parts do only where there is no whole.
    """
    all_of_them = list(several)
    stems = _stems(all_of_them)
    found: dict[str, tuple[Text, list[Taken]]] = {}
    for each in all_of_them:
        name = _name(each, stems)
        found.setdefault(name.nl.casefold(), (name, []))[1].append(each)
    apart: dict[str, tuple[Text, list[Taken]]] = {}
    for key, (name, results) in sorted(found.items()):
        wholes = [each for each in results if each.result.part is None]
        if wholes:
            apart[key] = (name, wholes)
            continue
        for part in dict.fromkeys(each.part_name or "" for each in results):
            together = Text(f"{name.nl}: {part}", f"{name.en}: {part}")
            apart[f"{key}:{part.casefold()}"] = (together, [each for each in results if each.part_name == part])
    return apart


def lines(several: Iterable[Taken]) -> list[Line]:
    """Return the lines, by subject; of one subject in the order in which their tests were first taken."""
    found = []
    for subject, results in by_subject(several).values():
        by_scale = _by_scale(results)
        found += [Line(subject, each, tuple(those), _apart(each, list(by_scale))) for each, those in by_scale.items()]
    return found


def _apart(scale: Scale, scales: list[Scale]) -> Text | None:
    """Return in what this scale differs from the others of its subject."""
    if len({each.version for each in scales}) > 1:
        version = scale.version
        return Text(f"versie {version}", f"version {version}") if version else Text("andere toets", "other test")
    if len({each.measure for each in scales}) > 1:
        return UNITS[scale.measure]
    if len(scales) > 1 and None not in scale.ends:
        return Text(*(f"{word} {scale.ends[0]}–{scale.ends[1]}" for word in ("schaal", "scale")))
    return None


def _by_scale(results: list[Taken]) -> dict[Scale, list[Taken]]:
    scales = _scales(results)
    found: dict[Scale, list[Taken]] = {}
    for each in results:
        found.setdefault(scales[id(each)], []).append(each)
    return found


def _scales(results: list[Taken]) -> Mapping[int, Scale]:
    """Return the scale of each result. What a test does not say of its scale is what all others say, if they agree.

    A result without a number, such as one with only a level, stands on the scale of what comes before it.
    """
    valued = [each for each in results if each.value is not None]
    version = _agreed(each.assessment.version for each in valued)
    ends = {
        measure: _agreed(_ends(each) for each in valued if each.measure == measure) for measure in _measures(valued)
    }
    found = {
        id(each): Scale(
            each.measure,
            each.assessment.version or version,
            _ends(each) or ends[each.measure] or (None, None),
        )
        for each in valued
    }
    last = found[id(valued[0])] if valued else Scale(POINTS, version, (None, None))
    for each in results:
        last = found.setdefault(id(each), last)
    return found


def _measures(valued: list[Taken]) -> set[str]:
    return {each.measure for each in valued}


def _agreed(several: Iterable[Any]) -> Any:
    said = {each for each in several if each is not None}
    return said.pop() if len(said) == 1 else None


def _ends(each: Taken) -> tuple[int, int] | None:
    assessment = each.assessment
    if assessment.scale_from is None or assessment.scale_to is None or each.result.part is not None:
        return None
    return assessment.scale_from, assessment.scale_to


def _stems(several: list[Taken]) -> dict[str, str]:
    """Return, by subject, the one name that its tests share, for tests that have no name."""
    found: dict[str, dict[str, str]] = {}
    for each in several:
        if each.stem and each.assessment.subject:
            found.setdefault(each.assessment.subject.casefold(), {}).setdefault(each.stem.casefold(), each.stem)
    return {subject: next(iter(names.values())) for subject, names in found.items() if len(names) == 1}


def _name(each: Taken, stems: Mapping[str, str]) -> Text:
    subject = (each.assessment.subject or "").strip()
    name = each.stem or stems.get(subject.casefold()) or subject
    return called(name) if name else words.apart([each.title])
