"""Families in the portal: their LAS says who they are, and each guardian came in by an invitation."""

from dataclasses import dataclass, field, replace
from typing import Any

from hub import accounts
from hub.intake import take_in
from hub.records import Complete, Guardian, Guardianship, Pupil, Record, Relation, Source
from hub.store import SchoolEntry

SECRET_HOME = "Geheimelaan"
SECRET_POSTCODE = "9999ZZ"
R = Relation


def tie(pupil: str, guardian: str, relation: Relation = R.MOTHER, *, rules: bool = True, lives: bool = True) -> Record:
    key = f"{pupil}:{guardian}"
    bare = Guardianship(key=key, pupil=pupil, guardian=guardian, relation=relation)
    return replace(bare, authority=rules, lives_with=lives)


def child(key: str, first: str, last: str = "Jansen", **more: Any) -> Pupil:
    return Pupil(key=key, first_name=first, last_name=last, postcode="1234AB", **more)


def grown_up(key: str, first: str, last: str = "Jansen", **more: Any) -> Guardian:
    home = {"street": "Kerkweg", "house_number": "1", "postcode": "1234AB", "city": "Zonnedam", "country": "NL"}
    said = {"email": f"{key}@school.example", **home, **more}
    return Guardian(key=key, first_name=first, last_name=last, **said)


TWO_HOMES: tuple[Record, ...] = (
    child("emma-1", "Emma"),
    child("daan-1", "Daan"),
    child("lotte-1", "Lotte", "Vos"),
    grown_up("gea", "Gea", mobile="+31612345678"),
    grown_up("piet", "Piet", "Smit", street=SECRET_HOME, postcode=SECRET_POSTCODE, mobile="+31699999999"),
    grown_up("stef", "Stef", "Smit"),
    grown_up("vera", "Vera", "Vos"),
    tie("emma-1", "gea"),
    tie("daan-1", "gea"),
    tie("emma-1", "piet", R.FATHER, lives=False),
    tie("emma-1", "stef", R.STEP_PARENT, rules=False),
    tie("lotte-1", "vera"),
)


@dataclass
class Families:
    """School 99XX with two families, each guardian with a login; school 98YY where Gea has another child."""

    house: Any
    accounts: dict[str, int] = field(default_factory=dict)

    def say(self, school: SchoolEntry, *records: Record) -> None:
        pulled = [Source(name="toy", school=school.code), *records, Complete()]
        run = take_in(self.house.store, school.code, lambda _: iter(pulled), plugin="toy", by="test")
        assert run.state.value in ("applied", "unchanged"), run.sentences

    def let_in(self, key: str, school: SchoolEntry) -> None:
        with self.house.store.open(school.id) as books:
            (number,) = accounts.invite(books, [key])
            token = books.invitations.link_token(number)
        if key in self.accounts:
            accounts.join_account(self.house.store, token, self.accounts[key])
        else:
            self.accounts[key] = accounts.make_account(self.house.store, token, self.house.password_hash)

    def ask(self, visitor: Any, where: str = "me/mobile", **values: str) -> Any:
        visitor.get(f"/family/change/{where}")
        return visitor.post(f"/family/change/{where}", **values)

    def items(self, school: SchoolEntry | None = None) -> list[Any]:
        with self.house.store.open((school or self.house.school).id) as books:
            return list(books.changes.items())

    def item(self) -> Any:
        return self.items()[-1]
