"""Keys written anew: what is missing comes, what is stale goes, nobody is unfound meanwhile."""

from __future__ import annotations

from foundation.actor import Actor
from foundation.database import fetchval
from screening.screenings.actions import retro_screen
from screening.upkeep.keys import bans_keyed_wrongly, people_keyed_wrongly
from screening.upkeep.rekeying import rekey_everybody
from tests.by_hand import by_hand
from tests.people import citizen_number
from tests.screening.entries import BIRTH, banned, registered


async def test_missing_keys_come_and_stale_ones_go(first: Actor) -> None:
    number = citizen_number(BIRTH)
    await banned(first, number)
    someone = await registered(number)
    ban_id = await fetchval("SELECT id FROM ban ORDER BY recorded_at DESC LIMIT 1")
    await by_hand("DELETE FROM screening_keys.ban_key WHERE ban_id = $1", ban_id)
    await by_hand("UPDATE screening_keys.person_key SET k = k + 1 WHERE person_id = $1", someone)
    assert await bans_keyed_wrongly() == 1
    steps: list[tuple[int, int]] = []
    owners = await rekey_everybody(lambda done, total: steps.append((done, total)))
    assert await bans_keyed_wrongly() == 0
    assert await people_keyed_wrongly() == 0
    assert steps[-1] == (2 * owners, 2 * owners)
    keys = await by_hand("SELECT k FROM screening_keys.person_key WHERE person_id = $1", someone)
    await rekey_everybody(lambda done, total: None)
    assert await by_hand("SELECT k FROM screening_keys.person_key WHERE person_id = $1", someone) == keys
    assert await retro_screen(ban_id) == [someone]
