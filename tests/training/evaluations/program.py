"""A program that acts with a token of its own in somebody's role, as one that integrates us does."""

from __future__ import annotations

from typing import Any

import httpx

from foundation.actor import Actor
from foundation.web.edge import Site
from registry.tokens.actions import make_token
from tests.people import persona, role_of


class Program:
    """Sends JSON with a bearer token; no session, no cookie."""

    def __init__(self, app: Site, token: str, language: str) -> None:
        headers = {"authorization": f"Bearer {token}", "accept-language": language}
        transport = httpx.ASGITransport(app=app, client=("203.0.113.9", 40000))
        base = f"{app.state.settings.address}/api/v1"
        self.client = httpx.AsyncClient(transport=transport, base_url=base, headers=headers)

    async def get(self, path: str) -> Any:
        """What a look-up answers."""
        return self._read(await self.client.get(path))

    async def post(self, path: str, body: Any = None) -> Any:
        """What a step answers."""
        return self._read(await self.client.post(path, json=body))

    async def put(self, path: str, body: Any) -> Any:
        """What setting something answers."""
        return self._read(await self.client.put(path, json=body))

    async def refused(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """The problem that the request runs into."""
        answer = await self.client.request(method, path, json=body)
        assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
        assert "set-cookie" not in answer.headers
        return answer.json()

    def _read(self, answer: httpx.Response) -> Any:
        assert answer.is_success, (answer.request.url, answer.text)
        assert "set-cookie" not in answer.headers
        return answer.json()


async def program(app: Site, actor: Actor, language: str = "zh-CN") -> Program:
    """A program of the actor's organisation in the actor's role."""
    administrator = await persona("administrator", organisation_id=actor.organisation_id)
    return Program(app, await make_token(administrator, await role_of(actor), "考务系统", 300), language)
