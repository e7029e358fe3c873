"""Pages for what goes wrong: in the layout of the rest, in plain words, and with nothing of the inside."""

from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect

from hub.contract import HubError
from hub.contract.pages import NotAllowedError, NotThereError
from hub.portal.doors import FormTooOldError, StepNeededError, login_address
from hub.portal.noting import noted
from hub.portal.pages import page, see
from hub.records import Text
from hub.registry import PluginFailedError
from hub.store import UnknownSchoolError

SENTENCES: dict[int, tuple[Text, Text]] = {
    400: (
        Text("Dit verzoek klopt niet", "This request is not right"),
        Text(
            "Er staat iets in het adres of het formulier dat hier niet past. Ga terug en probeer het opnieuw.",
            "There is something in the address or form that does not fit here. Go back and try again.",
        ),
    ),
    403: (
        Text("Dit mag u hier niet", "You may not do this here"),
        Text(
            "Uw account heeft geen recht op deze pagina. Hebt u dit recht nodig? Vraag het de beheerder van uw school.",
            "Your account has no right to this page. Do you need this right? Ask your school's administrator.",
        ),
    ),
    408: (
        Text("Het uploaden is blijven steken", "The upload got stuck"),
        Text(
            "Er kwam te lang niets meer binnen, en er is niets bewaard. Kijk of u nog verbinding hebt en upload het "
            "bestand opnieuw.",
            "Nothing came in for too long, and nothing was kept. See whether you are still connected and upload the "
            "file again.",
        ),
    ),
    404: (
        Text("Deze pagina is er niet", "This page is not there"),
        Text(
            "Het adres klopt niet, of wat u zoekt is weg. Begin opnieuw bij Mijn scholen.",
            "The address is not right, or what you look for is gone. Start again at My schools.",
        ),
    ),
    405: (
        Text("Zo kan dit niet", "This does not work this way"),
        Text("Gebruik de knoppen op de pagina zelf.", "Use the buttons on the page itself."),
    ),
    413: (
        Text("Dit bestand is te groot", "This file is too large"),
        Text(
            "Kijk of u het goede bestand hebt gekozen. Is het echt zo groot? Vraag de beheerder van deze hub om de "
            "grens te verhogen.",
            "See whether you chose the right file. Is it really that large? Ask who runs this hub to raise the limit.",
        ),
    ),
    429: (
        Text("Te veel pogingen", "Too many attempts"),
        Text(
            "Er is te vaak geprobeerd in te loggen. Wacht een kwartier en probeer het dan opnieuw.",
            "There were too many attempts to log in. Wait a quarter of an hour, then try again.",
        ),
    ),
    503: (
        Text("Even te druk", "Too busy just now"),
        Text("Wacht een halve minuut en probeer het opnieuw.", "Wait half a minute and try again."),
    ),
    500: (
        Text("Er ging iets mis", "Something went wrong"),
        Text(
            "Er is niets verloren gegaan. Probeer het zo nog eens. Blijft het misgaan, geef dan het storingsnummer "
            "door aan de beheerder van deze hub.",
            "Nothing was lost. Try again in a moment. If it keeps failing, give the fault number to who runs this hub.",
        ),
    ),
}

STATUSES: dict[type[HubError], int] = {NotThereError: 404, NotAllowedError: 403}
"""Errors of a plugin's page that are answers of the web as well."""

TOO_OLD = (
    Text("Deze pagina stond te lang open", "This page stood open too long"),
    Text(
        "Wat u net deed, is niet gebeurd. Ga terug, vernieuw de pagina en doe het nog een keer.",
        "What you just did has not happened. Go back, reload the page and do it once more.",
    ),
)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """Answer an error that has a status of its own."""
    if isinstance(error, NotAuthorizedException):
        return Redirect(login_address(request.scope), status_code=303)
    if isinstance(error, StepNeededError):
        return see("/account/step", "step_needed")
    if isinstance(error, FormTooOldError):
        return _on_old_form(request)
    if error.status_code == 500:  # noqa: PLR2004
        return on_fault(request, error)
    status = error.status_code if error.status_code in SENTENCES else 400
    return _fault_page(request, status)


def _on_old_form(request: Request[Any, Any, Any]) -> Response[Any]:
    if request.scope["path"] == "/login":  # somebody logged in, or out, in another tab
        return see("/login", "form_too_old")
    title, sentence = TOO_OLD
    return page(request, "fault.html", status_code=403, title=title, sentence=sentence, number=None)


def on_hub_error(request: Request[Any, Any, Any], error: HubError) -> Response[Any]:
    """Show the sentence that a room of the hub gave: it says what is wrong and what to do."""
    if isinstance(error, UnknownSchoolError):
        return _fault_page(request, 404)
    for of_kind, status in STATUSES.items():
        if isinstance(error, of_kind):
            title, _ = SENTENCES[status]
            return page(request, "fault.html", status_code=status, title=title, sentence=error.text, number=None)
    title = Text("Dit is niet gelukt", "This did not succeed")
    return page(request, "fault.html", status_code=409, title=title, sentence=error.text, number=None)


def on_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Show the number under which a fault of our own was logged."""
    return _fault_page(request, 500, noted(request, error))


def on_plugin_fault(request: Request[Any, Any, Any], error: PluginFailedError) -> Response[Any]:
    """Say that a plugin failed, which one, and how to go on. The registry logged it; the school's page names it."""
    status = 503 if error.fault.paused else 500
    title, _ = SENTENCES[status]
    return page(request, "fault.html", status_code=status, title=title, sentence=error.fault.text, number=None)


def _fault_page(request: Request[Any, Any, Any], status: int, number: str | None = None) -> Response[str]:
    title, sentence = SENTENCES[status]
    return page(request, "fault.html", status_code=status, title=title, sentence=sentence, number=number)
