"""Trying a coupling part by part, and saying of each whether it works and what to do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hub.contract import Checked, CheckedPart, HubError
from hub.records import Text
from hub_esis.certificates import ClientCertificate
from hub_esis.settings import EsisSettings

NEAR = timedelta(days=30)
"""So long before a client certificate ends, the school is told to ask for another."""
CERTIFICATE = Text("Clientcertificaat", "Client certificate")
UWLR = Text("UWLR", "UWLR")
PORTAL = Text("Ouderportaal-service", "Parent portal's service")
WORKS = Text("De koppeling met ESIS werkt.", "The coupling with ESIS works.")
WORKS_WITHOUT_PORTAL = Text(
    "De koppeling met ESIS werkt, zonder verzorgers: er is geen adres van de ouderportaal-service ingevuld.",
    "The coupling with ESIS works, without guardians: no address of the parent portal's service was filled in.",
)
NOT_SET = Text(
    "Niet ingesteld. Verzorgers komen niet mee, en een goedgekeurde wijziging wordt een taak voor de administratie. "
    "Biedt uw ESIS deze service, vul dan het adres in bij de instellingen.",
    "Not set. Guardians do not come along, and a change that was approved becomes a task of the office. If your ESIS "
    "offers this service, fill its address in under the settings.",
)
NO_CERTIFICATE = CheckedPart(
    CERTIFICATE,
    works=True,
    text=Text(
        "Niet ingevuld. Vraagt uw ESIS erom, kies dan het .p12-bestand van Rovict bij de instellingen.",
        "Not filled in. If your ESIS asks for it, choose the .p12 file of Rovict under the settings.",
    ),
)
NOT_TRIED = Text(
    "Niet geprobeerd: eerst moet het clientcertificaat in orde zijn.",
    "Not tried: the client certificate has to be right first.",
)
GIVES_SCHOOL = Text(
    "Werkt: ESIS geeft groepen, leerlingen en leerkrachten.", "Works: ESIS gives classes, pupils and teachers."
)
GIVES_GUARDIANS = Text(
    "Werkt: ESIS geeft verzorgers en neemt wijzigingen aan.", "Works: ESIS gives guardians and takes changes."
)
UNSEEN = Text(
    "De controle is afgebroken door een fout in de plug-in. Meld dit bij de maker ervan.",
    "The check was broken off by a fault in the plugin. Report this to its maker.",
)


def checked(settings: EsisSettings, reach: Callable[[], None], reach_portal: Callable[[], None]) -> Checked:
    """Return what came of trying each part. `reach` and `reach_portal` raise a `HubError` where it does not work."""
    certificate = settings.client_certificate()
    parts = [_certificate(certificate)] if certificate else [NO_CERTIFICATE] * settings.endpoint.startswith("https:")
    may_try = all(each.works for each in parts)
    parts.append(_tried(UWLR, GIVES_SCHOOL, reach, may_try=may_try))
    if settings.parent_portal_endpoint:
        parts.append(_tried(PORTAL, GIVES_GUARDIANS, reach_portal, may_try=may_try))
    else:
        parts.append(CheckedPart(PORTAL, works=True, text=NOT_SET))
    fine = WORKS if settings.parent_portal_endpoint else WORKS_WITHOUT_PORTAL
    said = list(dict.fromkeys(each.text for each in parts if not each.works and each.text != NOT_TRIED)) or [fine]
    if certificate and may_try and _ends_soon(certificate):
        said.append(parts[0].text)
    whole = Text(" ".join(each.nl for each in said), " ".join(each.en for each in said))
    return Checked(works=all(each.works for each in parts), text=whole, parts=tuple(parts))


def _tried(title: Text, fine: Text, reach: Callable[[], None], *, may_try: bool) -> CheckedPart:
    if not may_try:
        return CheckedPart(title, works=False, text=NOT_TRIED)
    try:
        reach()
    except HubError as error:
        return CheckedPart(title, works=False, text=error.text)
    except Exception:  # noqa: BLE001 - a check never raises
        return CheckedPart(title, works=False, text=UNSEEN)
    return CheckedPart(title, works=True, text=fine)


def _certificate(certificate: ClientCertificate) -> CheckedPart:
    try:
        certificate.insist_it_is_valid()
    except HubError as error:
        return CheckedPart(CERTIFICATE, works=False, text=error.text)
    ends = certificate.ends_at
    if not _ends_soon(certificate):
        fine = Text(f"Geldig tot en met {ends:%d-%m-%Y}.", f"Valid until {ends:%Y-%m-%d}.")
        return CheckedPart(CERTIFICATE, works=True, text=fine)
    days = (ends - datetime.now(UTC)).days
    soon = Text(
        f"Let op: het clientcertificaat verloopt op {ends:%d-%m-%Y}, over {days} dagen. Vraag Rovict nu om een nieuw "
        "certificaat, en vul het in bij de instellingen.",
        f"Note: the client certificate expires on {ends:%Y-%m-%d}, in {days} days. Ask Rovict for a new one now, and "
        "fill it in under the settings.",
    )
    return CheckedPart(CERTIFICATE, works=True, text=soon)


def _ends_soon(certificate: ClientCertificate) -> bool:
    return certificate.ends_at - datetime.now(UTC) < NEAR
