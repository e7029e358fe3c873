"""The school's look: who sets it, what is refused, and who gets it."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

PAGE = "/s/99XX/style"


def png(colour: str = "red", size: tuple[int, int] = (600, 300)) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def style(house: Any) -> Any:
    with house.store.open(house.school.id) as books:
        return books.style.read()


def save(admin: Any, **values: str) -> Any:
    found = admin.get(PAGE).text
    mark = found.split('name="mark" value="')[1].split('"')[0]
    return admin.post(PAGE, **{"act": "save", "mark": mark, "name": "", "accent": "", **values})


def upload(admin: Any, content: bytes, name: str = "logo.png") -> Any:
    admin.get(PAGE)
    return admin.post(f"{PAGE}/logo", files={"file": (name, content, "image/png")})


def test_name_and_colour_are_kept_noted_and_served_to_whoever_belongs_to_the_school(house: Any) -> None:
    answer = save(house.as_("admin"), name="  De  Regenboog ", accent="AA0044")
    assert answer.headers["location"] == f"{PAGE}?notice=style_saved"
    assert (style(house).shown_name, style(house).accent) == ("De Regenboog", "#aa0044")
    with house.store.open(house.school.id) as books:
        entry = books.audit.entries(limit=1)[0]
    assert (entry.act, entry.who) == ("style.saved", "admin@school.example")
    for who in ("parent", "staff", "admin", "board", "operator"):
        sheet = house.as_(who).get("/s/99XX/style.css")
        assert (sheet.status_code, sheet.headers["content-type"].split(";")[0]) == (200, "text/css")
        assert "--accent: #aa0044;" in sheet.text
        assert "prefers-color-scheme: dark" in sheet.text
    assert house.browser().get("/s/99XX/style.css").status_code in {303, 401}
    for who in ("stranger", "nobody"):
        assert house.as_(who).get("/s/99XX/style.css").status_code == 404
        assert house.as_(who).get("/s/99XX/logo").status_code == 404


def test_sheet_and_logo_stay_in_the_browser_only_under_the_address_of_what_they_are(house: Any) -> None:
    admin = house.as_("admin")
    save(admin, accent="#aa0044")
    upload(admin, png())
    shown = admin.get(PAGE).text
    logo = shown.split('class="school-logo" src="')[1].split('"')[0].replace("&amp;", "&")
    picture = admin.get(logo)
    assert picture.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert picture.headers["content-type"].startswith("image/")
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert Image.open(BytesIO(picture.content)).size == (512, 256)
    assert admin.get("/s/99XX/logo?v=old").headers["cache-control"] == "no-cache"
    assert admin.get("/s/99XX/style.css?v=old").headers["cache-control"] == "no-cache"


def test_a_colour_without_contrast_is_refused_and_a_like_one_is_proposed_and_taken(house: Any) -> None:
    admin = house.as_("admin")
    answer = save(admin, accent="#ffcc00")
    assert answer.status_code == 422
    assert "te licht" in answer.text
    assert 'name="take" value="#816600"' in answer.text
    assert style(house).accent is None
    looked = admin.post(PAGE, take="#816600", accent="#ffcc00", name="")
    assert looked.status_code == 200
    assert 'name="accent" value="#816600"' in looked.text
    assert style(house).accent is None
    assert save(admin, accent="#816600").status_code == 303
    assert style(house).accent == "#816600"


@pytest.mark.parametrize("accent", ["rood", "#12", "red;}*{display:none", "#0b5a6g"])
def test_what_is_no_colour_never_reaches_the_sheet(house: Any, accent: str) -> None:
    admin = house.as_("admin")
    assert save(admin, accent=accent).status_code == 422
    assert style(house).accent is None
    sheet = admin.client.get(f"{PAGE}/look.css", params={"accent": accent})
    assert sheet.status_code == 200
    assert "display" not in sheet.text
    assert "--accent: #0b5a68;" in sheet.text


def test_without_script_the_colour_that_was_picked_counts(house: Any) -> None:
    assert save(house.as_("admin"), was="", was_picked="#0b5a68", picked="#004488").status_code == 303
    assert style(house).accent == "#004488"


def test_a_look_that_is_not_saved_is_shown_and_changes_nothing(house: Any) -> None:
    admin = house.as_("admin")
    admin.get(PAGE)
    shown = admin.post(PAGE, act="look", name="Anders", accent="#004488")
    assert "Anders" in shown.text
    assert "Dit is nog niet bewaard." in shown.text
    assert style(house).shown_name is None


def test_a_form_from_before_the_change_of_another_is_not_kept(house: Any) -> None:
    one, other = house.as_("admin"), house.as_("admin")
    found = one.get(PAGE).text
    mark = found.split('name="mark" value="')[1].split('"')[0]
    save(other, name="Eerst")
    answer = one.post(PAGE, act="save", mark=mark, name="Daarna", accent="")
    assert answer.status_code == 422
    assert "Iemand anders heeft dit intussen veranderd" in answer.text
    assert style(house).shown_name == "Eerst"


def test_a_name_that_is_too_long_is_refused_and_one_with_signs_is_written_as_text(house: Any) -> None:
    admin = house.as_("admin")
    assert save(admin, name="x" * 81).status_code == 422
    save(admin, name="<b>Kleur & zo</b>")
    assert "<b>Kleur" not in admin.get(PAGE).text
    assert "&lt;b&gt;Kleur &amp; zo" in admin.get(PAGE).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "Dit is een SVG"),
        (png()[:200], "beschadigd"),
        (png() + b"PK\x03\x04 meer", "meer dan een plaatje"),
        (b"GIF89a rest", "geen plaatje"),
        (png(size=(9000, 9000)), "te veel beeldpunten"),
        (b"\x89PNG\r\n\x1a\n" + bytes(3 * 1024 * 1024), "groter dan 2 MB"),
        (bytes(20 * 1024 * 1024), "groter dan 2 MB"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_with_a_sentence_and_leaves_nothing(
    house: Any, spooled: Any, content: bytes, said: str
) -> None:
    answer = upload(house.as_("admin"), content)
    assert answer.status_code in {413, 422}
    assert said in answer.text
    assert style(house).logo_mark is None
    assert spooled() == []


def test_a_logo_is_taken_away_again_and_a_form_without_a_file_says_so(house: Any, spooled: Any) -> None:
    admin = house.as_("admin")
    assert upload(admin, png()).status_code == 303
    assert style(house).logo_mark is not None
    assert admin.post(f"{PAGE}/logo/remove").status_code == 303
    assert style(house).logo_mark is None
    assert admin.get("/s/99XX/logo").status_code == 404
    admin.get(PAGE)
    assert admin.post(f"{PAGE}/logo", files={"other": ("", b"")}).status_code == 422
    assert spooled() == []


def test_only_the_administrator_of_this_school_sets_the_look(house: Any) -> None:
    for who, status in (("staff", 403), ("parent", 403), ("board", 403), ("operator", 403), ("stranger", 404)):
        visitor = house.as_(who)
        assert visitor.get(PAGE).status_code == status
        assert visitor.post(PAGE, act="save", name="Anders").status_code == status
        assert visitor.post(f"{PAGE}/logo", files={"file": ("x.png", png())}).status_code == status
        assert visitor.post(f"{PAGE}/logo/remove").status_code == status
    assert style(house).shown_name is None
    admin = house.as_("admin")
    assert admin.client.post(PAGE, data={"act": "save", "name": "Anders"}).status_code == 403
    assert admin.client.post(f"{PAGE}/logo", files={"file": ("x.png", png())}).status_code == 403
