"""While a new version is being made the certificate stays what it is, until that one is issued."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from certificates.holds.actions import suspend
from certificates.issuing.actions import issue_batch
from certificates.proposals.actions import decide
from certificates.proposals.under_way import call_off, try_again
from certificates.register.queries import by_number, find_certificate
from certificates.verification.queries import by_token
from foundation import history
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Invalid
from tests.certificates.builders import press_in
from tests.certificates.proposals.test_proposals import FRAUD, LOST, Out, contents, out, proposed
from tests.people import persona

__all__ = ["out"]


async def agreed(out: Out) -> Out:
    """A reissue that was agreed to, one step before its issue."""
    assert await decide(out.approver, out.certificate, await proposed(out, "reissue", LOST), agreed=True)
    return out


async def issue_again(out: Out) -> list[str]:
    batch = (await find_certificate(out.approver, out.certificate)).batch_id
    report = await issue_batch(out.approver, batch, press_in(Path(out.folder)))
    return [waiting.why.english() for waiting in report.waiting]


async def states() -> list[str]:
    return [row["status"] for row in await fetch("SELECT status FROM certificate ORDER BY version")]


async def answer() -> str:
    """What the QR code of the first version answers."""
    first = (await contents())[0].content()
    return (await by_token(first.verification_url.rsplit("/", 1)[1])).finding.state


async def test_it_is_valid_until_the_new_version_is(out: Out) -> None:
    await agreed(out)
    assert (await states(), await answer()) == (["issued", "reserved"], "valid")
    number = (await contents())[0].number
    assert (await by_number(number)).version == 1, "whoever asks for the document gets the one that counts"
    assert await issue_again(out) == []
    assert (await states(), await answer()) == (["superseded", "issued"], "superseded")
    assert (await by_number(number)).version == 2
    told = [entry.kind for entry in await history.of("certificate", (await contents())[0].id)]
    assert told[:2] == ["certificate.superseded", "certificate.reissue_agreed"]


async def test_called_off_it_is_as_if_nothing_had_been(out: Out) -> None:
    await agreed(out)
    with pytest.raises(Conflict):
        await proposed(out, "reissue", LOST)
    with pytest.raises(Invalid):
        await call_off(out.preparer, out.certificate, " ")
    await call_off(out.preparer, out.certificate, "已找回原件")
    assert (await states(), await answer()) == (["issued", "voided"], "valid")
    assert await issue_again(out) == []
    assert await states() == ["issued", "voided"]
    with pytest.raises(Conflict):
        await try_again(out.approver, out.certificate)
    await agreed(out)
    assert await issue_again(out) == []
    assert await states() == ["superseded", "voided", "issued"]


async def test_a_new_version_does_not_end_a_suspension(out: Out) -> None:
    await agreed(out)
    await suspend(out.preparer, out.certificate, "接到举报，待核实")
    assert await issue_again(out) == ["The version before is suspended or withdrawn; it is not replaced."]
    assert (await states(), await answer()) == (["issued", "prepared"], "suspended")
    await try_again(out.approver, out.certificate)
    assert await fetchval("SELECT count(*) FROM job WHERE kind = 'certificates.issue'") == 1


async def test_a_withdrawal_ends_the_version_in_the_making_too(out: Out) -> None:
    await agreed(out)
    await decide(out.approver, out.certificate, await proposed(out, "withdraw", FRAUD), agreed=True)
    assert await issue_again(out) == []
    assert (await states(), await answer()) == (["withdrawn", "voided"], "withdrawn")


async def test_whoever_watches_watches_the_new_version(out: Out) -> None:
    manager = await persona("manager", "360100")
    first = (await contents())[0]
    await execute(
        "INSERT INTO certificate_watch (id, organisation_id, certificate_id, since, created_by, created_at)"
        " VALUES (gen_random_uuid(), $1, $2, current_date, $3, now())",
        manager.organisation_id, first.id, manager.account_id,
    )  # fmt: skip
    await agreed(out)
    await issue_again(out)
    new = (await contents())[1]
    assert await fetchval("SELECT certificate_id FROM certificate_watch") == new.id
    told = "SELECT count(*) FROM notice WHERE organisation_id = $1 AND kind LIKE 'certificate.%'"
    assert await fetchval(told, manager.organisation_id) == 0, "a valid one was replaced by a valid one"


@pytest.mark.parametrize("replaced, sqlstate", [("issued", "23505"), ("reserved", "23505")])
async def test_the_database_lets_only_the_next_version_begin(out: Out, replaced: str, sqlstate: str) -> None:
    if replaced == "reserved":
        await agreed(out)
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(_ANOTHER)
    assert refused.value.sqlstate == sqlstate


#: The same result under another number.
_ANOTHER = """
INSERT INTO certificate (id, public_id, number, version, person_id, batch_id, entry_id, evaluator_id,
  organisation_id, area_code, occupation_code, level, standard_edition, holder_name, issued_on, status,
  content_sealed, content_sha256, token_hash, check_code_hash, reserved_at)
SELECT gen_random_uuid(), 'another', 'S000036000001264999999', 1, person_id, batch_id, entry_id, evaluator_id,
  organisation_id, area_code, occupation_code, level, standard_edition, holder_name, issued_on, 'reserved',
  content_sealed, content_sha256, 'x'::bytea, check_code_hash, reserved_at
  FROM certificate WHERE version = 1
"""


async def test_the_database_calls_nothing_replaced_without_what_replaced_it(out: Out) -> None:
    await agreed(out)
    await execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute("UPDATE certificate SET status = 'superseded' WHERE version = 1")
    assert refused.value.sqlstate == "P0B06"
