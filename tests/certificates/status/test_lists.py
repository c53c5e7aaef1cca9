"""Lists follow holds and withdrawals, are signed, renewed in time, and served to anybody."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg

from certificates.credentials.multikey import from_base64url
from certificates.credentials.proofs import verified_by
from certificates.credentials.signing import FileSigner, Issuer, signed_by, use_issuer
from certificates.holds.actions import reinstate, suspend
from certificates.proposals.actions import decide, propose
from certificates.status.actions import LASTS, RENEWED_AFTER, sign_lists
from certificates.status.queries import status_list
from certificates.status.rules import decoded, is_set
from foundation.clock import FixedClock, now, use
from foundation.database import execute, fetchrow, fetchval
from foundation.web.edge import Site
from tests.certificates.builders import ADDRESS, AREA, ISSUER, confirmed_session, issued
from tests.foundation.web.browser import Browser
from tests.people import persona


async def read(purpose: str) -> dict[str, Any]:
    number = await fetchval("SELECT max(status_list) FROM credential")
    return json.loads((await status_list(number, purpose)).body)


async def said(public_id: str, purpose: str) -> bool:
    """What the list says now of this certificate, to whoever reads it by the credential's own place."""
    body = await fetchval(
        "SELECT k.body FROM credential k JOIN certificate c ON c.id = k.certificate_id"
        " WHERE c.public_id = $1",
        public_id,
    )
    entry = next(e for e in json.loads(body)["credentialStatus"] if e["statusPurpose"] == purpose)
    number = int(entry["statusListCredential"].rsplit("/", 1)[1])
    signed = json.loads((await status_list(number, purpose)).body)
    return is_set(decoded(signed["credentialSubject"]["encodedList"]), int(entry["statusListIndex"]))


async def test_lists_follow_suspension_reinstatement_withdrawal(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    ready = await confirmed_session(2)
    first, second = await issued(ready, tmp_path)
    other = await persona("approver", AREA, organisation_id=ready.approver.organisation_id)
    await sign_lists()
    assert [await said(p, "suspension") for p in (first, second)] == [False, False]
    await suspend(ready.approver, first, "疑点")
    assert await sign_lists() == 1, "only the list that changed"
    assert [await said(p, "suspension") for p in (first, second)] == [True, False]
    await reinstate(other, first, "已查清")
    await sign_lists()
    assert not await said(first, "suspension")
    proposal = await propose(
        ready.preparer, second, "withdraw", reason_code="fraud", reason="舞弊", document_no="1"
    )
    await decide(ready.approver, second, proposal, agreed=True)
    await sign_lists()
    assert [await said(p, "revocation") for p in (first, second)] == [False, True]


async def test_lists_are_signed_and_say_how_long_they_count(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    await issued(await confirmed_session(1), tmp_path)
    for purpose in ("revocation", "suspension"):
        signed = await read(purpose)
        assert verified_by(signed, {ISSUER.method: ISSUER.credentials.public_key})
        assert signed["credentialSubject"]["statusPurpose"] == purpose
        assert signed["id"].startswith(f"{ADDRESS}/status/{purpose}/")
        assert signed["issuer"] == ISSUER.did
        row = await fetchrow("SELECT valid_from, valid_until FROM status_list WHERE purpose = $1", purpose)
        assert row["valid_until"] - row["valid_from"] == LASTS


async def test_the_jwt_says_the_same_and_is_signed(database: asyncpg.Connection, tmp_path: Path) -> None:
    await issued(await confirmed_session(1), tmp_path)
    await read("revocation")
    row = await fetchrow("SELECT jwt, body FROM status_list WHERE purpose = 'revocation'")
    message, _, signature = row["jwt"].rpartition(".")
    assert signed_by(ISSUER.credentials.public_key, from_base64url(signature), message.encode())
    claims = json.loads(base64.urlsafe_b64decode(message.split(".")[1] + "=="))
    assert claims["credentialSubject"] == json.loads(row["body"])["credentialSubject"]


async def test_renewed_before_they_expire_and_not_before(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    await issued(await confirmed_session(1), tmp_path)
    with use(FixedClock(now())) as clock:
        assert await sign_lists() >= 2
        assert await sign_lists() == 0
        clock.advance(RENEWED_AFTER - timedelta(seconds=5))
        assert await sign_lists() == 0
        before = await read("revocation")
        clock.advance(timedelta(seconds=10))
        after = await read("revocation")
        assert after["validUntil"] > before["validUntil"], "reading renews where no job did"
        assert await sign_lists() == 0


async def test_signed_anew_with_a_new_key(database: asyncpg.Connection, tmp_path: Path) -> None:
    await issued(await confirmed_session(1), tmp_path)
    await sign_lists()
    fresh = FileSigner(bytes(range(2, 34)))
    await execute("UPDATE issuer_key SET state = 'retired', until = $1 WHERE purpose = 'credential'", now())
    await execute("INSERT INTO issuer_key VALUES ($1, 'credential', 'active', $2)", fresh.public_key, now())
    use_issuer(Issuer(ADDRESS, fresh, ISSUER.log))
    assert await sign_lists() >= 2
    assert verified_by(await read("suspension"), {ISSUER.method: ISSUER.credentials.public_key}) is None


async def test_served_with_negotiation_and_to_caches(app: Site, tmp_path: Path) -> None:
    await issued(await confirmed_session(1), tmp_path)
    number = await fetchval("SELECT max(status_list) FROM credential")
    visitor = Browser(app)
    path = f"/status/revocation/{number}"
    plain = await visitor.get(path, accept="application/vc")
    assert (plain.status_code, plain.headers["content-type"]) == (200, "application/vc")
    assert plain.headers["cache-control"] == "public, max-age=300"
    assert plain.headers["access-control-allow-origin"] == "*"
    assert verified_by(plain.json(), {ISSUER.method: ISSUER.credentials.public_key})
    assert "set-cookie" not in plain.headers
    jwt = await visitor.get(path, accept="application/vc+jwt")
    assert (jwt.headers["content-type"], jwt.text.count(".")) == ("application/vc+jwt", 2)
    again = await visitor.get(path, accept="application/vc", if_none_match=plain.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    for wrong in ("revocation/999", "revocation/0", "revocation/99999999999", "refresh/1"):
        assert (await visitor.get(f"/status/{wrong}")).status_code == 404


async def test_the_job_keeps_lists_young_although_nobody_asks(
    database: asyncpg.Connection, tmp_path: Path
) -> None:
    """A week passes, a certificate is untouched: its lists never come near their end."""
    from certificates.log.jobs import publish

    class Job:
        async def finish(self, result: Any) -> None:
            done.append(result["lists"])

    await issued(await confirmed_session(1), tmp_path)
    done: list[int] = []
    with use(FixedClock(now())) as clock:
        for _ in range(8 * 4):
            clock.advance(timedelta(hours=6, seconds=1))
            await publish(Job())
            until = await fetchval("SELECT min(valid_until) FROM status_list")
            assert until - clock.now() > LASTS - RENEWED_AFTER - timedelta(hours=7)
    lists = await fetchval("SELECT count(*) FROM status_list")
    assert [n for n in done if n] == [lists] * 8, "once a day, not every time"
