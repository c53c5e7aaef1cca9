"""A browser for tests: keeps cookies, sends what browsers send, brings the page's form token back."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from foundation.web import session_store
from foundation.web.edge import Site
from foundation.web.sessions import cookie_name

HOST = "http://127.0.0.1:8000"
AGENT = "Browser/1.0"
_TOKEN = re.compile(r'name="_csrf" value="([^"]+)"')


class Browser:
    """One person's browser in front of the site, in the test's own loop and transaction."""

    def __init__(
        self, app: Site, *, peer: str = "203.0.113.7", agent: str = AGENT, language: str = ""
    ) -> None:
        self.app = app
        self.agent = agent
        self.address = app.state.settings.address
        headers = {"user-agent": agent, "accept": "text/html,*/*;q=0.8"}
        if language:
            headers["accept-language"] = language
        transport = httpx.ASGITransport(app=app, client=(peer, 40000), raise_app_exceptions=True)
        self.client = httpx.AsyncClient(transport=transport, base_url=self.address, headers=headers)
        self.token = ""

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Load a page and remember the token of its forms."""
        response = await self.client.get(path, headers=_names(headers))
        self._remember(response)
        return response

    async def post(
        self, path: str, data: dict[str, Any] | None = None, *, files: Any = None, **headers: str
    ) -> httpx.Response:
        """Send a form as a page of the same site does."""
        sent = {"origin": self.address, "sec-fetch-site": "same-origin"} | _names(headers)
        fields = {"_csrf": self.token} | (data or {})
        response = await self.client.post(path, data=fields, files=files, headers=sent)
        self._remember(response)
        return response

    async def sign_in_as(self, account_id: UUID, role_id: UUID | None = None) -> None:
        """Have a session without going through the form for signing in; the token of its forms too."""
        settings = self.app.state.settings
        token = session_store.new_token()
        stored = session_store.fresh(
            token,
            self.agent,
            account_id=account_id,
            role_id=role_id,
            idle=settings.session_idle,
            absolute=settings.session_absolute or timedelta(hours=12),
        )
        await session_store.insert(stored)
        self.client.cookies.set(cookie_name(settings), token, domain="127.0.0.1")
        from foundation.web.csrf import issue_token

        self.token = issue_token(stored.csrf_secret)

    @property
    def cookie(self) -> str | None:
        """The session's cookie."""
        return self.client.cookies.get(cookie_name(self.app.state.settings))

    def _remember(self, response: httpx.Response) -> None:
        if found := _TOKEN.search(response.text):
            self.token = html.unescape(found[1])


def _names(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
