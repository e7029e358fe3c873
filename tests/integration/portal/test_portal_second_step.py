"""The second step of logging in: turned on with a real authenticator, asked at the door, and a way back without it."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest

from tests.integration.portal.conftest import PASSWORD, Browser, House

STEP = "/account/step"
CODE = re.compile(r"<code>([a-z2-9-]{19})</code>")


class Phone:
    """An app on a phone. Each code works once; a test takes the next one beforehand instead of waiting."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret.replace(" ", ""))
        self.used = -1

    def code(self) -> str:
        now = self.totp.timecode(datetime.now(UTC))
        self.used = max(self.used + 1, now)
        assert self.used <= now + 1, "two codes are all that a moment has"
        return self.totp.generate_otp(self.used)


def begin(visitor: Browser) -> Phone:
    visitor.get(STEP)
    shown = visitor.post(f"{STEP}/begin", current=PASSWORD)
    assert "<svg" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    found = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', shown.text)
    assert found is not None
    return Phone(found[1])


def turn_on(visitor: Browser) -> tuple[Phone, list[str]]:
    phone = begin(visitor)
    done = visitor.post(f"{STEP}/confirm", code=phone.code())
    codes = CODE.findall(done.text)
    assert (done.status_code, len(codes), len(set(codes))) == (200, 10, 10)
    visitor.get(STEP)
    return phone, codes


def half_in(house: House, who: str) -> Browser:
    visitor = house.browser()
    visitor.get("/login")
    answer = visitor.post("/login", email=f"{who}@school.example", password=PASSWORD, next="/s/99XX/pupils")
    assert answer.headers["location"] == "/login/code"
    visitor.get("/login/code")
    return visitor


def test_with_the_step_on_a_password_alone_opens_nothing_and_a_code_works_once(house: House) -> None:
    elsewhere, own = house.as_("admin"), house.as_("admin")
    phone, _ = turn_on(own)
    assert elsewhere.get("/account").status_code == 303  # every other session ended
    assert own.get("/s/99XX/").status_code == 200
    visitor = half_in(house, "admin")
    assert visitor.session is None
    assert visitor.get("/s/99XX/").headers["location"].startswith("/login?")
    wrong = visitor.post("/login/code", code="000000")
    assert (wrong.status_code, "Deze code klopt niet" in wrong.text) == (422, True)
    code = phone.code()
    answer = visitor.post("/login/code", code=f"{code[:3]} {code[3:]}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/s/99XX/pupils")
    assert visitor.get("/s/99XX/").status_code == 200
    again = half_in(house, "admin")
    assert again.post("/login/code", code=code).status_code == 422


def test_a_code_from_paper_works_once_and_new_ones_end_the_old(house: House) -> None:
    own = house.as_("staff")
    _, codes = turn_on(own)
    assert half_in(house, "staff").post("/login/code", code=codes[0].upper().replace("-", " ")).status_code == 303
    assert half_in(house, "staff").post("/login/code", code=codes[0]).status_code == 422
    own = half_in(house, "staff")
    own.post("/login/code", code=codes[1])
    assert "nog 8 codes" in own.get(STEP).text
    assert own.post(f"{STEP}/codes", current="x" * 12).status_code == 422
    fresh = CODE.findall(own.post(f"{STEP}/codes", current=PASSWORD).text)
    assert half_in(house, "staff").post("/login/code", code=codes[2]).status_code == 422
    assert half_in(house, "staff").post("/login/code", code=fresh[0]).status_code == 303


def test_nothing_begins_without_the_password_and_nothing_is_on_before_the_first_code(house: House) -> None:
    own = house.as_("staff")
    own.get(STEP)
    refused = own.post(f"{STEP}/begin", current="x" * 12)
    assert (refused.status_code, "<svg class" in refused.text) == (422, False)
    assert own.post(f"{STEP}/confirm", code="123456").status_code == 422
    phone = begin(own)
    wrong = own.post(f"{STEP}/confirm", code="abc")
    assert (wrong.status_code, phone.totp.secret in wrong.text.replace(" ", "")) == (422, False)
    assert house.browser().log_in("staff").headers["location"] == "/"
    assert own.post(f"{STEP}/confirm", code=phone.code()).status_code == 200


def test_off_takes_the_password_and_a_code(house: House) -> None:
    own = house.as_("staff")
    phone, codes = turn_on(own)
    assert own.post(f"{STEP}/off", current="x" * 12, code=codes[0]).status_code == 422
    assert own.post(f"{STEP}/off", current=PASSWORD, code="000000").status_code == 422
    assert own.post(f"{STEP}/off", current=PASSWORD, code=phone.code()).status_code == 303
    assert house.browser().log_in("staff").headers["location"] == "/"
    letters = "SELECT count(*) FROM hub.hub_letter WHERE letter = 'step_changed'"
    assert house.rows(letters) >= 1


def test_a_secret_is_in_no_page_no_table_and_no_trail(house: House) -> None:
    own = house.as_("staff")
    phone, codes = turn_on(own)
    secret = phone.totp.secret
    assert secret not in own.get(STEP).text.replace(" ", "")
    for table in ("second_step", "recovery_code", "hub_audit_entry", "web_session"):
        kept = str(house.rows(f"SELECT coalesce(json_agg(t), '[]') FROM hub.{table} t"))
        assert not any(each in kept for each in (secret, *codes, *(code.replace("-", "") for code in codes)))


def test_too_many_codes_have_to_wait_and_the_right_password_does_not_begin_the_count_anew(house: House) -> None:
    turn_on(house.as_("staff"))
    answers = []
    for _ in range(3):
        visitor = house.browser()
        visitor.get("/login")
        first = visitor.post("/login", email="staff@school.example", password=PASSWORD)
        answers.append(first.status_code)
        if first.status_code == 303:
            visitor.get("/login/code")
            answers += [visitor.post("/login/code", code="000000").status_code for _ in range(4)]
    assert answers[0] == 303
    assert answers[-1] == 429
    assert answers.count(422) < 10


@pytest.mark.parametrize("planted", ["x", "gAAAAABnonsense", "\u00e9"])
def test_a_planted_cookie_leads_back_to_the_login(house: House, planted: str) -> None:
    visitor = house.browser()
    visitor.get("/login")
    answer = visitor.client.get(
        "/login/code", headers={b"cookie": b"hub_halfway=" + planted.encode("latin-1")}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_another_password_ends_what_was_begun_with_the_old(house: House) -> None:
    phone, _ = turn_on(house.as_("staff"))
    visitor = half_in(house, "staff")
    with house.store.directory() as directory:
        directory.set_password_hash(house.people["staff"], "$argon2id$anders")
    late = visitor.post("/login/code", code=phone.code())
    assert late.headers["location"].startswith("/login?notice=")


def test_a_school_asks_it_of_who_works_there_and_of_no_parent(house: House, families: Any) -> None:
    admin, staff, parent = house.as_("admin"), house.as_("staff"), house.as_("gea")
    with house.store.directory() as directory:
        directory.grant(families.accounts["gea"], "staff", house.school.id)
    question = admin.get("/s/99XX/colleagues/step")
    assert "Naam staff" in html.unescape(question.text)
    assert admin.post("/s/99XX/colleagues/step", on="true").status_code == 303
    for path in ("/s/99XX/", "/s/99XX/pupils"):
        assert staff.get(path).headers["location"] == "/account/step?notice=step_needed"
    assert staff.post("/s/99XX/changes").status_code in {303, 404, 405}
    assert parent.get("/family").status_code == 200  # as a parent nothing changes for who works there as well
    assert parent.get("/s/99XX/pupils").headers["location"] == "/account/step?notice=step_needed"
    assert house.as_("stranger").get("/s/98YY/").status_code == 200
    turn_on(staff)
    assert staff.get("/s/99XX/").status_code == 200
    turn_on(admin)
    admin.get("/s/99XX/colleagues/step")
    admin.post("/s/99XX/colleagues/step", on="false")
    assert parent.get("/s/99XX/pupils").status_code == 200


def test_a_host_asks_it_of_everybody_who_works(house: House) -> None:
    house.change_desk(asks_step=True)
    for who, path in (("operator", "/schools/new"), ("board", "/s/99XX/"), ("staff", "/s/99XX/")):
        visitor = house.as_(who)
        assert visitor.get(path).headers["location"] == "/account/step?notice=step_needed"
        assert visitor.get("/").status_code == 200


def test_the_administrator_helps_who_lost_the_phone_but_nobody_with_a_second_school(house: House) -> None:
    turn_on(house.as_("staff"))
    admin, number = house.as_("admin"), house.people["staff"]
    assert "Tweede stap" in admin.get("/s/99XX/colleagues").text
    assert "Weghalen" in admin.get(f"/s/99XX/colleagues/{number}/step").text
    with house.store.directory() as directory:
        directory.grant(number, "staff", house.other.id)
    assert "beheerder van deze hub" in admin.get(f"/s/99XX/colleagues/{number}/step").text
    assert admin.post(f"/s/99XX/colleagues/{number}/step").status_code == 404
    with house.store.directory() as directory:
        directory.revoke(number, "staff", house.other.id)
    assert admin.post(f"/s/99XX/colleagues/{number}/step").status_code == 303
    assert house.browser().log_in("staff").headers["location"] == "/"
    assert admin.get(f"/s/99XX/colleagues/{number}/step").status_code == 404
    turn_on(admin)
    assert admin.get(f"/s/99XX/colleagues/{house.people['admin']}/step").status_code == 404


def test_the_host_takes_it_away_at_the_command_line(house: House, command: Any) -> None:
    turn_on(house.as_("staff"))
    assert command("account", "reset-step", "staff@school.example").returncode == 0
    assert house.browser().log_in("staff").headers["location"] == "/"
    again = command("account", "reset-step", "staff@school.example")
    assert (again.returncode, "tweede stap" in again.stderr) == (2, True)
