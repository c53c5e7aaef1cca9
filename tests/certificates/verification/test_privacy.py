"""What a look-up gives away, and what it leaves behind: as little as possible of either."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import asyncpg
import pytest
import structlog

from foundation.database import fetchval
from foundation.web.requests_log import REQUESTS
from tests.certificates.verification.papers import Paper, paper, photo, withdraw
from tests.foundation.web.browser import Browser


async def test_the_name_is_masked_without_the_qr_code(certificate: Paper, stranger: Browser) -> None:
    typed = await stranger.post("/verify", certificate.asked)
    assert '<p class="holder__name">王**</p>' in typed.text
    assert certificate.name not in typed.text
    answer = await stranger.client.post("/api/v1/verifications", json=certificate.asked)
    assert answer.json()["name"] == "王**"
    assert certificate.name in (await stranger.get(f"/v/{certificate.token}")).text


async def test_the_photograph_needs_the_qr_code(certificate: Paper, stranger: Browser) -> None:
    page = (await stranger.get(f"/v/{certificate.token}")).text
    assert f'src="/v/{certificate.token}/photo"' in page
    shown = await stranger.get(f"/v/{certificate.token}/photo")
    assert (shown.status_code, shown.content) == (200, photo())
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["cache-control"] == "no-store"
    typed = (await stranger.post("/verify", certificate.asked)).text
    assert "<img" not in typed
    assert "photo" not in re.sub(r'class="holder__photo"', "", typed)
    for guess in (certificate.number, "x"):
        assert (await stranger.get(f"/v/{guess}/photo")).status_code == 404


async def test_no_photograph_before_issue(database: object, stranger: Browser) -> None:
    one = await paper(issued=False)
    assert (await stranger.get(f"/v/{one.token}/photo")).status_code == 404


async def test_no_document_number_anywhere(certificate: Paper, stranger: Browser) -> None:
    told = [
        await stranger.get(f"/v/{certificate.token}"),
        await stranger.get(f"/api/v1/verifications/{certificate.token}"),
        await stranger.post("/verify", certificate.asked),
    ]
    assert not any("369999" in one.text for one in told)


async def _everything(stranger: Browser, one: Paper) -> list[Any]:
    return [
        await stranger.get(f"/v/{one.token}"),
        await stranger.get("/v/nothing"),
        await stranger.get(f"/v/{one.token}/photo"),
        await stranger.get(f"/api/v1/verifications/{one.token}"),
        await stranger.get("/verify"),
        await stranger.post("/verify", one.asked),
        await stranger.client.post("/api/v1/verifications", json=one.asked),
    ]


async def test_headers(certificate: Paper, stranger: Browser) -> None:
    for answer in await _everything(stranger, certificate):
        assert "set-cookie" not in answer.headers
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_no_session_is_read_or_written(
    certificate: Paper, stranger: Browser, database: asyncpg.Connection
) -> None:
    seen: list[str] = []

    def log(record: Any) -> None:
        seen.append(record.query)

    stranger.client.cookies.set("session", "abc", domain="127.0.0.1")
    stranger.client.cookies.set("__Host-session", "abc", domain="127.0.0.1")
    database.add_query_logger(log)
    await _everything(stranger, certificate)
    database.remove_query_logger(log)
    assert seen
    assert not [query for query in seen if "web_session" in query]
    assert await fetchval("SELECT count(*) FROM web_session") == 0


async def test_secrets_are_in_no_log(
    certificate: Paper, stranger: Browser, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = io.StringIO()
    REQUESTS.flush()
    monkeypatch.setattr(REQUESTS, "stream", lines)
    with structlog.testing.capture_logs() as logged:
        await _everything(stranger, certificate)
        await stranger.get(f"/v/{certificate.token}/more")
        await stranger.get(f"/api/v1/verifications/{certificate.token}?name={certificate.name}")
        await withdraw(certificate)
        await stranger.get(f"/v/{certificate.token}")
    REQUESTS.flush()
    out, err = capfd.readouterr()
    told = lines.getvalue() + json.dumps(logged, default=str, ensure_ascii=False) + out + err
    assert "/v/{token}" in told
    for secret in (certificate.token, certificate.name, certificate.check_code, certificate.number):
        assert secret not in told


async def test_page_and_stylesheet_stay_under_30_kb(certificate: Paper, stranger: Browser) -> None:
    page = await stranger.get(f"/v/{certificate.token}")
    assert "<script" not in page.text
    links = re.findall(r'<(?:link|img|script)[^>]*?(?:href|src)="([^"]+)"', page.text)
    files = [link for link in links if "/photo" not in link]
    weight = len(page.content)
    for link in files:
        assert link.startswith("/static/")  # nothing comes from elsewhere
        weight += len((await stranger.get(link)).content)
    assert weight < 30_000, weight


async def test_the_language_form_leads_back(certificate: Paper, stranger: Browser) -> None:
    page = await stranger.get(f"/v/{certificate.token}")
    assert f'name="next" value="/v/{certificate.token}"' in page.text
    answer = await stranger.client.post(
        "/language",
        data={"language": "en", "next": f"/v/{certificate.token}"},
        headers={"origin": "null", "sec-fetch-site": "same-origin"},  # what a browser sends from such a page
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/v/{certificate.token}")
    assert "Valid" in (await stranger.get(f"/v/{certificate.token}")).text
