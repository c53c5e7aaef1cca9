"""The outermost layer, which no route and no error passes by: reference, language, headers, log line."""

from __future__ import annotations

import os
import time
from typing import Any, Final

from litestar import Litestar
from litestar.exceptions import ClientException
from litestar.types import Message, Receive, Scope, Send

from foundation.language import use_language
from foundation.web.problem_responses import Request, answer_problem
from foundation.web.reader import language_of
from foundation.web.requests_log import REQUESTS
from foundation.web.security_headers import SECRET_PATHS, SecurityHeaders
from foundation.web.sessions import finish_session

#: Asked every few seconds by machines; not worth a line each.
_UNLOGGED: Final = ("/static/", "/health/")


#: Drawn and not yet given to a request.
_references: list[str] = []


def _reference() -> str:
    """Random signs for one request, drawn for many at once: to ask the kernel takes longer than the rest."""
    if not _references:
        drawn = os.urandom(8 * 512).hex()
        _references.extend(drawn[at : at + 16] for at in range(0, len(drawn), 16))
    return _references.pop()


class Site(Litestar):
    """Litestar with the outermost layer around it."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        seen: Any = scope if scope["method"] != "HEAD" else {**scope, "method": "GET"}
        seen["state"] = {**scope.get("state", {}), "request_id": _reference()}
        sending = _Sending(self, seen, send, without_body=seen is not scope)
        with use_language(language_of(scope["headers"])):
            try:
                if "\0" in scope["path"] or b"%00" in scope["query_string"]:
                    await self._answer(ClientException("NUL"), seen, receive, sending)
                else:
                    await super().__call__(seen, receive, sending)
            except Exception as error:
                if sending.status:  # the client has half of an answer; only cutting it off says so
                    raise
                seen["state"] = {"request_id": seen["state"]["request_id"]}
                # Litestar hides the cause when the session cannot be stored before the first byte
                cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
                await self._answer(cause, seen, receive, sending)
            finally:
                sending.log()

    async def _answer(self, error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
        scope["litestar_app"] = scope["app"] = self
        request = Request(scope, receive, send)
        answer = answer_problem(request, error)
        await answer.to_asgi_response(app=None, request=request)(scope, receive, send)


class _Sending:
    """Passes a response on, completes its headers and remembers what to log."""

    def __init__(self, app: Site, scope: Any, send: Send, *, without_body: bool) -> None:
        self._settings = app.state.settings
        self._headers: SecurityHeaders = app.state.security_headers
        self._scope = scope
        self._send = send
        self._without_body = without_body
        self._began = time.perf_counter()
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            state = self._scope["state"]
            own = [*message["headers"], *await finish_session(state, self._settings)]
            own.append((b"x-request-id", state["request_id"].encode()))
            message["headers"] = self._headers.complete(own, is_secret=self._is_secret())
            self.status = message["status"]
        elif self._without_body and message["type"] == "http.response.body":
            message["body"] = b""
        await self._send(message)

    def _is_secret(self) -> bool:
        if self._scope["path"].startswith(SECRET_PATHS):
            return True
        handler = self._scope.get("route_handler")
        return handler is not None and handler.opt.get("referrer") is False

    def log(self) -> None:
        """One line, for all but the machines' questions."""
        if self._scope["path"].startswith(_UNLOGGED) and self.status < 400:
            return
        REQUESTS.add(
            request_id=self._scope["state"]["request_id"],
            method=self._scope["method"],
            route=self._scope.get("path_template", "-"),
            status=self.status,
            seconds=time.perf_counter() - self._began,
        )
