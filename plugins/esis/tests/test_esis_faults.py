"""Whatever goes wrong on the way to ESIS and back becomes the error that says what happens next."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
from hub_esis.connector import EsisConnector
from hub_esis.faults import UnansweredError

from hub.contract import (
    Ask,
    ConfigurationError,
    ContractBrokenError,
    CredentialsRefusedError,
    HubError,
    LasUnavailableError,
    School,
    SourceRefusedError,
)
from hub.records import Pulled, Pupil, SchoolCode

Las = Any
Pull = Callable[..., list[Pulled]]
Make = Callable[..., str]
ALL = "HaalLeerlinggegevens"
HTML = b"<!DOCTYPE html><html><body>Storing</body></html>"
TRIES = 3


def refusal(pull: Pull, **values: Any) -> HubError:
    with pytest.raises(HubError) as raised:
        pull(**values)
    assert raised.value.text.nl
    assert raised.value.text.en
    assert raised.value.text.nl != raised.value.text.en
    return raised.value


@pytest.mark.parametrize(
    ("code", "error", "says"),
    [
        ("Server.InterneFout", LasUnavailableError, "interne fout"),
        ("Server.TijdelijkNietBeschikbaar", LasUnavailableError, "even niet beschikbaar"),
        ("Client.OngeldigBericht", ContractBrokenError, "begrijpt de vraag"),
        ("Client.OngeldigeKlantIdentificatie", ConfigurationError, "klantcode"),
        ("Client.AutorisatieOngeldig", CredentialsRefusedError, "nieuwe sleutel"),
        ("Client.XsdVersieOngeldig", ContractBrokenError, "UWLR 2.2"),
        ("Client.VocabulaireTermOngeldig", ContractBrokenError, "code"),
        ("Client.LeerlingOngeldig", ContractBrokenError, "leerling"),
        ("Server.Iets", LasUnavailableError, "Server.Iets"),
        ("Client.Iets", ContractBrokenError, "Client.Iets"),
        ("Client.<b/>", ContractBrokenError, "Client."),
        ("", ContractBrokenError, "?"),
    ],
)
@pytest.mark.parametrize("status", [500, 200])
def test_every_fault_says_what_happens_next(  # noqa: PLR0913, PLR0917 - a test names its fixtures
    las: Las, pull: Pull, code: str, error: type[HubError], says: str, status: int
) -> None:
    for operation in (ALL, "structuur_verzoek"):
        las.faults(operation, f"s:{code}" if code else code, status)
    told = refusal(pull)
    assert type(told) is error or (isinstance(told, error) and error in (ContractBrokenError, LasUnavailableError))
    assert says in told.text.nl


@pytest.mark.parametrize(
    ("status", "body", "error", "says"),
    [
        (500, HTML, UnansweredError, "foutpagina"),
        (502, b"", UnansweredError, "HTTP 502"),
        (503, HTML, UnansweredError, "HTTP 503"),
        (429, b"slow down", UnansweredError, "HTTP 429"),
        (200, HTML, UnansweredError, "webpagina"),
        (200, b"", UnansweredError, "leeg antwoord"),
        (200, b"  \r\n", UnansweredError, "leeg antwoord"),
        (401, HTML, CredentialsRefusedError, "clientcertificaat"),
        (403, HTML, CredentialsRefusedError, "clientcertificaat"),
        (404, HTML, ConfigurationError, "adres"),
        (405, b"", ConfigurationError, "adres"),
        (301, b"", ConfigurationError, "verwijst door"),
        (307, b"", ConfigurationError, "verwijst door"),
        (200, b"<antwoord/>", SourceRefusedError, "SOAP"),
        (200, b'{"error": 1}', SourceRefusedError, "SOAP"),
        (200, b"<!DOCTYPE e [<!ENTITY a 'b'>]><e>&a;</e>", SourceRefusedError, "DOCTYPE"),
    ],
)
def test_an_answer_that_is_no_soap_says_what_to_do(  # noqa: PLR0913, PLR0917 - a test names its fixtures
    las: Las, pull: Pull, status: int, body: bytes, error: type[HubError], says: str
) -> None:
    for operation in (ALL, "structuur_verzoek"):
        las.sends(operation, body, status=status, content_type="text/html")
    told = refusal(pull)
    assert type(told) is error
    assert says in told.text.nl


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://127.0.0.1:1/elders"])
def test_a_redirect_is_not_followed(las: Las, pull: Pull, target: str) -> None:
    las.sends(ALL, b"", status=302, headers={"Location": target})
    assert isinstance(refusal(pull), ConfigurationError)
    assert las.operations() == [ALL]


def test_data_with_an_error_status_is_not_believed(las: Las, pull: Pull, school: Make) -> None:
    las.says(ALL, school(), status=500)
    assert isinstance(refusal(pull), LasUnavailableError)


def test_an_answer_that_breaks_off_is_not_a_smaller_school(las: Las, pull: Pull, school: Make) -> None:
    las.says(ALL, school(), cut=300)
    assert "verbroken" in refusal(pull).text.nl


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_an_answer_without_its_end_is_not_a_smaller_school(las: Las, pull: Pull, school: Make, share: float) -> None:
    las.says(ALL, school())
    pull()
    whole = las.asked and _whole(school)
    las.sends(ALL, whole[: int(len(whole) * share)])
    told = refusal(pull)
    assert isinstance(told, LasUnavailableError)
    assert "einde ontbreekt" in told.text.nl


def _whole(school: Make) -> bytes:
    content = school().replace(
        "<leerlinggegevens_antwoord>",
        '<leerlinggegevens_antwoord xmlns="http://www.edustandaard.nl/leerresultaten/2/leerlinggegevens">',
    )
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return f'<s:Envelope xmlns:s="{soap}"><s:Body>{content}</s:Body></s:Envelope>'.encode()


@pytest.mark.parametrize("how", [{"hang": 1.5}, {"dozes": 1.5}])
def test_a_server_that_hangs_is_left_in_time(las: Las, pull: Pull, school: Make, how: dict[str, float]) -> None:
    las.says(ALL, school(), **how)
    told = refusal(pull)
    assert isinstance(told, LasUnavailableError)
    assert "niet op tijd" in told.text.nl
    assert las.operations() == [ALL], "who was silent so long is asked again by a later pull, not by this one"


def test_a_server_that_is_not_there_is_unavailable(pull: Pull) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    told = refusal(pull, endpoint=address)
    assert isinstance(told, LasUnavailableError)
    assert "geen verbinding" in told.text.nl


def test_characters_that_are_encoded_otherwise_are_refused_instead_of_garbled(
    las: Las, pull: Pull, school: Make
) -> None:
    las.sends(ALL, _whole(school).replace(b"Bos", "Bös".encode("latin-1")))
    told = refusal(pull)
    assert isinstance(told, SourceRefusedError)
    assert "tekens" in told.text.nl


@pytest.mark.parametrize(
    ("declared", "charset"),
    [('<?xml version="1.0" encoding="iso-8859-1"?>', "utf-8"), ("", "iso-8859-1"), ("", "windows-1252")],
)
def test_the_encoding_that_xml_or_else_http_names_is_used(
    las: Las, pull: Pull, school: Make, declared: str, charset: str
) -> None:
    body = declared.encode() + _whole(school).replace(b"Bos", "Bös".encode("latin-1"))
    las.sends(ALL, body, content_type=f'text/xml; charset="{charset}"')
    assert [each.last_name for each in pull() if isinstance(each, Pupil)] == ["Bös"]


def test_an_entity_bomb_is_not_expanded(las: Las, pull: Pull, school: Make) -> None:
    bomb = b"<!DOCTYPE s [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
    las.sends(ALL, b'<?xml version="1.0"?>' + bomb + _whole(school).replace(b"Bos", b"&b;"))
    assert "DOCTYPE" in refusal(pull).text.nl


def test_a_piece_that_is_far_too_large_is_refused(las: Las, pull: Pull, school: Make) -> None:
    las.says(ALL, school(pupils=f'<leerling key="1"><achternaam>{"a" * 5_000_000}</achternaam></leerling>'))
    assert "te groot" in refusal(pull).text.nl


def test_what_is_unavailable_is_asked_again_a_few_times(las: Las, pull: Pull) -> None:
    las.faults(ALL, "Server.TijdelijkNietBeschikbaar")
    refusal(pull)
    assert las.operations() == [ALL] * TRIES


def test_an_answer_at_the_second_try_is_as_good(las: Las, pull: Pull, school: Make) -> None:
    las.faults(ALL, "Server.TijdelijkNietBeschikbaar")
    las.then(ALL, school())
    assert [each.key for each in pull() if isinstance(each, Pupil)] == ["p1"]


@pytest.mark.parametrize("code", ["Client.AutorisatieOngeldig", "Client.OngeldigBericht"])
def test_what_waiting_does_not_mend_is_asked_once(las: Las, pull: Pull, code: str) -> None:
    las.faults(ALL, code)
    refusal(pull)
    assert las.operations() == [ALL]


def test_nothing_is_asked_again_once_records_have_come(
    las: Las, connector: Callable[..., EsisConnector], school: Make
) -> None:
    pupils = "".join(f'<leerling key="{n}"><achternaam>Naam {n}</achternaam></leerling>' for n in range(4000))
    las.says(ALL, school(pupils=pupils), cut=200_000)
    came: list[Pulled] = []
    ask = Ask(school=School(SchoolCode("99XX"), "De Proef"))
    with pytest.raises(LasUnavailableError, match="verbroken"):
        came.extend(connector().pull(ask))
    assert las.operations() == [ALL]


def test_a_pull_given_up_half_way_lets_go_of_the_line(
    las: Las, connector: Callable[..., EsisConnector], school: Make
) -> None:
    pupils = "".join(f'<leerling key="{n}"><achternaam>Naam {n}</achternaam></leerling>' for n in range(4000))
    las.says(ALL, school(pupils=pupils))
    pulling = connector().pull(Ask(school=School(SchoolCode("99XX"), "De Proef")))
    assert next(pulling)
    pulling.close()  # type: ignore[attr-defined]  # a generator
    assert connector().check().works


@pytest.mark.parametrize(
    ("code", "works"), [(None, True), ("Client.AutorisatieOngeldig", False), ("Server.InterneFout", False)]
)
def test_check_says_whether_it_works_and_what_to_do(
    las: Las, connector: Callable[..., EsisConnector], code: str | None, works: bool
) -> None:
    if code is None:
        las.says(ALL, "<leerlinggegevens_antwoord><geenwijzigingen/></leerlinggegevens_antwoord>")
    else:
        las.faults(ALL, code)
    checked = connector().check()
    assert checked.works is works
    assert "ESIS" in checked.text.nl
    assert las.asked[0].text("laatstontvangengegevens") is not None  # asks for next to nothing
    assert len(las.asked) == 1


def test_check_tells_that_esis_has_no_data_for_this_school(las: Las, connector: Callable[..., EsisConnector]) -> None:
    las.says(ALL, "<leerlinggegevens_antwoord><geengegevens/></leerlinggegevens_antwoord>")
    checked = connector().check()
    assert not checked.works
    assert "Koppelingen" in checked.text.nl
