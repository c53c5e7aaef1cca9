"""The log of requests holds routes, never addresses."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from foundation.web.requests_log import REQUESTS
from tests.foundation.web.browser import Browser


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Any:
    stream = io.StringIO()
    REQUESTS.flush()
    monkeypatch.setattr(REQUESTS, "stream", stream)

    def read() -> list[dict[str, Any]]:
        REQUESTS.flush()
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    return read


async def test_line(browser: Browser, lines: Any) -> None:
    response = await browser.get("/v/secret-token?name=王小明")
    (line,) = lines()
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v/{token}", 200)
    assert line["request_id"] == response.headers["x-request-id"]
    assert line["ms"] > 0
    assert line["at"].endswith("Z")
    assert set(line) == {"event", "at", "request_id", "method", "route", "status", "ms"}


async def test_unmatched_paths_and_errors_are_lines_without_the_path(browser: Browser, lines: Any) -> None:
    for path in ("/v/secret/more", "/nowhere?name=x", "/fail/internal", "/v/a%00b"):
        await browser.get(path)
    told = lines()
    assert [(line["route"], line["status"]) for line in told] == [
        ("-", 404),
        ("-", 404),
        ("/fail/{kind}", 500),
        ("-", 400),
    ]
    assert "secret" not in json.dumps(told)


async def test_machines_questions_are_not_lines(browser: Browser, lines: Any) -> None:
    await browser.get("/health/live")
    assert lines() == []
