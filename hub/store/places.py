"""Where the hub keeps something of a person: every table, how a pupil's or guardian's rows are found, and what it is.

Export and erasure both go by this list, and a test walks over every table of the hub: one that nobody placed here
breaks the build. In the conditions `t` is the table, `:key` the person's key in the LAS, `:person` the hub's number of
him, `:account` the account that is this guardian and nobody else, and `:school` the school in hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hub.records import Kind, Text

PERSONS = (Kind.PUPILS, Kind.GUARDIANS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A table. `label` says in plain words what a row is; `finds` how rows of a person are found, by kind of person.

    A table without `finds` holds nothing of a pupil or guardian, and `why` says so. `stays` is the reason why rows are
    kept after erasure; `hidden` are columns that say nothing to a person and are not exported. `direct`: the serving
    role removes the rows itself; otherwise a function of the database or another room does.
    """

    label: Text = Text("", "")
    finds: Mapping[Kind, str] = field(default_factory=dict)
    why: str = ""
    stays: Text | None = None
    hidden: frozenset[str] = frozenset()
    direct: bool = False


def _both(pupil: str, guardian: str) -> Mapping[Kind, str]:
    return {Kind.PUPILS: pupil, Kind.GUARDIANS: guardian}


RELATIONS = _both(
    "SELECT g.key FROM hub.guardianship g WHERE g.school_id = :school AND g.pupil = :key",
    "SELECT g.key FROM hub.guardianship g WHERE g.school_id = :school AND g.guardian = :key",
)
OF_ITEM = _both(
    f"(t.kind = 'pupils' AND t.key = :key) OR (t.kind = 'guardianships' AND t.key IN ({RELATIONS[Kind.PUPILS]}))",
    f"(t.kind = 'guardians' AND t.key = :key) OR (t.kind = 'guardianships' AND t.key IN ({RELATIONS[Kind.GUARDIANS]}))"
    " OR t.request_id IN (SELECT r.id FROM hub.change_request r WHERE r.school_id = :school AND r.guardian = :key)",
)


def _of_items(column: str, wanted: str) -> Mapping[Kind, str]:
    """Return how rows are found that go with an item of a person."""
    return {
        kind: f"t.{column} IN (SELECT i.{wanted} FROM hub.change_item i WHERE i.school_id = :school"
        f" AND ({found.replace('t.', 'i.')}))"
        for kind, found in OF_ITEM.items()
    }


ITEM_STEPS = _of_items("item_id", "id")
OF_REQUEST = {
    Kind.PUPILS: _of_items("id", "request_id")[Kind.PUPILS],
    Kind.GUARDIANS: f"t.guardian = :key OR {_of_items('id', 'request_id')[Kind.GUARDIANS]}",
}
OF_RUN = _both(
    "(t.kind = 'pupils' AND (t.key = :key OR t.record_id = :person))"
    f" OR (t.kind = 'guardianships' AND t.key IN ({RELATIONS[Kind.PUPILS]}))",
    "(t.kind = 'guardians' AND (t.key = :key OR t.record_id = :person))"
    f" OR (t.kind = 'guardianships' AND t.key IN ({RELATIONS[Kind.GUARDIANS]}))",
)
HISTORIES = (
    "SELECT h.{column} FROM hub.result h WHERE h.school_id = :school AND h.pupil_id = :person",
    "SELECT h.{column} FROM hub.report_card h WHERE h.school_id = :school AND h.pupil_id = :person",
)
OF_FAULTS = _both(
    f"(t.kind = 'pupils' AND t.key = :key) OR (t.kind = 'guardianships' AND t.key IN ({RELATIONS[Kind.PUPILS]}))"
    f" OR (t.kind = 'results' AND t.key IN ({HISTORIES[0].format(column='key')}))"
    f" OR (t.kind = 'report_cards' AND t.key IN ({HISTORIES[1].format(column='key')}))",
    f"(t.kind = 'guardians' AND t.key = :key) OR (t.kind = 'guardianships' AND t.key IN ({RELATIONS[Kind.GUARDIANS]}))",
)

ITEMS = {
    kind: found.removeprefix("t.item_id IN ").replace("i.id", "'item ' || i.id", 1)
    for kind, found in ITEM_STEPS.items()
}
OF_AUDIT = _both(
    f"t.subject IN ('pupil ' || :key, 'pupils ' || :key) OR t.subject IN {ITEMS[Kind.PUPILS]}",
    "t.subject IN ('guardian ' || :key, 'guardians ' || :key, 'account:' || CAST(:account AS bigint))"
    f" OR t.subject IN {ITEMS[Kind.GUARDIANS]}",
)
BY_KIND = _both("t.kind = 'pupils' AND t.key = :key", "t.kind = 'guardians' AND t.key = :key")
OF_ACCOUNT = {Kind.GUARDIANS: "t.account_id = :account"}
PRINTS = frozenset({"said_print"})
CARD_PRINTS = PRINTS | {"fetched_print"}
PROOF = Text(
    "Het logboek bewijst wat er is gedaan en kan niet worden veranderd. Er staat de sleutel uit het LAS in, en bij wie "
    "zelf iets deed het e-mailadres waarmee dat gebeurde.",
    "The audit trail proves what was done and cannot be changed. It holds the key of the LAS, and for who did "
    "something himself the e-mail address with which he did it.",
)

PLACES: Mapping[str, Place] = {
    "pupil": Place(
        label=Text("Gegevens uit het LAS", "Data from the LAS"),
        finds={Kind.PUPILS: "t.key = :key"},
        hidden=PRINTS,
    ),
    "guardian": Place(
        label=Text("Gegevens uit het LAS", "Data from the LAS"),
        finds={Kind.GUARDIANS: "t.key = :key"},
        hidden=PRINTS,
    ),
    "guardianship": Place(
        label=Text("Wie bij welk kind hoort", "Who belongs to which child"),
        finds=_both("t.pupil = :key", "t.guardian = :key"),
        hidden=PRINTS,
    ),
    "result": Place(label=Text("Resultaten", "Results"), finds={Kind.PUPILS: "t.pupil_id = :person"}, hidden=PRINTS),
    "report_card": Place(
        label=Text("Rapporten", "Report cards"),
        finds={Kind.PUPILS: "t.pupil_id = :person"},
        hidden=CARD_PRINTS,
    ),
    "document": Place(
        label=Text("Documenten (pdf)", "Documents (PDF)"),
        finds={Kind.PUPILS: "t.pupil_id = :person"},
        hidden=frozenset({"sealed_key", "name"}),
    ),
    "history_change": Place(
        label=Text("Wat eerder in resultaten en rapporten stond", "What results and report cards said before"),
        finds={
            Kind.PUPILS: f"(t.kind = 'results' AND t.record_id IN ({HISTORIES[0].format(column='id')}))"
            f" OR (t.kind = 'report_cards' AND t.record_id IN ({HISTORIES[1].format(column='id')}))"
        },
    ),
    "change_request": Place(label=Text("Aanvragen", "Requests"), finds=OF_REQUEST),
    "change_item": Place(
        label=Text("Gevraagde wijzigingen", "Changes that were asked"),
        finds=OF_ITEM,
        hidden=frozenset({"write_key", "look_at", "tries", "remind_at", "reminders"}),
    ),
    "change_step": Place(label=Text("Wat er met een wijziging gebeurde", "What came of a change"), finds=ITEM_STEPS),
    "change_approval": Place(label=Text("Goedkeuringen", "Approvals"), finds=ITEM_STEPS),
    "change_attempt": Place(
        label=Text("Wat naar het LAS is gestuurd", "What was sent to the LAS"),
        finds=ITEM_STEPS,
        hidden=frozenset({"write_key"}),
    ),
    "run_step": Place(label=Text("Veranderingen bij het inlezen", "Changes at imports"), finds=OF_RUN, hidden=PRINTS),
    "run_rejected": Place(label=Text("Geweigerde gegevens", "Data that was refused"), finds=OF_FAULTS),
    "guardian_account": Place(
        label=Text("Koppeling met een account", "Link to an account"),
        finds={Kind.GUARDIANS: "t.guardian = :key"},
        hidden=frozenset({"given_mark", "last_mark"}),
    ),
    "invitation": Place(
        label=Text("Uitnodigingen", "Invitations"),
        finds={Kind.GUARDIANS: "t.guardian = :key"},
        hidden=frozenset({"email_mark", "nonce"}),
    ),
    "letter": Place(
        label=Text("Berichten per e-mail", "Letters by e-mail"),
        finds={Kind.GUARDIANS: "t.guardian = :key OR t.to_account = :account"},
        hidden=frozenset({"message_key", "look_at", "covers"}),
    ),
    "account": Place(
        label=Text("Account", "Account"),
        finds={Kind.GUARDIANS: "t.id = :account"},
        hidden=frozenset({"password_hash"}),
    ),
    "membership": Place(
        label=Text("Rollen van het account", "Roles of the account"),
        finds={Kind.GUARDIANS: "t.account_id = :account AND (t.at_school = :school OR t.at_school IS NULL)"},
    ),
    "account_link": Place(
        label=Text("Links om een wachtwoord te kiezen", "Links to choose a password"),
        finds=OF_ACCOUNT,
        hidden=frozenset({"nonce"}),
    ),
    "second_step": Place(
        label=Text("Tweede stap bij het inloggen", "Second step of logging in"),
        finds=OF_ACCOUNT,
        hidden=frozenset({"secret", "counter"}),
    ),
    "recovery_code": Place(
        label=Text("Codes voor als de telefoon kwijt is", "Codes for a lost phone"),
        finds=OF_ACCOUNT,
        hidden=frozenset({"mark"}),
    ),
    "web_session": Place(
        label=Text("Ingelogd op apparaten", "Logged in on devices"),
        finds=OF_ACCOUNT,
        hidden=frozenset({"id_hash", "content"}),
    ),
    "letter_declined": Place(
        label=Text("Berichten die niemand hoeft te sturen", "Letters that are not wanted"), finds=OF_ACCOUNT
    ),
    "hub_letter": Place(
        label=Text("Berichten over het account zelf", "Letters about the account itself"),
        finds={Kind.GUARDIANS: "t.to_account = :account"},
        hidden=frozenset({"message_key", "look_at", "covers"}),
    ),
    "access_grant": Place(
        label=Text("Wat de school toestond te zien", "What the school allowed to be seen"),
        finds=_both("t.pupil = :key", "t.guardian = :key"),
        direct=True,
    ),
    "information_request": Place(
        label=Text("Vragen om informatie", "Requests for information"),
        finds=_both("t.pupil = :key", "t.guardian = :key"),
        direct=True,
    ),
    "news": Place(
        label=Text("Wat een verzorger van een kind al zag", "What a guardian saw of a child already"),
        finds=_both("t.pupil = :key", "t.guardian = :key"),
        direct=True,
    ),
    "look": Place(
        label=Text("Wie de gegevens bekeek", "Who looked at the data"),
        finds=_both(
            "t.pupil_id = :person",
            "t.seen_as = 'guardian' AND t.account_id IN (SELECT a.account_id FROM hub.guardian_account a"
            " WHERE a.school_id = :school AND a.guardian = :key)",
        ),
        direct=True,
    ),
    "campaign_answer": Place(
        label=Text("Antwoorden op de vraag of alles nog klopt", "Answers to whether all is still right"),
        finds={Kind.GUARDIANS: "t.guardian = :key"},
        direct=True,
    ),
    "campaign_checked": Place(
        label=Text("Gegevens die als juist zijn bevestigd", "Details that were found right"),
        finds=_both(
            "t.kind = 'pupils' AND t.key = :key", "t.guardian = :key OR (t.kind = 'guardians' AND t.key = :key)"
        ),
        hidden=frozenset({"value_mark"}),
        direct=True,
    ),
    "retention_hold": Place(
        label=Text("Vastgehouden door de school", "Held by the school"), finds=BY_KIND, direct=True
    ),
    "retention_notice": Place(
        label=Text("Aankondiging dat de gegevens gewist worden", "Notice that the data will be erased"),
        finds=BY_KIND,
        direct=True,
    ),
    "takeout": Place(
        label=Text("Eerdere bestanden met gegevens", "Earlier files with data"),
        finds=BY_KIND,
        hidden=frozenset({"name", "sealed_key"}),
    ),
    "paper_run": Place(
        label=Text("Rapporten op papier (pdf)", "Reports on paper (PDF)"),
        finds=_both(
            "t.pupil = :key OR t.id IN (SELECT o.run_id FROM hub.paper_pupil o"
            " WHERE o.school_id = :school AND o.pupil_id = :person)",
            "t.guardian = :key",
        ),
        hidden=frozenset({"name", "sealed_key", "mark", "version", "attempt"}),
    ),
    "paper_pupil": Place(
        label=Text("Afgedrukt in een PDF van de groep", "Printed in a PDF of the class"),
        finds={Kind.PUPILS: "t.pupil_id = :person"},
    ),
    "audit_entry": Place(
        label=Text("Logboek van handelingen", "Audit trail of acts"),
        finds=OF_AUDIT,
        stays=PROOF,
        hidden=frozenset({"previous_hash", "hash"}),
    ),
    "webhook_message": Place(
        label=Text("Berichten aan het portaal van de school", "Messages to the school's portal"),
        finds=_both("t.pupil = :key", "t.guardian = :key"),
        hidden=frozenset({"message_key", "look_at", "tries"}),
        direct=True,
    ),
    "alembic_version": Place(why="the version of the tables"),
    "api_asked": Place(why="keyed marks of requests that came over the API; gone after a day, or with the request"),
    "api_token": Place(why="names and hashes of a school's tokens"),
    "assessment": Place(why="a test and its norms; the results name it and stand under their pupil"),
    "audit_head": Place(why="the end of a chain: a number and a hash"),
    "board": Place(why="names of boards"),
    "campaign": Place(why="what a school asks to check, in its own words, and counts; who of its staff started it"),
    "change_move": Place(why="the moves that an item of a change can make"),
    "class_group": Place(why="names of classes"),
    "combined_group": Place(why="names of combined groups"),
    "coupling": Place(why="how pulling goes; sentences of the hub itself"),
    "history_pull": Place(why="up to when histories are known: moments"),
    "hub_audit_entry": Place(why="acts on the hub as a whole; names who did something, as proof, and no pupil"),
    "hub_audit_head": Place(why="the end of the hub's chain: a number and a hash"),
    "letter_off": Place(why="which letters a school does not send"),
    "location": Place(why="names of locations"),
    "login_attempt": Place(why="keyed marks that nobody can trace to a person; gone after a day"),
    "plugin_fault": Place(why="what failed in a plugin: a class and a sentence of the hub"),
    "publication": Place(why="what a school shows to parents"),
    "publication_kind": Place(why="what a school shows to parents"),
    "retention": Place(why="the terms of a school"),
    "retention_run": Place(why="counts of what was erased when"),
    "run": Place(why="counts of an import, and the member of staff who started it"),
    "schedule": Place(why="what is due when: names of tasks and moments"),
    "school": Place(why="names of schools"),
    "school_plugin": Place(why="settings of a school's plugins"),
    "school_style": Place(why="how a school looks: its name, colour and logo"),
    "teacher": Place(why="a teacher is neither pupil nor guardian; he goes when the LAS names him no more"),
    "webhook": Place(why="addresses of a school's portal"),
}
