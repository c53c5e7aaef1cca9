"""The pages with which administrators look after accounts."""

from __future__ import annotations

import re

from foundation.actor import SYSTEM
from foundation.database import fetchval
from registry.accounts.actions import authenticate, grant_role
from registry.accounts.queries import account
from tests.foundation.web.browser import Browser
from tests.people import PASSWORD, login_of, organisation, persona
from tests.registry.conftest import SignIn


async def address_of(account_id: object) -> str:
    public_id = await fetchval("SELECT public_id FROM account WHERE id = $1", account_id)
    return f"/accounts/{public_id}"


async def test_an_account_is_opened_and_its_password_shown_once(signed_in: SignIn, browser: Browser) -> None:
    manager = await signed_in(await persona("manager"))
    await manager.get("/accounts/new")
    new = {"name": "李老师", "login": "mentor.li", "role": "mentor"}
    opened = await manager.post("/accounts/new", new)
    assert opened.status_code == 200
    password = re.search(r"<strong>(\w{4}-\w{4}-\w{4}-\w{4})</strong>", opened.text)
    assert password is not None
    assert password[1] not in (await manager.get("/accounts")).text
    assert await authenticate("mentor.li", password[1])
    await browser.get("/login")
    entered = await browser.post("/login", {"login": "mentor.li", "password": password[1]})
    assert entered.headers["location"] == "/account/password"
    again = await manager.post("/accounts/new", new)
    assert again.status_code == 422
    assert 'href="#login"' in again.text
    assert 'value="李老师"' in again.text


async def test_the_system_administrator_opens_the_first_account_of_an_organisation(signed_in: SignIn) -> None:
    place = await organisation("institution", "360102")
    browser = await signed_in(await persona("administrator", "360100"))
    where = f"/accounts/new?organisation={place.public_id}"
    form = await browser.get(where)
    assert place.name in form.text
    opened = await browser.post(where, {"name": "张园长", "login": "zhang", "role": "manager"})
    assert opened.status_code == 200
    wrong = await browser.post(where, {"name": "张园长", "login": "zhang2", "role": "approver"})
    assert wrong.status_code == 422
    foreign = await organisation("institution", "360202")
    assert (await browser.get(f"/accounts/new?organisation={foreign.public_id}")).status_code == 404


async def test_a_role_is_granted_by_login_and_ended(signed_in: SignIn) -> None:
    manager, mentor = await persona("manager", "360102"), await persona("mentor", "360103")
    browser = await signed_in(manager)
    await browser.get("/accounts/new")
    granted = await browser.post("/accounts/grant", {"login": await login_of(mentor), "role": "mentor"})
    assert granted.headers["location"] == await address_of(mentor.account_id)
    page = await browser.get(granted.headers["location"])
    assert manager.organisation_name in page.text
    assert mentor.organisation_name not in page.text, "for whom else somebody acts is not shown"
    role_id = await fetchval(
        "SELECT id FROM account_role WHERE account_id = $1 AND organisation_id = $2",
        mentor.account_id,
        manager.organisation_id,
    )
    ended = await browser.post(f"{granted.headers['location']}/roles/end", {"role": str(role_id)})
    assert ended.status_code == 303
    nobody = await browser.post("/accounts/grant", {"login": "nobody-at-all", "role": "mentor"})
    assert nobody.status_code == 422


async def test_disabling_ends_every_session(signed_in: SignIn) -> None:
    manager, mentor = await persona("manager"), await persona("mentor")
    browser, out = await signed_in(manager), await signed_in(mentor)
    here = await address_of(mentor.account_id)
    await browser.get(here)
    assert (await browser.post(f"{here}/disable", {"reason": ""})).status_code == 422
    assert (await browser.post(f"{here}/disable", {"reason": "离职"})).status_code == 303
    assert await fetchval("SELECT count(*) FROM web_session WHERE account_id = $1", mentor.account_id) == 0
    assert (await out.get("/account")).status_code == 303
    assert "离职" in (await browser.get(here)).text
    assert (await browser.post(f"{here}/enable", {"reason": "返岗"})).status_code == 303
    assert await authenticate(await login_of(mentor), PASSWORD)


async def test_a_reset_password_is_shown_once_and_ends_every_session(signed_in: SignIn) -> None:
    manager, mentor = await persona("manager"), await persona("mentor")
    browser, out = await signed_in(manager), await signed_in(mentor)
    here = await address_of(mentor.account_id)
    await browser.get(here)
    shown = await browser.post(f"{here}/password")
    assert "The password is reset" in shown.text
    assert (await out.get("/account")).status_code == 303
    assert (await account(mentor.account_id)).must_change_password
    await grant_role(SYSTEM, mentor.account_id, (await organisation("institution", "360103")).id, "mentor")
    await browser.get(here)
    refused = await browser.post(f"{here}/password")
    assert refused.status_code == 422
    assert "also acts for another organisation" in refused.text


async def test_foreign_accounts_are_not_found(signed_in: SignIn) -> None:
    theirs = await address_of((await persona("mentor", "360103")).account_id)
    browser = await signed_in(await persona("manager", "360102"))
    await browser.get("/accounts")
    assert (await browser.get(theirs)).status_code == 404
    for step in ("disable", "enable", "password", "roles/end"):
        assert (await browser.post(f"{theirs}/{step}", {"reason": "理由"})).status_code == 404, step


async def test_the_own_account_shows_sessions_and_ends_the_others(signed_in: SignIn) -> None:
    manager = await persona("manager")
    here, there = await signed_in(manager), await signed_in(manager)
    page = await here.get("/account")
    for word in ("2 sign-ins", "This session", manager.organisation_name, "Acting now"):
        assert word in page.text
    assert (await here.post("/account/sessions")).status_code == 303
    assert (await there.get("/account")).status_code == 303
    assert (await here.get("/account")).status_code == 200


async def test_the_administrator_has_no_way_to_people(signed_in: SignIn) -> None:
    browser = await signed_in(await persona("administrator", "360100"))
    page = await browser.get("/accounts")
    assert 'href="/people"' not in page.text
    assert (await browser.get("/people")).status_code == 403
