"""Forms from elsewhere: no token, another session's token, a planted pair, another site's origin."""

from __future__ import annotations

import pytest

from foundation.web.csrf import is_valid, issue_token
from foundation.web.edge import Site
from tests.foundation.web import site
from tests.foundation.web.browser import Browser

SECRET = b"s" * 32


async def test_own_token_is_accepted(officer: Browser) -> None:
    assert (await officer.post("/role")).status_code == 303


async def test_header_is_accepted_instead_of_the_field(officer: Browser) -> None:
    assert (await officer.post("/role", {"_csrf": ""}, x_csrf_token=officer.token)).status_code == 303


_FOREIGN = [
    pytest.param(issue_token(SECRET), id="foreign"),
    pytest.param(issue_token(b""), id="empty secret"),
]


@pytest.mark.parametrize("token", ["", "x", "AAAA", "é", *_FOREIGN])
async def test_missing_or_wrong_token_is_refused(officer: Browser, token: str) -> None:
    response = await officer.post("/role", {"_csrf": token})
    assert response.status_code == 403
    assert "请返回并刷新页面" in response.text


async def test_token_of_another_session_is_refused(officer: Browser, app: Site) -> None:
    stranger = Browser(app)
    await stranger.sign_in_as(site.OFFICER, site.ROLE)
    assert (await officer.post("/role", {"_csrf": stranger.token})).status_code == 403


async def test_planted_pair_is_refused(officer: Browser, app: Site) -> None:
    """An attacker who can set cookies plants the token and session of a visit of the own."""
    attacker = Browser(app)
    await attacker.get("/login")
    officer.client.cookies.set("csrftoken", attacker.token, domain="127.0.0.1")
    assert (await officer.post("/role", {"_csrf": attacker.token})).status_code == 403


async def test_token_from_before_login_dies_with_the_login(browser: Browser) -> None:
    await browser.get("/login")
    old = browser.token
    await browser.post("/login")
    assert (await browser.post("/role", {"_csrf": old})).status_code == 403


@pytest.mark.parametrize(
    ("origin", "fetch_site"),
    [
        ("https://evil.example", "cross-site"),
        ("https://evil.example", "same-origin"),
        ("http://127.0.0.1:8000", "cross-site"),
        ("http://127.0.0.1:8000", "same-site"),
        ("http://127.0.0.1:8001", ""),
        ("https://evil.example", ""),
        ("null", ""),
        ("null", "cross-site"),
    ],
)
async def test_other_origin_is_refused_with_a_good_token(
    officer: Browser, origin: str, fetch_site: str
) -> None:
    headers = {"origin": origin} | ({"sec-fetch-site": fetch_site} if fetch_site else {})
    response = await officer.client.post("/role", data={"_csrf": officer.token}, headers=headers)
    assert response.status_code == 403
    assert "其他网站" in response.text
    assert (await officer.get("/me")).status_code == 200


async def test_own_form_on_a_page_without_referrer_is_accepted(officer: Browser) -> None:
    assert (await officer.post("/role", origin="null")).status_code == 303


async def test_public_route_without_token_still_refuses_other_sites(browser: Browser) -> None:
    data = {"language": "en", "next": "/"}
    evil = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert (await browser.client.post("/language", data=data, headers=evil)).status_code == 403
    assert (await browser.post("/language", data)).status_code == 303


async def test_login_cannot_be_forged_either(browser: Browser, app: Site) -> None:
    response = await browser.post("/login")
    assert response.status_code == 403


async def test_bearer_needs_no_token_and_a_cookie_does(officer: Browser, browser: Browser) -> None:
    good = {"authorization": "Bearer good"}
    assert (await browser.client.post("/api/things", headers=good)).json() == {"by": "王芳"}
    assert (
        await browser.client.post("/api/things", headers={"authorization": "Bearer bad"})
    ).status_code == 401
    assert (await officer.client.post("/api/things")).status_code == 403
    sent = {"x-csrf-token": officer.token}
    assert (await officer.client.post("/api/things", headers=sent)).status_code == 201


async def test_bad_bearer_does_not_fall_back_to_the_cookie(officer: Browser) -> None:
    response = await officer.client.post("/api/things", headers={"authorization": "Bearer bad"})
    assert response.status_code == 401


def test_tokens_differ_and_are_all_valid() -> None:
    one, two = issue_token(SECRET), issue_token(SECRET)
    assert one != two
    assert is_valid(one, SECRET)
    assert is_valid(two, SECRET)
    assert not is_valid(one, b"t" * 32)
