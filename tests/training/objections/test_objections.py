"""Objections are answered by another person before anything is confirmed; what is confirmed is kept whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import asyncpg
import msgspec
import pytest

from foundation.clock import use
from foundation.database import execute, transaction
from foundation.errors import Conflict, Invalid, NotFound, Refused
from tests.training.evaluations.board import NEW, Board, board, in_september
from tests.training.taught import later
from training.archives.actions import open_archive
from training.archives.queries import archive_of
from training.evaluations.publicity import confirm, publicise
from training.evaluations.queries import find_session
from training.evaluations.rules import EntryState
from training.evaluations.scoring import Marks, enter_scores
from training.objections.actions import Decision, NewObjection, decide, object_to
from training.objections.queries import objections_of

__all__ = ["board", "in_september"]
pytestmark = pytest.mark.usefixtures("database", "in_september")
SAID = NewObjection(
    ticket_no="2026-09-BYS4-001", raised_by="王小花", raised_on=date(2026, 9, 1), content="理论少计一题"
)


async def test_nothing_is_confirmed_over_an_open_objection(board: Board) -> None:
    session = await board.marked()
    with pytest.raises(Conflict):
        await object_to(board.first, session, SAID)  # not publicised yet
    await publicise(board.first, session)
    with pytest.raises(Invalid) as wrong:
        await object_to(
            board.first, session, msgspec.structs.replace(SAID, ticket_no="?", raised_on=date(2026, 8, 1))
        )
    assert {one.field for one in wrong.value.problems} == {"ticket_no", "raised_on"}
    await object_to(board.first, session, SAID)
    view = await find_session(board.first, session)
    (objection,) = await objections_of(view.id)
    answer = Decision(verdict="rejected", answer="复核无误")
    with pytest.raises(Refused):
        await decide(board.first, session, objection.public_id, answer)  # who recorded it
    with use(later(30)):
        with pytest.raises(Refused):
            await confirm(board.second, session)
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction():
                await execute(
                    "UPDATE evaluation_session SET status = 'confirmed', confirmed_by = $1,"
                    " confirmed_at = '2026-10-01'",
                    board.second.account_id,
                )
        assert refused.value.sqlstate == "P0B07"
        await decide(board.second, session, objection.public_id, answer)
        with pytest.raises(Conflict):
            await decide(board.second, session, objection.public_id, answer)
        with pytest.raises(NotFound):
            await decide(board.second, session, "nothing", answer)
        await confirm(board.second, session)
        with pytest.raises(Conflict):
            await object_to(board.first, session, SAID)
        kept = await archive_of(view.id)
        assert kept is not None
        content = await open_archive(board.second, session)
        import hashlib

        assert hashlib.sha256(content).digest() == kept.sha256
        archived = msgspec.json.decode(content)
        assert [one["answer"] for one in archived["objections"]] == ["复核无误"]
        assert len(archived["entries"]) == 4
        assert archived["decisions"]["2026-09-BYS4-001"]["met"] == ["G18-4b"]
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction():
                await execute("UPDATE evaluation_archive SET made_at = now()")


async def test_a_resit_keeps_what_was_passed_while_it_is_recent(board: Board) -> None:
    session = await board.marked(skill=Decimal(40))
    await publicise(board.first, session)
    with use(later(30)):
        await confirm(board.second, session)
        again = await board.open(msgspec.structs.replace(NEW, code="S-AGAIN", held_on=date(2026, 9, 30)))
        from tests.training.taught import enrolments, key_of
        from training.evaluations.entering import enter_candidates

        keys = [await key_of(one) for one in await enrolments(board.cohort)]
        await enter_candidates(board.first, again, keys[:1])  # type: ignore[arg-type]
        (entry,) = await board.entries(again)
        assert (entry.kept, entry.theory, entry.skill) == (["theory"], Decimal(80), None)
        from training.evaluations.actions import hold

        await hold(board.first, again)
        with pytest.raises(Invalid):
            await enter_scores(
                board.first, again, {entry.public_id: Marks(theory=Decimal(90), skill=Decimal(70))}
            )
        await enter_scores(
            board.first, again, {entry.public_id: Marks(theory=Decimal(80), skill=Decimal(70))}
        )
        assert (await board.entries(again))[0].status is EntryState.SCORED
