"""Tokens of programs: made once, good for one role, out at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from foundation.clock import FixedClock, today, use
from foundation.database import execute, fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.web.edge import Site
from registry.tokens.actions import make_token, revoke_token
from registry.tokens.queries import actor_of_token, tokens_of
from tests.foundation.web.browser import Browser
from tests.people import credit_code, organisation, persona, role_of
from tests.registry.conftest import SignIn

pytestmark = pytest.mark.usefixtures("database")


async def test_a_program_pushes_with_a_token_and_without_a_session(app: Site) -> None:
    officer = await persona("registration_officer")
    administrator = await persona("administrator", organisation_id=officer.organisation_id)
    token = await make_token(administrator, await role_of(officer), "登记系统", 30)
    push = {
        "uscc": credit_code("91"),
        "name": "东湖区阳光托育中心",
        "area_code": "360102",
        "registered_on": today().isoformat(),
    }
    client = Browser(app).client
    for bearer, status in ((token, 201), (token[:-1] + "x", 401), ("", 401)):
        headers = {"authorization": f"Bearer {bearer}"}
        answer = await client.post("/api/v1/registrations", json=push, headers=headers)
        assert answer.status_code == status
        assert "set-cookie" not in answer.headers
    row = "SELECT account_id FROM history WHERE kind = 'filing.received'"
    assert await fetchval(row) == officer.account_id
    pages = await client.get("/organisations", headers={"authorization": f"Bearer {token}"})
    assert pages.status_code == 303, "a token is for the interface, not for pages"


async def test_a_token_ends_with_its_time_its_role_its_account_and_by_hand() -> None:
    with use(FixedClock(datetime(2026, 11, 24, 9, tzinfo=UTC))) as clock:
        officer = await persona("registration_officer")
        administrator = await persona("administrator", organisation_id=officer.organisation_id)
        token = await make_token(administrator, await role_of(officer), "登记系统", 30)
        found = await actor_of_token(token)
        assert found is not None
        assert (found.account_id, found.role) == (officer.account_id, "registration_officer")
        assert isinstance(clock, FixedClock)
        clock.advance(timedelta(days=31))
        assert await actor_of_token(token) is None
        token = await make_token(administrator, await role_of(officer), "登记系统", 30)
        for end, undo in (
            ("UPDATE account SET disabled_at = now()", "UPDATE account SET disabled_at = NULL"),
            ("UPDATE account_role SET ended_at = now()", "UPDATE account_role SET ended_at = NULL"),
            ("UPDATE organisation SET closed_at = now()", "UPDATE organisation SET closed_at = NULL"),
        ):
            await execute(end)
            assert await actor_of_token(token) is None
            await execute(undo)
            assert await actor_of_token(token) is not None
        live = next(one for one in await tokens_of(administrator, officer.account_id) if one.live)
        await revoke_token(administrator, live.id)
        assert await actor_of_token(token) is None
        with pytest.raises(Conflict):
            await revoke_token(administrator, live.id)


async def test_only_the_hash_is_kept() -> None:
    officer = await persona("registration_officer")
    administrator = await persona("administrator", organisation_id=officer.organisation_id)
    token = await make_token(administrator, await role_of(officer), "登记系统", 30)
    assert len(token) >= 43
    rows = await fetchval("SELECT string_agg(t::text, '') FROM account_token t")
    assert token not in rows
    assert token.encode().hex() not in rows
    assert token not in str(await fetchval("SELECT string_agg(h::text, '') FROM history h"))


async def test_tokens_are_made_by_those_who_look_after_the_account() -> None:
    officer = await persona("registration_officer", "360102")
    role_id = await role_of(officer)
    with pytest.raises(Forbidden):
        await make_token(officer, role_id, "登记系统", 30)
    with pytest.raises(NotFound):
        await make_token(await persona("administrator", "360103"), role_id, "登记系统", 30)
    administrator = await persona("administrator", organisation_id=officer.organisation_id)
    with pytest.raises(Refused):
        await make_token(administrator, await role_of(administrator), "登记系统", 30)
    for name, days in ((" ", 30), ("登记系统", 0), ("登记系统", 367)):
        with pytest.raises(Invalid):
            await make_token(administrator, role_id, name, days)


async def test_a_token_is_shown_once_and_revoked_on_its_page(signed_in: SignIn) -> None:
    place = await organisation("registration_authority")
    officer = await persona("registration_officer", organisation_id=place.id)
    browser = await signed_in(await persona("administrator", organisation_id=place.id))
    public_id = await fetchval("SELECT public_id FROM account WHERE id = $1", officer.account_id)
    here = f"/accounts/{public_id}/tokens"
    await browser.get(here)
    typed = {"role": str(await role_of(officer)), "name": "登记系统", "days": "30"}
    assert (await browser.post(here, typed | {"days": "999"})).status_code == 422
    made = await browser.post(here, typed)
    token = re.search(r"<strong>([\w-]{43})</strong>", made.text)
    assert token is not None
    assert await actor_of_token(token[1]) is not None
    page = await browser.get(here)
    assert token[1] not in page.text
    assert "登记系统" in page.text
    token_id = await fetchval("SELECT id FROM account_token")
    assert (await browser.post(f"{here}/revoke", {"token": str(token_id)})).status_code == 303
    assert "Revoked" in (await browser.get(here)).text
    assert await actor_of_token(token[1]) is None
    stranger = await signed_in(await persona("administrator", "360103"))
    await stranger.get("/account")
    assert (await stranger.get(here)).status_code == 404
    assert (await stranger.post(f"{here}/revoke", {"token": str(token_id)})).status_code == 404
