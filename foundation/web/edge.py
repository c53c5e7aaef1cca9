"""The outermost layer, which no route and no error passes by: reference, language, headers, log line."""

from __future__ import annotations

import secrets
import time
from typing import Any, Final

from litestar import Litestar
from litestar.exceptions import ClientException
from litestar.types import Message, Receive, Scope, Send

from foundation.language import use_language
from foundation.logging import log
from foundation.web.problem_responses import Request, answer_problem
from foundation.web.reader import language_of
from foundation.web.security_headers import SECRET_PATHS, SecurityHeaders

#: Asked every few seconds by machines; not worth a line each.
_UNLOGGED: Final = ("/static/", "/health/")


class Site(Litestar):
    """Litestar with the outermost layer around it."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        seen: Any = scope if scope["method"] != "HEAD" else {**scope, "method": "GET"}
        reference = secrets.token_hex(8)
        seen["state"] = {**scope.get("state", {}), "request_id": reference}
        sending = _Sending(self.state.security_headers, seen, send, without_body=seen is not scope)
        with use_language(language_of(scope["headers"])):
            if "\0" in scope["path"] or b"%00" in scope["query_string"]:
                await self._refuse(seen, receive, sending)
            else:
                await super().__call__(seen, receive, sending)
        sending.log()

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A NUL character is never meant and no database stores it."""
        scope["litestar_app"] = scope["app"] = self
        request = Request(scope, receive, send)
        answer = answer_problem(request, ClientException("NUL"))
        await answer.to_asgi_response(app=None, request=request)(scope, receive, send)


class _Sending:
    """Passes a response on, completes its headers and remembers what to log."""

    def __init__(self, headers: SecurityHeaders, scope: Any, send: Send, *, without_body: bool) -> None:
        self._headers = headers
        self._scope = scope
        self._send = send
        self._without_body = without_body
        self._began = time.perf_counter()
        self._status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            is_secret = self._scope["path"].startswith(SECRET_PATHS) or self._is_marked_secret()
            added = [(b"x-request-id", self._scope["state"]["request_id"].encode())]
            message["headers"] = self._headers.complete([*message["headers"], *added], is_secret=is_secret)
        elif self._without_body and message["type"] == "http.response.body":
            message["body"] = b""
        await self._send(message)

    def _is_marked_secret(self) -> bool:
        handler = self._scope.get("route_handler")
        return handler is not None and handler.opt.get("referrer") is False

    def log(self) -> None:
        """One line: the route, never the address, which may hold a secret or a name."""
        if self._scope["path"].startswith(_UNLOGGED) and self._status < 400:
            return
        log.info(
            "request",
            request_id=self._scope["state"]["request_id"],
            method=self._scope["method"],
            route=self._scope.get("path_template", "-"),
            status=self._status,
            ms=round((time.perf_counter() - self._began) * 1000, 1),
        )
