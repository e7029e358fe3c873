"""Plugins at a school: on and off, settings with sealed secrets, faults."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from hub.contract.secrets import Secret
from hub.records import Text
from hub.store import Home, SchoolEntry, SecretKeyError, Store


def test_a_switch_holds_at_once_and_is_in_the_audit_trail_with_who_did_it(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id, by="ict@example.nl") as books:
        books.plugins.switch("edexml", on=True)
        assert books.plugins.states()["edexml"].on
    with store.open(school.id, by="directeur@example.nl") as books:
        books.plugins.switch("edexml", on=False)
    with store.open(school.id) as books:
        state = books.plugins.states()["edexml"]
        assert (state.on, state.by) == (False, "directeur@example.nl")
        assert [(entry.act, entry.subject, entry.who) for entry in books.audit.entries()] == [
            ("plugin.off", "edexml", "directeur@example.nl"),
            ("plugin.on", "edexml", "ict@example.nl"),
        ]


def test_turning_on_what_is_on_writes_nothing(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        for _ in range(3):
            books.plugins.switch("edexml", on=True)
        assert len(books.audit.entries()) == 1


def test_a_plugin_is_on_at_one_school_and_not_at_another(
    store: Store, school: SchoolEntry, other_school: SchoolEntry
) -> None:
    with store.open(school.id) as books:
        books.plugins.switch("edexml", on=True)
    with store.open(other_school.id) as books:
        assert books.plugins.states() == {}


def test_settings_outlive_turning_the_plugin_off(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        books.plugins.switch("esis", on=True)
        books.plugins.save("esis", {"address": "https://esis.example"}, {"key": Secret("geheim")})
        books.plugins.switch("esis", on=False)
    with store.open(school.id) as books:
        assert books.plugins.settings("esis") == {"address": "https://esis.example", "key": Secret("geheim")}


def test_a_secret_that_is_not_entered_again_stays_and_one_that_is_taken_away_goes(
    store: Store, school: SchoolEntry
) -> None:
    with store.open(school.id) as books:
        books.plugins.save("esis", {}, {"key": Secret("geheim"), "other": Secret("ook")})
        books.plugins.save("esis", {"address": "x"}, {})
        assert books.plugins.settings("esis") == {"address": "x", "key": Secret("geheim"), "other": Secret("ook")}
        books.plugins.save("esis", {"address": "x"}, {"other": None})
        assert books.plugins.settings("esis") == {"address": "x", "key": Secret("geheim")}


def test_a_secret_stands_nowhere_in_the_database_nor_in_what_shows_itself(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        books.plugins.save("esis", {}, {"key": Secret("zeergeheim")})
        union = "SELECT s::text FROM hub.school_plugin s UNION ALL SELECT e::text FROM hub.audit_entry e"
        rows = books.session.execute(text(union)).scalars().all()
        shown = repr((books, books.plugins.states(), books.plugins.settings("esis"), store.sealer, store.home, rows))
    assert len(rows) == 2
    assert "zeergeheim" not in shown


def test_the_audit_trail_says_which_settings_changed_from_what_to_what(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        books.plugins.save("esis", {"address": "a", "same": 1}, {})
        books.plugins.save("esis", {"address": "b", "same": 1}, {"key": Secret("geheim")})
        assert books.audit.entries()[0].details == {
            "fields": {"address": {"old": "a", "new": "b"}},
            "secrets": ["key"],
        }


def test_faults_are_counted_by_hook_until_somebody_clears_them(store: Store, school: SchoolEntry) -> None:
    with store.open(school.id) as books:
        books.plugins.note_fault("esis", "heard", "KeyError", Text("Fout.", "Fault."))
        books.plugins.note_fault("esis", "heard", "TimeoutError", Text("Te laat.", "Too late."))
        books.plugins.note_fault("esis", "report_providers", "KeyError", Text("Fout.", "Fault."))
    with store.open(school.id) as books:
        by_hook = {fault.hook: fault for fault in books.plugins.faults()}
        assert (by_hook["heard"].times, by_hook["heard"].error_class) == (2, "TimeoutError")
        assert by_hook["heard"].text == Text("Te laat.", "Too late.")
        books.plugins.clear_fault("esis")
        assert books.plugins.faults() == []


def test_a_new_key_opens_old_secrets_while_the_old_key_is_named_and_reseal_lets_it_go(
    home: Home, school: SchoolEntry
) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    with _store(home, old) as store, store.open(school.id) as books:
        books.plugins.save("esis", {}, {"key": Secret("geheim")})
    with (
        _store(home, new) as store,
        pytest.raises(SecretKeyError, match="oude sleutel"),
        store.open(school.id) as books,
    ):
        books.plugins.settings("esis")
    with _store(home, new, old) as store:
        assert store.reseal() == 1
    with _store(home, new) as store, store.open(school.id) as books:
        assert books.plugins.settings("esis") == {"key": Secret("geheim")}


def _store(home: Home, *keys: str) -> Store:
    return Store.start(replace(home, secret_keys=keys))
