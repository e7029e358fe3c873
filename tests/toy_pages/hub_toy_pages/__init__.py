"""A plugin with pages of every kind: letters that a school keeps, and pages that misbehave."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.contract import HubError, Plugin, TablesOfPerson, setting
from hub.contract.pages import (
    Asked,
    Beat,
    File,
    Html,
    Json,
    Live,
    Menu,
    NotAllowedError,
    Notice,
    NotThereError,
    Page,
    Right,
    SeeOther,
)
from hub.records import Kind, Text
from hub.testing.manifests import EVERYTHING

LETTERS = Text("Brieven", "Letters")
EMPTY = Text("Schrijf iets.", "Write something.")


@dataclass(frozen=True, kw_only=True)
class Settings:
    greeting: str = setting(Text("Groet", "Greeting"), Text("Boven de brief.", "Above the letter."), default="Dag")


class Letters:
    """Letters name a person by the key in the LAS, between words."""

    def find(self, kind: Kind, key: str, tables: TablesOfPerson) -> Mapping[str, Any]:
        if key == "hangs":
            time.sleep(60)
        found = tables.rows("SELECT words FROM letter WHERE words LIKE :like", like=f"%<{kind}:{key}>%")
        return {"letters": [row["words"] for row in found]} if found else {}

    def erase(self, kind: Kind, key: str, tables: TablesOfPerson) -> int:
        if key == "fails":
            tables.run("DELETE FROM nowhere")
        return tables.run("DELETE FROM letter WHERE words LIKE :like", like=f"%<{kind}:{key}>%")


def letters(asked: Asked, problem: Text | None = None, status: int = 200) -> Html:
    found = asked.tables.rows("SELECT id, words, by_name FROM letter ORDER BY id")
    wide = asked.query.get("wide") == "yes"
    return Html("letters.html", {"letters": found, "problem": problem, "asked": asked, "wide": wide}, status)


def write(asked: Asked) -> Html | SeeOther:
    words = asked.form.get("words").strip()
    if not words:
        return letters(asked, EMPTY, 422)
    asked.tables.run("INSERT INTO letter (words, by_name) VALUES (:words, :by)", words=words, by=asked.visitor.by)
    return SeeOther("", notice="kept")


def write_many(asked: Asked) -> Json:
    many: list[tuple[str, dict[str, Any]]] = [
        ("INSERT INTO letter (words, by_name) VALUES (:words, 'x')", {"words": each or None})
        for each in asked.form.all("words")
    ]
    asked.tables.run_all(*many)
    return Json({"kept": len(many)})


def one(asked: Asked) -> Html:
    found = asked.tables.rows("SELECT id, words FROM letter WHERE id = :id", id=asked.path["number"])
    if not found:
        raise NotThereError
    return Html("letter.html", {"letter": found[0]})


def greet(asked: Asked) -> SeeOther:
    asked.save(Settings(greeting=asked.form.get("greeting")))
    return SeeOther(f"/s/{asked.school.code}/plugins/toy_pages")


def count(asked: Asked) -> Live:
    def look(mark: str) -> Beat | None:
        (found,) = asked.tables.rows("SELECT count(*) AS number FROM letter")
        return Beat(str(found["number"]), found) if str(found["number"]) != mark else None

    return Live(look, every=0.001)


def misbehave(asked: Asked) -> Any:
    how = asked.path["how"]
    if how == "raise":
        raise ValueError("g.jansen@example.nl")
    if how == "sleep":
        time.sleep(float(asked.query.get("seconds")))
    if how == "refuse":
        raise HubError(Text("Dat kan vandaag niet. Kom morgen terug.", "Not today. Come back tomorrow."))
    if how == "forbid":
        raise NotAllowedError
    if how == "template":
        return Html("faulty.html")
    if how == "hubs_own":
        return Html("plugin.html")
    if how == "notice":
        return SeeOther("", notice="unheard_of")
    return how


plugin = Plugin(
    key="toy_pages",
    title=Text("Brievenbus", "Letter box"),
    description=Text("Bewaart brieven.", "Keeps letters."),
    package=__name__,
    processes=EVERYTHING,
    shredder=Letters(),
    settings=Settings,
    pages=(
        Page("", LETTERS, Right.SEE_SCHOOL, letters),
        Page("", LETTERS, Right.SET_PLUGINS, write, method="POST"),
        Page("many", LETTERS, Right.SET_PLUGINS, write_many, method="POST"),
        Page("letters/{number:int}", LETTERS, Right.SEE_RECORDS, one),
        Page("greeting", LETTERS, Right.SEE_SCHOOL, greet, method="POST"),
        Page("letters.csv", LETTERS, Right.SEE_SCHOOL, lambda _: File(b"a;b", "brief é.csv", "text/csv")),
        Page("count", LETTERS, Right.SEE_SCHOOL, count),
        Page("bad/{how}", Text("Kuren", "Moods"), Right.SEE_SCHOOL, misbehave),
    ),
    menu=(
        Menu("", LETTERS, Right.SEE_SCHOOL),
        Menu("letters/1", Text("Eerste brief", "First letter"), Right.SEE_RECORDS),
    ),
    notices=(Notice("kept", Text("De brief is bewaard.", "The letter has been kept.")),),
)
