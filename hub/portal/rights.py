"""Who may do what in the portal: the one table, and nothing beside it."""

from collections.abc import Iterable
from enum import StrEnum

from hub.contract import Level, Right
from hub.store import Role


class Act(StrEnum):
    """What a page or form does. Every route names one in its `opt`; a route that names none opens for nobody."""

    PUBLIC = "public"
    """Needs no login."""
    OWN_ACCOUNT = "own_account"
    """Needs a login, whatever the role."""
    SEE_SCHOOL = "see_school"
    SEE_RUNS = "see_runs"
    SEE_RECORDS = "see_records"
    """Pupils, classes and teachers, and whatever names them: plans and quarantine."""
    IMPORT = "import"
    """Bring a file, or pull from the LAS now."""
    SET_PULLING = "set_pulling"
    """Choose when the hub pulls from the LAS by itself."""
    DECIDE = "decide"
    EXPORT = "export"
    SET_PLUGINS = "set_plugins"
    SET_HOST_PLUGINS = "set_host_plugins"
    SET_LETTERS = "set_letters"
    SEE_AUDIT = "see_audit"
    PRIVACY = "privacy"
    """The register of processing, what the hub has of a person, erasing, and how long things are kept."""
    SEE_CHANGES = "see_changes"
    """What people ask to change: values of guardians and pupils, old and new."""
    DECIDE_CHANGES = "decide_changes"
    """Approve, refuse and correct what people ask. Nobody decides on his own wish, whatever his role."""
    DECIDE_INFORMATION = "decide_information"
    """What a guardian without authority may see of a pupil. Nobody decides on his own family, whatever his role."""
    ADD_SCHOOL = "add_school"
    PRINT_REPORTS = "print_reports"
    """What parents see of the pupils of a class, on paper."""
    OWN_FAMILY = "own_family"
    """What the schools know of a guardian himself and his children; the page looks up whose guardian he is now."""
    INVITE = "invite"
    """Guardians, to the address of the LAS."""
    RUN_CAMPAIGN = "run_campaign"
    """Ask guardians to check what the school knows of them, remind them, and end it."""
    BLOCK = "block"
    """A guardian's account, and to take it apart from the guardian."""
    INVITE_COLLEAGUE = "invite_colleague"
    SEE_STYLE = "see_style"
    """The school's colours and logo: whoever belongs to the school in any way."""
    SET_STYLE = "set_style"
    SEE_PUBLICATION = "see_publication"
    """What the school shows parents of results and report cards; nobody's results."""
    SET_PUBLICATION = "set_publication"
    SET_PORTAL = "set_portal"
    """Let the school's own portal in, and choose what it hears of."""
    PROGRAM = "program"
    """No person: a program with a token of the school, whose rights stand in the token."""


ALL_SCHOOL_STAFF = frozenset({Role.STAFF, Role.SCHOOL_ADMIN})
ADMIN = frozenset({Role.SCHOOL_ADMIN})
OVERSEERS = frozenset({Role.BOARD, Role.OPERATOR})

RIGHTS: dict[Act, frozenset[Role]] = {
    Act.PUBLIC: frozenset(Role),
    Act.OWN_ACCOUNT: frozenset(Role),
    Act.SEE_SCHOOL: ALL_SCHOOL_STAFF | OVERSEERS,
    Act.SEE_RUNS: ALL_SCHOOL_STAFF | OVERSEERS,
    # A board and an operator see how a school's coupling does, not its pupils: they do not need them for their work.
    Act.SEE_RECORDS: ALL_SCHOOL_STAFF,
    Act.IMPORT: ADMIN,
    Act.SET_PULLING: ADMIN | {Role.OPERATOR},
    Act.DECIDE: ADMIN,
    Act.EXPORT: ADMIN,
    Act.SET_PLUGINS: ADMIN | {Role.OPERATOR},
    Act.SET_HOST_PLUGINS: frozenset({Role.OPERATOR}),
    Act.SET_LETTERS: ADMIN,
    Act.SEE_AUDIT: ADMIN,
    Act.PRIVACY: ADMIN,
    # The office and whoever the school lets in as staff decide; rules say where two of them must agree.
    Act.SEE_CHANGES: ALL_SCHOOL_STAFF,
    Act.DECIDE_CHANGES: ALL_SCHOOL_STAFF,
    Act.PRINT_REPORTS: ALL_SCHOOL_STAFF,
    Act.DECIDE_INFORMATION: ALL_SCHOOL_STAFF,
    Act.ADD_SCHOOL: frozenset({Role.OPERATOR}),
    Act.OWN_FAMILY: frozenset({Role.PARENT}),
    Act.INVITE: ALL_SCHOOL_STAFF,
    Act.RUN_CAMPAIGN: ALL_SCHOOL_STAFF,
    Act.BLOCK: ADMIN,
    Act.INVITE_COLLEAGUE: ADMIN,
    Act.SEE_STYLE: frozenset(Role),
    Act.SET_STYLE: ADMIN,
    Act.SEE_PUBLICATION: ALL_SCHOOL_STAFF | OVERSEERS,
    Act.SET_PUBLICATION: ADMIN,
    Act.SET_PORTAL: ADMIN,
    Act.PROGRAM: frozenset(),
}

SWITCHES: dict[Level, Role] = {Level.SCHOOL: Role.SCHOOL_ADMIN, Level.HOST: Role.OPERATOR}
"""Who turns a plugin of this level on and off, and sets it."""


ACTS: dict[Right, Act] = {each: Act(each.value) for each in Right}
"""What the right that a plugin's page names is in the table above."""


def may(roles: Iterable[Role], act: Act) -> bool:
    """Return whether one of `roles` gives the right to `act`."""
    return not RIGHTS[act].isdisjoint(roles)


def may_switch(roles: Iterable[Role], level: Level) -> bool:
    """Return whether one of `roles` may turn plugins of `level` on and off."""
    return SWITCHES[level] in set(roles)


__all__ = ["ACTS", "RIGHTS", "SWITCHES", "Act", "Role", "may", "may_switch"]
