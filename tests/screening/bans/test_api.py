"""The register for programs: the same gate as the pages."""

from __future__ import annotations

from typing import Any

import httpx

from foundation.actor import Actor
from tests.foundation.web.browser import Browser
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number
from tests.screening.bans.test_pages import typed
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, NAME, registered


async def send(browser: Browser, path: str, body: dict[str, Any]) -> httpx.Response:
    """A JSON request of a signed-in program."""
    headers = {"x-csrf-token": browser.token, "origin": browser.address, "accept": "application/json"}
    return await browser.client.post(path, json=body, headers=headers)


async def test_entering_and_confirming(first: Actor, second: Actor, signed_in: SignIn) -> None:
    number = citizen_number(BIRTH)
    await registered(number)
    mine, hers = await signed_in(first), await signed_in(second)
    days = {"decision_on": "2026-10-01", "served_on": "2026-10-08", "effective_on": "2026-10-08"}
    sent = typed(number, birth_date="1990-05-06", **days)
    done = await send(mine, "/api/v1/bans", sent)
    assert done.status_code == 202, done.text
    assert (done.json()["status"], done.json()["people"]) == ("awaiting_second", 1)
    ban = done.json()["public_id"]
    refused = await send(mine, f"/api/v1/bans/{ban}/confirm", {})
    assert refused.status_code == 422
    assert refused.headers["content-type"].startswith("application/problem+json")
    await confirm_kind_of_ban()
    confirmed = await send(hers, f"/api/v1/bans/{ban}/confirm", {})
    assert confirmed.json()["status"] == "active"
    listed = (await mine.get("/api/v1/bans")).json()
    assert listed["total"] == 1
    assert NAME not in str(listed)
    assert number not in str((await mine.get(f"/api/v1/bans/{ban}")).json())
    (match,) = (await mine.get("/api/v1/matches")).json()["items"]
    assert (match["strength"], match["ban"]) == ("strong", ban)
    assert number not in str(match)


async def test_what_is_missing_is_said_field_by_field(first: Actor, signed_in: SignIn) -> None:
    mine = await signed_in(first)
    wrong = await send(mine, "/api/v1/bans", {"kind": "PFPL_41_2"})
    assert wrong.status_code == 422
    assert "document_no" in wrong.text


async def test_other_areas_find_nothing(first: Actor, elsewhere: Actor, signed_in: SignIn) -> None:
    theirs = await signed_in(elsewhere)
    assert (await theirs.get("/api/v1/bans")).json() == {"items": [], "total": 0}
    assert (await theirs.get("/api/v1/bans/none")).status_code == 404
