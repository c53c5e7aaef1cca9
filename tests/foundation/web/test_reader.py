"""In which language somebody is answered."""

from __future__ import annotations

import pytest

from foundation.web.edge import Site
from foundation.web.reader import language_of
from tests.foundation.web.browser import Browser


@pytest.mark.parametrize(
    "accepted, language",
    [
        ("", "zh-CN"),
        ("*", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.5,zh;q=0.9", "zh-CN"),
        ("de,en;q=0.3", "en"),
        ("de", "zh-CN"),
        ("en;q=x,zh", "zh-CN"),
        ("ena", "zh-CN"),
        (",;,;q=", "zh-CN"),
        ("é", "zh-CN"),
    ],
)
def test_browser_preference(accepted: str, language: str) -> None:
    assert language_of([(b"accept-language", accepted.encode("latin-1", "replace"))]) == language


@pytest.mark.parametrize(
    "cookie, language",
    [
        (b"language=en", "en"),
        (b"a=b; language=en; c=d", "en"),
        (b"language=zh-CN", "zh-CN"),
        (b"language=fr", "zh-CN"),
        (b"xlanguage=en", "zh-CN"),
        (b"language=en2", "zh-CN"),
    ],
)
def test_choice_in_the_cookie(cookie: bytes, language: str) -> None:
    assert language_of([(b"cookie", cookie)]) == language


def test_choice_beats_the_browser() -> None:
    assert language_of([(b"accept-language", b"en"), (b"cookie", b"language=zh-CN")]) == "zh-CN"
    assert language_of([(b"cookie", b"language=zh-CN"), (b"accept-language", b"en")]) == "zh-CN"


async def test_choosing(browser: Browser) -> None:
    assert 'lang="zh-CN"' in (await browser.get("/")).text
    response = await browser.post("/language", {"language": "en", "next": "/things?page=2"})
    assert response.headers["location"] == "/things?page=2"
    assert 'lang="en"' in (await browser.get("/")).text


@pytest.mark.parametrize("data", [{}, {"language": "fr"}, {"language": "en\r\nX: y"}])
async def test_unknown_language_changes_nothing(browser: Browser, data: dict[str, str]) -> None:
    response = await browser.post("/language", data | {"next": "//evil.example"})
    assert response.headers["location"] == "/"
    assert "set-cookie" not in response.headers


async def test_language_does_not_leak_into_the_next_request(app: Site) -> None:
    assert 'lang="en"' in (await Browser(app, language="en").get("/")).text
    assert 'lang="zh-CN"' in (await Browser(app).get("/")).text
