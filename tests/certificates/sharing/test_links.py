"""The holder chooses, sees who looked, and switches off; nobody else does any of it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from certificates.sharing.actions import NewShare, share, switch_off
from certificates.sharing.queries import links_of, looks_of
from certificates.verification import lookups
from foundation.clock import FixedClock, now, use
from foundation.database import ENGINE, execute, fetch, fetchval
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tests.certificates.builders import press_in
from tests.certificates.sharing.conftest import Held, SignIn, holder_of
from tests.certificates.verification.papers import ban, paper, photo, withdraw
from tests.foundation.web.browser import Browser
from tests.people import persona

SECRETS = {"name": "王小英", "number": "S0000", "issued_on": "<dt>Issued on</dt>", "evaluator": "示例"}


@pytest.mark.parametrize("fields", [[], ["name"], ["number", "issued_on"], ["name", "evaluator", "photo"]])
async def test_only_what_was_chosen_is_shown(held: Held, stranger: Browser, fields: list[str]) -> None:
    token = await share(held.holder, held.public_id, NewShare(fields, 7))
    page = await stranger.get(f"/s/{token}")
    assert page.status_code == 200
    assert 'class="band band--valid"' in page.text
    assert "369999" not in page.text
    assert held.paper.token not in page.text
    for field, secret in SECRETS.items():
        assert (secret in page.text) is (field in fields), field
    picture = await stranger.get(f"/s/{token}/photo")
    assert (picture.status_code, picture.content == photo()) == (
        (200, True) if "photo" in fields else (404, False)
    )
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers


async def test_the_secret_is_kept_as_a_hash_only(held: Held, database: asyncpg.Connection) -> None:
    token = await share(held.holder, held.public_id, NewShare(["name"], 7, "应聘"))
    row = (await fetch("SELECT * FROM certificate_share"))[0]
    assert bytes(row["token_hash"]) == hashlib.sha256(token.encode()).digest()
    assert token not in repr(dict(row))
    told = await fetch(
        "SELECT kind, changes::text AS changes FROM history WHERE kind LIKE 'certificate.share%'"
    )
    assert [token in each["changes"] for each in told] == [False]


async def test_the_status_is_that_of_the_moment(held: Held, stranger: Browser) -> None:
    token = await share(held.holder, held.public_id, NewShare(["name"], 7))
    assert (await stranger.get(f"/s/{token}/credential")).status_code == 200
    await ban(held.paper)
    page = await stranger.get(f"/s/{token}")
    assert 'class="band band--suspended"' in page.text
    assert (await stranger.get(f"/s/{token}/credential")).status_code == 409
    await withdraw(held.paper)
    assert 'class="band band--withdrawn"' in (await stranger.get(f"/s/{token}")).text
    with pytest.raises(Conflict):
        await share(held.holder, held.public_id, NewShare([], 7))


async def test_over_switched_off_and_never_made_are_one_answer(held: Held, stranger: Browser) -> None:
    over = await share(held.holder, held.public_id, NewShare([], 1))
    off = await share(held.holder, held.public_id, NewShare([], 7))
    link = next(each for each in await links_of(held.paper.id) if each.expires_at > now() + timedelta(days=2))
    await switch_off(held.holder, held.public_id, link.public_id)
    await switch_off(held.holder, held.public_id, link.public_id)
    with use(FixedClock(now() + timedelta(days=1))):
        told = [await stranger.get(f"/s/{token}") for token in (over, off, "A" * 22)]
        assert {page.status_code for page in told} == {404}
        bodies = {page.text.replace(token, "").replace(page.headers["x-request-id"], "")
                  for page, token in zip(told, (over, off, "A" * 22), strict=True)}  # fmt: skip
        assert len(bodies) == 1
        assert {(await stranger.get(f"/s/{token}/credential")).status_code for token in (over, off)} == {404}


async def test_who_looked_is_shown_without_saying_who(held: Held, app: object, signed_in: SignIn) -> None:
    token = await share(held.holder, held.public_id, NewShare(["name"], 7, "应聘"))
    phone = "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"
    for peer, agent in (("198.51.100.7", phone), ("203.0.113.9", "curl/8")):
        visitor = Browser(app, peer=peer)  # type: ignore[arg-type]
        await visitor.client.get(f"/s/{token}", headers={"user-agent": agent})
    looks = await looks_of(held.paper.id)
    assert {(one.device, one.network) for one in looks} == {("phone", "198.51.0.0"), ("program", "203.0.0.0")}
    kept = " ".join(str(dict(row)) for row in await fetch("SELECT * FROM share_look"))
    assert "198.51.100" not in kept
    assert "Android" not in kept
    assert lookups.waiting() >= 2
    lookups._noted.clear()
    browser = await signed_in(held.holder)
    page = (await browser.get(f"/my-certificates/{held.public_id}")).text
    assert "198.51.0.0" in page
    assert "应聘" in page
    assert token not in page


async def test_the_way_through_the_pages(
    held: Held, signed_in: SignIn, stranger: Browser, tmp_path: Path
) -> None:
    press_in(tmp_path)
    browser = await signed_in(held.holder)
    here = f"/my-certificates/{held.public_id}"
    assert here in (await browser.get("/my-certificates")).text
    assert "No link yet" in (await browser.get(here)).text
    await browser.get(f"{here}/links/new")
    wrong = await browser.post(f"{here}/links/new", {"fields": "document_number", "days": "7"})
    assert wrong.status_code == 422
    made = await browser.post(f"{here}/links/new", {"fields": "name", "days": "30", "label": "New job"})
    address = made.text.split('value="https://yuzheng.example.org')[1].split('"')[0]
    assert held.paper.name in (await stranger.get(address)).text
    link = (await links_of(held.paper.id))[0].public_id
    assert "New job" in (await browser.get(f"{here}/links/{link}/end")).text
    done = await browser.post(f"{here}/links/{link}/end", {})
    assert done.status_code == 303
    assert (await stranger.get(address)).status_code == 404


async def test_nobody_else_shares_it(held: Held, signed_in: SignIn) -> None:
    other = await holder_of(await paper(held.paper.office, name="赵敏"))
    with pytest.raises(NotFound):
        await share(other, held.public_id, NewShare(["name"], 7))
    with pytest.raises(Forbidden):
        await share(await persona("manager"), held.public_id, NewShare(["name"], 7))
    browser = await signed_in(other)
    assert (await browser.get(f"/my-certificates/{held.public_id}")).status_code == 404
    with pytest.raises(asyncpg.PostgresError) as refused:
        await execute(
            "INSERT INTO certificate_share (id, public_id, certificate_id, token_hash, fields, created_by,"
            " created_at, expires_at) VALUES (gen_random_uuid(), 'x', $1, sha256('x'), '{name}', $2, now(),"
            " now() + interval '1 day')",
            held.paper.id, other.account_id,
        )  # fmt: skip
    assert refused.value.sqlstate == "P0B06"


@pytest.mark.parametrize(
    "change",
    ["expires_at = expires_at + interval '1 day'", "fields = '{name,number}'", "token_hash = sha256('y')"],
)
async def test_a_link_is_not_widened_afterwards(held: Held, change: str) -> None:
    await share(held.holder, held.public_id, NewShare(["name"], 7))
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with ENGINE.current_transaction.get().connection.transaction():
            await execute(f"UPDATE certificate_share SET {change}")
    assert refused.value.sqlstate == "P0B07"


async def test_limits(held: Held, stranger: Browser) -> None:
    for wrong in (NewShare(["identity"], 7), NewShare(["name"], 400)):
        with pytest.raises(Invalid):
            await share(held.holder, held.public_id, wrong)
    for _ in range(20):
        await share(held.holder, held.public_id, NewShare([], 1))
    with pytest.raises(Refused):
        await share(held.holder, held.public_id, NewShare([], 1))
    assert await fetchval("SELECT count(*) FROM certificate_share") == 20
    told = [(await stranger.get(f"/s/{n}")).status_code for n in range(31)]
    assert told == [404] * 30 + [429]
