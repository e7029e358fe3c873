"""Who is in the demo: three made-up schools of one board, and a login for every role."""

from pwdlib import PasswordHash

from hub.records import SchoolCode, Text
from hub.registry import Registry
from hub.store import Role, Store

BOARD = "Stichting Samen Leren"
REGENBOOG, KOMPAS, VLIEGER = SchoolCode("99DA"), SchoolCode("99DB"), SchoolCode("99DC")
NAMES = {REGENBOOG: "De Regenboog", KOMPAS: "Het Kompas", VLIEGER: "De Vlieger"}
PASSWORD = "een-demo-zonder-geheimen"  # noqa: S105  # it opens made-up data on this machine only, and is printed
LOGINS: tuple[tuple[str, str, Role, SchoolCode | None, Text], ...] = (
    ("beheer@demo.example", "Bo Beheer", Role.OPERATOR, None, Text("beheerder van de hub", "operator of the hub")),
    (
        "bestuur@demo.example",
        "Bas Bestuur",
        Role.BOARD,
        None,
        Text("bestuur, ziet alle scholen", "board, all schools"),
    ),
    ("directie@demo.example", "Dilan Directie", Role.SCHOOL_ADMIN, REGENBOOG, Text("directie", "school admin")),
    ("kantoor@demo.example", "Kim Kantoor", Role.STAFF, REGENBOOG, Text("administratie", "staff")),
    ("kompas@demo.example", "Karel Kompas", Role.SCHOOL_ADMIN, KOMPAS, Text("directie van Het Kompas", "school admin")),
    (
        "vlieger@demo.example",
        "Vera Vlieger",
        Role.SCHOOL_ADMIN,
        VLIEGER,
        Text("directie van De Vlieger, met ESIS", "school admin of a school with ESIS"),
    ),
)


def add_schools(store: Store, registry: Registry) -> None:
    """Add the schools, with the plugins that every school starts with."""
    starting = [key for key, plugin in registry.plugins.items() if plugin.starts_on]
    with store.directory("demo") as directory:
        for code, name in NAMES.items():
            directory.add_school(code, name, board=BOARD, plugins_on=starting)


def add_logins(store: Store) -> None:
    """Add a login for every role that a person at a school or a host can have."""
    hashed = PasswordHash.recommended().hash(PASSWORD)
    with store.directory("demo") as directory:
        for email, name, role, code, _ in LOGINS:
            account = directory.add_account(email, name, hashed)
            school = directory.school(code).id if code else None
            directory.grant(account, role, school, BOARD if role is Role.BOARD else None)
