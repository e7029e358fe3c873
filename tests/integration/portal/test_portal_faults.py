"""What goes wrong inside stays inside."""

import json
from typing import Any

import pytest
import structlog


def test_a_fault_of_our_own_shows_a_number_and_nothing_else(full_house: Any, server: Any, database: str) -> None:
    visitor = full_house.as_("admin")
    with server.superuser(database) as superuser:
        superuser.execute("ALTER TABLE hub.pupil RENAME COLUMN first_name TO gone")
    with structlog.testing.capture_logs() as lines:
        answer = visitor.get("/s/99XX/pupils?q=Geheimenaam")
    assert answer.status_code == 500
    assert "Storingsnummer" in answer.text
    assert not any(word in answer.text for word in ("SELECT", "psycopg", "Traceback", "first_name"))
    (line,) = lines
    assert line["number"] in answer.text
    assert line["page"] == "/s/{school}/pupils"
    assert "Geheimenaam" not in json.dumps(line)


def test_the_health_page_tells_whether_the_database_answers(house: Any, server: Any, database: str) -> None:
    visitor = house.browser()
    assert visitor.get("/healthz").text == "ok\n"
    with server.superuser() as superuser:
        superuser.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
        superuser.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
        answer = visitor.get("/healthz")
        superuser.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
    assert (answer.status_code, answer.text) == (503, "database\n")


@pytest.mark.parametrize("path", ["/schema", "/schema/swagger", "/openapi.json"])
def test_there_are_no_pages_of_the_framework(house: Any, path: str) -> None:
    assert house.as_("operator").get(path).status_code == 404
