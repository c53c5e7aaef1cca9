"""Search keys written anew hold nobody whose case two persons have settled; keys of another ban do."""

from __future__ import annotations

from certificates.issuing.steps import issue_prepared
from foundation.database import fetchval
from tests.by_hand import by_hand
from tests.certificates.issuing.test_race import Race, race  # noqa: F401 - a fixture

_HOLDS = "SELECT count(*) FROM certificate_hold WHERE certificate_id = $1 AND lifted_at IS NULL"


async def test_keys_written_anew_do_not_hold_what_was_settled(race: Race) -> None:  # noqa: F811
    certificate = await race.prepared()
    assert await issue_prepared(race.officer, certificate) is None
    await race.ban(certificate.person_id)
    ban = await fetchval("SELECT id FROM ban")
    assert await fetchval(_HOLDS, certificate.id) == 1
    await by_hand("ALTER TABLE certificate_hold DISABLE TRIGGER hold_lift")
    await by_hand("UPDATE certificate_hold SET lifted_at = now()")  # as if ruled out and lifted
    await by_hand(
        "INSERT INTO screening_keys.person_key VALUES (1, 2, $1, true), (2, 2, $1, true)",
        certificate.person_id,
    )
    await by_hand("INSERT INTO screening_keys.ban_key VALUES (1, 2, $1, true)", ban)
    assert await fetchval(_HOLDS, certificate.id) == 0
    await by_hand(
        "DELETE FROM screening_keys.ban_key WHERE ban_id = $1", ban
    )  # and a ban that is new to them
    await by_hand("INSERT INTO screening_keys.ban_key VALUES (2, 2, $1, true)", ban)
    assert await fetchval(_HOLDS, certificate.id) == 1
