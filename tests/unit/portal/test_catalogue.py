"""Every sentence of the pages has its English."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract

from hub.portal.catalogue import catalogue, translations
from hub.portal.notices import NOTICES
from hub.portal.outcomes import OUTCOMES, PULLED
from hub.portal.pages import TEMPLATES
from hub.portal.wording import ACTIONS, ACTS, COSTS, KINDS, ROLES, STATES
from hub.records import HistoryKind, Kind, Text
from hub.store import Role, State

HOLE = re.compile(r"%\(\w+\)s")


def sentences() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for path in sorted(Path(TEMPLATES).glob("*.html")):
        with path.open("rb") as file:
            for _, message, _, _ in extract("jinja2.ext:babel_extract", file, options={"silent": "false"}):
                yield path.name, message


def test_every_sentence_of_a_template_has_its_english() -> None:
    known = catalogue("en")
    for template, message in sentences():
        found = known.get(message if isinstance(message, str) else message[0])
        assert found is not None, f"{template}: {message}"
        assert found.string, f"{template}: {message}"
        assert all(found.string) if isinstance(found.string, tuple) else True, f"{template}: {message}"


def test_the_catalogue_holds_nothing_that_no_template_says() -> None:
    said = {message if isinstance(message, str) else message[0] for _, message in sentences()}
    for each in catalogue("en"):
        key = each.id if isinstance(each.id, str) else each.id[0]
        assert key == "" or key in said, key


def test_the_holes_in_a_sentence_are_the_same_in_english() -> None:
    for each in catalogue("en"):
        dutch = [each.id] if isinstance(each.id, str) else list(each.id)
        english = [each.string] if isinstance(each.string, str) else list(each.string or ())
        if dutch != [""]:
            assert {hole for part in dutch for hole in HOLE.findall(part)} == {
                hole for part in english for hole in HOLE.findall(part)
            }, each.id


def test_a_plural_reads_well_in_both_languages() -> None:
    english = translations("en")
    forms = ("%(num)s leerling", "%(num)s leerlingen")
    assert [english.ngettext(*forms, n) for n in (1, 2)] == ["%(num)s pupil", "%(num)s pupils"]
    assert [translations("nl").ngettext(*forms, n) for n in (1, 2)] == list(forms)


def test_every_code_of_the_hub_has_its_words() -> None:
    assert set(STATES) == set(OUTCOMES) == set(PULLED) == set(State)
    assert set(ROLES) == set(Role)
    assert set(KINDS) == {*Kind, *HistoryKind}
    words: list[Text] = [*KINDS.values(), *OUTCOMES.values(), *ROLES.values(), *ACTS.values(), *NOTICES.values()]
    words += [text for _, text in (*STATES.values(), *ACTIONS.values(), *COSTS.values())]
    assert all(each.nl and each.en for each in words)
