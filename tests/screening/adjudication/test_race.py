"""Several people at one match at the same moment, with real commits: one decides, nobody deadlocks."""

from __future__ import annotations

import asyncio

from foundation.database import fetchval
from foundation.errors import Conflict
from screening.adjudication.actions import decide, propose
from screening.adjudication.rules import MatchState
from screening.bans import actions as bans
from tests.people import citizen_number, persona
from tests.screening.adjudication.test_actions import DIFFERENT, SAME
from tests.screening.entries import BIRTH, banned, registered

ROUNDS = 25


async def test_two_deciders_at_once_and_a_ban_that_ends_meanwhile(own_database: str) -> None:
    first, second, third = [await persona("supervision_officer", "360100") for _ in range(3)]
    outcomes: set[str] = set()
    for _ in range(ROUNDS):
        number = citizen_number(BIRTH)
        who = await registered(number, f"王{chr(0x4E00 + len(outcomes))}")
        receipt = await banned(first, number)
        match = await fetchval(
            "SELECT m.public_id FROM match m JOIN ban b ON b.id = m.ban_id"
            " WHERE m.person_id = $1 AND b.public_id = $2",
            who,
            receipt.public_id,
        )
        await propose(first, match, *SAME)
        answers = await asyncio.gather(
            decide(second, match, *SAME),
            decide(third, match, *DIFFERENT),
            bans.reject(second, receipt.public_id, "文书有误"),
            return_exceptions=True,
        )
        decided = [answer for answer in answers[:2] if isinstance(answer, MatchState)]
        assert len(decided) <= 1, answers
        assert all(isinstance(answer, Conflict) for answer in answers[:2] if answer not in decided), answers
        assert answers[2] is None
        assert await fetchval("SELECT state FROM match WHERE public_id = $1", match) == "ended"
        said = "SELECT count(*) FROM adjudication a JOIN match m ON m.id = a.match_id WHERE m.public_id = $1"
        assert await fetchval(said, match) == 1 + len(decided)
        outcomes.add(str(decided[0]) if decided else "ended first")
    assert len(outcomes) > 1, outcomes  # else nothing was raced
