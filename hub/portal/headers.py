"""What every answer says to the browser about what it may do."""

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

from hub.portal.visits import GUEST, is_plain_loopback, secret_cookie

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LOCKED_UP = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""The policy of a file that somebody else made: stricter than that of a page, and kept where an answer brings it."""
POLICIES = "Content-Security-Policy"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=31536000; includeSubDomains"


async def add_headers(message: Message, scope: Scope) -> None:
    """Add the headers of safety to every answer; whatever does not say that it may be kept, may not."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    is_locked_up = headers.get(POLICIES) == LOCKED_UP
    for name, value in HEADERS.items():
        headers[name] = LOCKED_UP if is_locked_up and name == POLICIES else value
    headers.setdefault("Cache-Control", "no-store")
    if scope["scheme"] == "https" and not is_plain_loopback(scope):
        headers["Strict-Transport-Security"] = HSTS
    new_guest = scope["state"].get("new_guest")
    if new_guest:
        headers.add("Set-Cookie", secret_cookie(GUEST, new_guest, scope).to_header(header=""))
