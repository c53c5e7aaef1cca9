"""Signing in through the real form: the right way in, and every wrong one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher

from foundation.actor import SYSTEM
from foundation.clock import FixedClock, use
from foundation.database import execute, fetchval
from foundation.web.edge import Site
from registry.accounts import passwords
from registry.accounts.actions import NewAccount, add_account, authenticate, disable, grant_role
from registry.accounts.queries import actor_for, open_roles
from registry.organisations.actions import close
from tests.foundation.web.browser import Browser
from tests.people import PASSWORD, login_of, organisation, persona
from tests.registry.conftest import SignIn


async def enter(browser: Browser, login: str, password: str = PASSWORD) -> int:
    await browser.get("/login")
    return (await browser.post("/login", {"login": login, "password": password})).status_code


async def test_who_signs_in_lands_where_they_wanted_to_go(browser: Browser) -> None:
    manager = await persona("manager")
    sent_away = await browser.get("/accounts")
    assert sent_away.headers["location"] == "/login?next=%2Faccounts"
    await browser.get("/login?next=/accounts")
    typed = {"login": await login_of(manager), "password": PASSWORD, "next": "/accounts"}
    entered = await browser.post("/login", typed)
    assert (entered.status_code, entered.headers["location"]) == (303, "/accounts")
    assert (await browser.get("/accounts")).status_code == 200
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'account.signed_in'") == 1


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"])
async def test_nobody_is_sent_to_another_site(browser: Browser, elsewhere: str) -> None:
    login = await login_of(await persona("manager"))
    await browser.get("/login")
    entered = await browser.post("/login", {"login": login, "password": PASSWORD, "next": elsewhere})
    assert entered.headers["location"] == "/"


async def test_capitals_and_full_width_letters_are_the_same_login(browser: Browser) -> None:
    login = await login_of(await persona("manager"))
    assert await enter(browser, f" {login.upper().replace('-', '－')} ") == 303


async def test_a_wrong_password_and_an_unknown_login_say_the_same(browser: Browser) -> None:
    login = await login_of(await persona("manager"))
    said = []
    for typed in (login, "nobody-at-all"):
        await browser.get("/login")
        answer = await browser.post("/login", {"login": typed, "password": "wrong"})
        assert answer.status_code == 422
        said.append(re.sub('name="_csrf" value="[^"]+"', "", answer.text.replace(typed, "LOGIN")))
    assert said[0] == said[1]
    assert "The login or the password is not right." in said[0]
    assert 'value="wrong"' not in said[0], "a password is never sent back"


async def test_a_planted_session_is_worth_nothing(browser: Browser, app: Site) -> None:
    """Session fixation: the cookie an attacker knew before signing in must not be the one after."""
    await browser.get("/login")
    planted = browser.cookie
    assert planted
    attacker = Browser(app)
    attacker.client.cookies.set("yuzheng", planted, domain="127.0.0.1")
    assert await enter(browser, await login_of(await persona("manager"))) == 303
    assert browser.cookie not in (None, planted)
    assert (await attacker.get("/account")).status_code == 303
    assert (await browser.get("/account")).status_code == 200


async def test_choosing_another_role_makes_another_session(browser: Browser) -> None:
    registrar = await persona("registrar")
    await grant_role(SYSTEM, registrar.account_id, (await organisation("evaluator")).id, "organiser")
    await browser.get("/login")
    entered = await browser.post("/login", {"login": await login_of(registrar), "password": PASSWORD})
    assert entered.headers["location"] == "/account/roles"
    assert (await browser.get("/people")).status_code == 403, "without a role nothing is allowed"
    first, (college, evaluator) = browser.cookie, await open_roles(registrar.account_id)
    page = await browser.get("/account/roles")
    assert college.organisation_name in page.text
    assert evaluator.organisation_name in page.text
    await browser.post("/organisation", {"organisation": str(college.id)})
    assert browser.cookie != first
    assert (await browser.get("/people")).status_code == 200
    stranger = (await open_roles((await persona("manager")).account_id))[0]
    await browser.get("/account")
    assert (await browser.post("/organisation", {"organisation": str(stranger.id)})).status_code == 404


async def test_guessing_is_slowed_down_and_the_pause_ends(browser: Browser) -> None:
    login = await login_of(await persona("manager"))
    with use(FixedClock(datetime(2026, 11, 24, 9, tzinfo=UTC))) as clock:
        answers = [await enter(browser, login, f"guess {n}") for n in range(12)]
        assert answers[0] == 422
        assert answers[-1] == 429
        assert await enter(browser, login) == 429, "the right password is not tried either"
        assert isinstance(clock, FixedClock)
        clock.advance(timedelta(hours=1))
        assert await enter(browser, login) == 303


async def test_guessing_from_elsewhere_does_not_lock_out_the_owner(app: Site) -> None:
    login = await login_of(await persona("manager"))
    owner = Browser(app, peer="198.51.100.1")
    assert await enter(owner, login) == 303
    owner.client.cookies.delete("yuzheng")
    with use(FixedClock(datetime(2026, 11, 24, 9, tzinfo=UTC))):
        for n in range(40):
            await enter(Browser(app, peer=f"203.0.113.{n}"), login, "guess")
        assert await enter(Browser(app, peer="203.0.113.99"), login, "guess") == 429
        assert await enter(owner, login) == 303


async def test_a_disabled_account_is_out_at_once(signed_in: SignIn) -> None:
    manager, administrator = await persona("manager"), await persona("administrator", area="360100")
    browser = await signed_in(manager)
    assert (await browser.get("/accounts")).status_code == 200
    await disable(administrator, manager.account_id, "离职")
    away = await browser.get("/accounts")
    assert (away.status_code, away.headers["location"]) == (303, "/login?next=%2Faccounts")
    assert await authenticate(await login_of(manager), PASSWORD) is None


async def test_an_ended_role_and_a_closed_organisation_are_out_at_once(signed_in: SignIn) -> None:
    manager, officer = await persona("manager"), await persona("filing_officer")
    browser = await signed_in(manager)
    assert (await browser.get("/accounts")).status_code == 200
    await close(officer, manager.organisation_id, "注销登记")
    assert (await browser.get("/accounts")).status_code == 303
    role_id = await fetchval("SELECT id FROM account_role WHERE account_id = $1", manager.account_id)
    assert await actor_for(manager.account_id, role_id) is None


async def test_a_password_that_somebody_else_knows_must_be_changed_first(browser: Browser, app: Site) -> None:
    manager = await persona("manager")
    opened = await add_account(
        SYSTEM, NewAccount(login="new-mentor", name="新人"), manager.organisation_id, "mentor"
    )
    await browser.get("/login")
    entered = await browser.post("/login", {"login": "new-mentor", "password": opened.password})
    assert entered.headers["location"] == "/account/password"
    assert (await browser.get("/organisations")).status_code == 403
    await browser.get("/account/password")
    typed = {"old": opened.password, "new": "三只小鸭游过了小河", "again": "三只小鸭游过了小河"}
    changed = await browser.post("/account/password", typed)
    assert (changed.status_code, changed.headers["location"]) == (303, "/")
    assert (await browser.get("/organisations")).status_code == 200
    assert await authenticate("new-mentor", opened.password) is None
    assert await authenticate("new-mentor", "三只小鸭游过了小河") == opened.account_id


async def test_a_change_of_the_password_ends_every_other_session(signed_in: SignIn) -> None:
    manager = await persona("manager")
    here, there = await signed_in(manager), await signed_in(manager)
    before = here.cookie
    await here.get("/account/password")
    new = "quite another sentence"
    await here.post("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert here.cookie != before
    assert (await here.get("/account")).status_code == 200
    assert (await there.get("/account")).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", "quite another sentence", "quite another sentence", "old"),
        (PASSWORD, "quite another sentence", "quite another word", "again"),
        (PASSWORD, "short", "short", "new"),
        (PASSWORD, PASSWORD, PASSWORD, "new"),
    ],
)
async def test_a_change_that_is_not_right_changes_nothing(
    signed_in: SignIn, old: str, new: str, again: str, field: str
) -> None:
    manager = await persona("manager")
    browser = await signed_in(manager)
    await browser.get("/account/password")
    answer = await browser.post("/account/password", {"old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert await authenticate(await login_of(manager), PASSWORD) == manager.account_id


async def test_signing_out_ends_the_session(signed_in: SignIn, app: Site) -> None:
    browser = await signed_in(await persona("manager"))
    cookie = browser.cookie
    await browser.get("/account")
    assert (await browser.post("/logout")).headers["location"] == "/login"
    again = Browser(app)
    again.client.cookies.set("yuzheng", cookie or "", domain="127.0.0.1")
    assert (await again.get("/account")).status_code == 303


@pytest.mark.usefixtures("database")
async def test_an_unknown_login_takes_as_long_as_a_wrong_password() -> None:
    login = await login_of(await persona("manager"))
    disabled = await persona("mentor")
    await execute("UPDATE account SET disabled_at = now() WHERE id = $1", disabled.account_id)
    takes: dict[str, list[float]] = {login: [], "nobody-at-all": [], await login_of(disabled): []}
    for _ in range(15):
        for typed, times in takes.items():
            began = perf_counter()
            assert await authenticate(typed, "wrong") is None
            times.append(perf_counter() - began)
    known, unknown, out = (median(times) for times in takes.values())
    assert unknown == pytest.approx(known, rel=0.5)
    assert out == pytest.approx(known, rel=0.5)
    assert not passwords.is_outdated(passwords.NOBODY), "the costs of the decoy are today's"


@pytest.mark.usefixtures("database")
async def test_a_hash_of_old_costs_is_made_anew() -> None:
    manager = await persona("manager")
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await execute("UPDATE account SET password_hash = $1 WHERE id = $2", cheap, manager.account_id)
    assert await authenticate(await login_of(manager), PASSWORD) == manager.account_id
    stored = await fetchval("SELECT password_hash FROM account WHERE id = $1", manager.account_id)
    assert not passwords.is_outdated(stored)
    assert await authenticate(await login_of(manager), PASSWORD) == manager.account_id
