"""A ban and the issue of a new version race: nothing valid is left to a banned person."""

from __future__ import annotations

import asyncio
from uuid import UUID

from certificates.issuing.steps import Reserved, issue_prepared
from foundation.database import execute, fetch, fetchval
from tests.by_hand import by_hand
from tests.certificates.issuing.test_race import _VIOLATIONS, Race, race

__all__ = ["race"]
ROUNDS = 6

_AGREED = """
INSERT INTO certificate_proposal (id, public_id, certificate_id, kind, reason_code, reason, proposed_by,
  proposed_at, decided_by, decided_at, verdict)
VALUES (gen_random_uuid(), gen_random_uuid()::text, $1, 'reissue', 'lost', 'x', gen_random_uuid(), now(),
  gen_random_uuid(), now(), 'agreed')
"""
_NEXT = """
INSERT INTO certificate (id, public_id, number, version, person_id, batch_id, entry_id, evaluator_id,
  organisation_id, area_code, occupation_code, level, standard_edition, holder_name, issued_on, status,
  content_sealed, content_sha256, token_hash, check_code_hash, pdf_sha256, reserved_at,
  prepared_at, supersedes)
SELECT gen_random_uuid(), gen_random_uuid()::text, number, 2, person_id, batch_id, entry_id, evaluator_id,
  organisation_id, area_code, occupation_code, level, standard_edition, holder_name, issued_on, 'prepared',
  content_sealed, content_sha256, sha256(token_hash), check_code_hash, pdf_sha256, reserved_at,
  prepared_at, id
  FROM certificate WHERE id = $1 RETURNING id, number, person_id
"""


async def _next_version(race: Race) -> tuple[UUID, Reserved]:
    """A valid certificate, and its next version one step before its issue."""
    former = await race.prepared()
    assert await issue_prepared(race.officer, former) is None
    await execute(_AGREED, former.id)
    (row,) = await fetch(_NEXT, former.id)
    return former.id, Reserved(row["id"], "x", row["number"], row["person_id"], "prepared", b"")


async def test_a_ban_and_a_new_version(race: Race) -> None:
    for n in range(ROUNDS):
        former, new = await _next_version(race)
        ban, issue = race.ban(new.person_id), issue_prepared(race.officer, new)
        await asyncio.wait_for(asyncio.gather(*((ban, issue) if n % 2 else (issue, ban))), 30)
        assert await by_hand(_VIOLATIONS) == []
        states = [row["status"] for row in await fetch(_STATES, former, new.id)]
        assert states in (["issued", "prepared"], ["superseded", "issued"])
        in_force = former if states[0] == "issued" else new.id
        assert await fetchval(_HELD, in_force) > 0, "the ban holds whichever is in force"


async def test_a_ban_in_between_leaves_the_former_version_as_it_is(race: Race) -> None:
    former, new = await _next_version(race)
    await race.ban(new.person_id)
    assert await issue_prepared(race.officer, new) is not None
    assert [row["status"] for row in await fetch(_STATES, former, new.id)] == ["issued", "prepared"]
    assert await fetchval(_HELD, former) == 1


_STATES = "SELECT status FROM certificate WHERE id IN ($1, $2) ORDER BY version"
_HELD = "SELECT count(*) FROM certificate_hold WHERE certificate_id = $1 AND lifted_at IS NULL"
