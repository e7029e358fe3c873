"""What goes wrong between the hub and ESIS, turned into the error that says what happens next."""

import re
import ssl
from collections.abc import Iterator

import requests
from urllib3.exceptions import HTTPError

from hub.contract import (
    ConfigurationError,
    ContractBrokenError,
    CredentialsRefusedError,
    HubError,
    LasUnavailableError,
)
from hub.records import Text


class UnknownOperationError(ContractBrokenError):
    """The service does not know this operation; another way of asking may work."""


class UnknownVersionError(ContractBrokenError):
    """The service does not know this version of UWLR; another one may work."""


class UnansweredError(LasUnavailableError):
    """The question was sent, and no answer came by which it is certain what was done, or that nothing was."""


AGAIN = ("De hub probeert het later vanzelf opnieuw.", "The hub will try again later by itself.")
TO_VENDOR = ("Meld dit aan Rovict, met het tijdstip erbij.", "Report this to Rovict, with the time.")

FAULTS: dict[str, tuple[type[HubError], Text]] = {
    "Server.InterneFout": (
        UnansweredError,
        Text(
            f"ESIS meldt een interne fout. {AGAIN[0]} Blijft het zo, meld het dan aan Rovict.",
            f"ESIS reports an internal fault. {AGAIN[1]} If it stays so, report it to Rovict.",
        ),
    ),
    "Server.TijdelijkNietBeschikbaar": (
        LasUnavailableError,
        Text(f"ESIS is even niet beschikbaar. {AGAIN[0]}", f"ESIS is not available for a moment. {AGAIN[1]}"),
    ),
    "Client.OngeldigBericht": (
        ContractBrokenError,
        Text(
            f"ESIS begrijpt de vraag van de hub niet. {TO_VENDOR[0]} Meld het ook aan uw beheerder.",
            f"ESIS does not understand the hub's question. {TO_VENDOR[1]} Tell your administrator too.",
        ),
    ),
    "Client.OngeldigeKlantIdentificatie": (
        ConfigurationError,
        Text(
            "ESIS kent deze klantcode en klantnaam niet. Controleer beide bij de instellingen; Rovict geeft ze uit.",
            "ESIS does not know this customer code and name. Check both under the settings; Rovict gives them out.",
        ),
    ),
    "Client.AutorisatieOngeldig": (
        CredentialsRefusedError,
        Text(
            "ESIS neemt de autorisatiesleutel niet aan: hij klopt niet of is ingetrokken. Maak in ESIS onder Beheer › "
            "Koppelingen een nieuwe sleutel en vul die in bij de instellingen.",
            "ESIS does not accept the authorisation key: it is wrong, or was withdrawn. Make a new one in ESIS under "
            "Beheer › Koppelingen, and fill it in under the settings.",
        ),
    ),
    "Client.XsdVersieOngeldig": (
        UnknownVersionError,
        Text(
            "Dit ESIS spreekt geen UWLR 2.2 of 2.3. Vraag Rovict om het adres van de goede versie.",
            "This ESIS speaks no UWLR 2.2 or 2.3. Ask Rovict for the address of the right version.",
        ),
    ),
    "Client.VocabulaireTermOngeldig": (
        ContractBrokenError,
        Text(
            f"ESIS kent een code niet die de hub gebruikt. {TO_VENDOR[0]} Meld het ook aan uw beheerder.",
            f"ESIS does not know a code that the hub uses. {TO_VENDOR[1]} Tell your administrator too.",
        ),
    ),
    "Client.LeerlingOngeldig": (
        ContractBrokenError,
        Text(
            f"ESIS neemt een leerling niet aan, zonder te zeggen welke. {TO_VENDOR[0]}",
            f"ESIS does not accept a pupil, without saying which. {TO_VENDOR[1]}",
        ),
    ),
}
UNSUPPORTED = frozenset({"ActionNotSupported", "Client", "Client.OnbekendeOperatie"})
"""What servers say to an operation that they do not have; the standard has no code for it."""
REFUSED = ("certificate", "unknown ca", "handshake failure", "access denied")
"""What TLS calls it where a server does not accept our certificate. It ends the handshake: nobody read the question."""
NO_OPERATION = Text(
    "De service op dit adres kent deze vraag niet. Controleer het adres bij de instellingen.",
    "The service at this address does not know this question. Check the address under the settings.",
)
CODE = re.compile(r"[A-Za-z0-9_.]{1,60}")


def of_fault(code: str) -> HubError:
    """Return the error for a SOAP fault's code. What the fault says besides may name a person, and is not shown."""
    code = code.strip().rpartition(":")[2]
    if code in FAULTS:
        error, text = FAULTS[code]
        return error(text)
    if code in UNSUPPORTED:
        return UnknownOperationError(NO_OPERATION)
    shown = code if CODE.fullmatch(code) else "?"
    if code.startswith("Server"):
        return UnansweredError(
            Text(f"ESIS meldt een fout ({shown}). {AGAIN[0]}", f"ESIS reports a fault ({shown}). {AGAIN[1]}")
        )
    return ContractBrokenError(
        Text(
            f"ESIS geeft een foutmelding die de hub niet kent ({shown}). {TO_VENDOR[0]}",
            f"ESIS gives an error that the hub does not know ({shown}). {TO_VENDOR[1]}",
        )
    )


def of_status(status: int) -> HubError:
    """Return the error for an HTTP answer that holds no SOAP."""
    if status in (401, 403):
        return CredentialsRefusedError(
            Text(
                f"De server van ESIS weigert de toegang (HTTP {status}). Controleer het clientcertificaat bij de "
                "instellingen, of vraag Rovict of het nog geldig is.",
                f"The server of ESIS refuses access (HTTP {status}). Check the client certificate under the settings, "
                "or ask Rovict whether it is still valid.",
            )
        )
    if 300 <= status < 400:  # noqa: PLR2004 - what HTTP calls a redirect
        return ConfigurationError(
            Text(
                "De server van ESIS verwijst door naar een ander adres. De hub gaat daar niet vanzelf heen. Vraag "
                "Rovict om het goede adres en vul dat in bij de instellingen.",
                "The server of ESIS points to another address. The hub does not go there by itself. Ask Rovict for the "
                "right address, and fill it in under the settings.",
            )
        )
    if status in (400, 404, 405, 410, 415):
        return UnknownOperationError(
            Text(
                f"Op dit adres is geen service van ESIS (HTTP {status}). Controleer het adres bij de instellingen.",
                f"There is no service of ESIS at this address (HTTP {status}). Check the address under the settings.",
            )
        )
    page = "een foutpagina" if status >= 400 else "een webpagina"  # noqa: PLR2004 - what HTTP calls an error
    named = "an error page" if status >= 400 else "a web page"  # noqa: PLR2004 - as above
    return UnansweredError(
        Text(
            f"De server van ESIS gaf {page} in plaats van gegevens (HTTP {status}). {AGAIN[0]} Blijft het zo, "
            "controleer dan het adres bij de instellingen.",
            f"The server of ESIS gave {named} instead of data (HTTP {status}). {AGAIN[1]} If it stays so, check the "
            "address under the settings.",
        )
    )


def of_network(error: Exception, *, was_sent: bool) -> HubError:
    """Return the error for what went wrong before an answer was whole. `was_sent`: the question had begun to go out."""
    told = _of_network(error)
    return UnansweredError(told.text) if was_sent and isinstance(told, LasUnavailableError) else told


def _of_network(error: Exception) -> HubError:
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return _of_tls(cause)
    if isinstance(error, requests.Timeout) or any(isinstance(cause, TimeoutError) for cause in causes):
        return LasUnavailableError(
            Text(f"ESIS geeft niet op tijd antwoord. {AGAIN[0]}", f"ESIS does not answer in time. {AGAIN[1]}")
        )
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return LasUnavailableError(
            Text(
                f"De server van ESIS neemt geen verbinding aan. {AGAIN[0]} Blijft het zo, controleer dan het adres.",
                f"The server of ESIS accepts no connection. {AGAIN[1]} If it stays so, check the address.",
            )
        )
    if any(type(cause).__name__ in ("NameResolutionError", "gaierror") for cause in causes):
        return LasUnavailableError(
            Text(
                f"De server van ESIS is niet te vinden. {AGAIN[0]} Controleer of het adres bij de instellingen klopt.",
                f"The server of ESIS cannot be found. {AGAIN[1]} Check whether the address in the settings is right.",
            )
        )
    return LasUnavailableError(
        Text(
            f"De verbinding met ESIS werd verbroken voordat het antwoord heel was. {AGAIN[0]}",
            f"The connection with ESIS broke before the answer was whole. {AGAIN[1]}",
        )
    )


def _of_tls(error: ssl.SSLError) -> HubError:
    said = str(error).lower().replace("_", " ")
    if "alert" in said and any(word in said for word in REFUSED):
        return CredentialsRefusedError(
            Text(
                "De server van ESIS neemt het clientcertificaat niet aan. Controleer bij de instellingen of het er "
                "is en nog geldt, of vraag Rovict om een nieuw certificaat.",
                "The server of ESIS does not accept the client certificate. Check under the settings whether it is "
                "there and still valid, or ask Rovict for a new one.",
            )
        )
    if "expired" in said:
        return LasUnavailableError(
            Text(
                f"Het certificaat van de server van ESIS is verlopen, dus de verbinding is niet veilig. {AGAIN[0]} "
                "Meld het aan Rovict.",
                f"The certificate of the server of ESIS has expired, so the connection is not safe. {AGAIN[1]} Report "
                "it to Rovict.",
            )
        )
    if "certificate verify failed" in said:
        return ConfigurationError(
            Text(
                "Het is niet zeker dat op dit adres echt ESIS zit: het certificaat van de server klopt niet. Er is "
                "niets verstuurd. Controleer het adres bij de instellingen en vraag Rovict om hulp.",
                "It is not certain that this address really is ESIS: the server's certificate is not right. Nothing "
                "was sent. Check the address under the settings, and ask Rovict for help.",
            )
        )
    return LasUnavailableError(
        Text(
            f"Er komt geen beveiligde verbinding met ESIS tot stand. {AGAIN[0]} Blijft het zo, meld het dan aan "
            "Rovict.",
            f"No protected connection with ESIS comes about. {AGAIN[1]} If it stays so, report it to Rovict.",
        )
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and everything that it is made of: causes, contexts, and what libraries keep inside."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, requests.RequestException | HTTPError):
            waiting += [part for part in (*each.args, getattr(each, "reason", None)) if isinstance(part, Exception)]
