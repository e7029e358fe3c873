"""One portal for a whole run of the tests: putting its routes together takes longer than most of them."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from litestar import Litestar
from litestar.testing import TestClient
from litestar.testing.transport import TestClientTransport

from hub.portal.app import portal_of
from hub.portal.desk import Desk


class SharedPortal:
    """The real portal. Each test brings the desk that it works at; nothing else in it knows one test from another."""

    def __init__(self, app: Litestar, client: TestClient[Litestar]) -> None:
        self.app = app
        self._client = client

    def work_at(self, desk: Desk | None) -> None:
        self.app.state.desk = desk

    def visitor(self, base_url: str = "http://testserver.local") -> httpx.Client:
        """Return somebody who comes in from outside, with cookies of his own."""
        return httpx.Client(
            base_url=base_url, headers={"user-agent": "testclient"}, follow_redirects=True, transport=_Way(self._client)
        )


class _Way(httpx.BaseTransport):
    """Litestar's way into its test client, for any number of visitors."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self._litestar = TestClientTransport(client=client, raise_server_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._litestar.handle_request(request)


@contextmanager
def shared_portal() -> Iterator[SharedPortal]:
    app = portal_of(None)  # type: ignore[arg-type]  # `work_at` brings the desk
    with TestClient(app) as client:
        yield SharedPortal(app, client)
