"""The person reads what holds and says something to it; so may college and institution, who learn less."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.people.links import link
from registry.people.queries import public_id_of
from registry.people.tables import LinkKind
from screening.adjudication.actions import decide, propose
from screening.adjudication.queries import find_match
from screening.adjudication.rules import Verdict
from screening.hearing.actions import contest, look_at
from screening.hearing.queries import held, papers_of
from screening.hearing.rules import Paper
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, banned, registered

SAME = (Verdict.SAME, "same_document_seen", "seen")
DIFFERENT = (Verdict.DIFFERENT, "different_document_seen", "seen")
WORDS = "我的身份证号码 2020 年由公安机关更正，附证明。"
PAPER = Paper("C:\\证明.pdf", b"%PDF-1.7 made up")


class Case:
    """Somebody whose number a ban carries, with an account of her own."""

    def __init__(self, person_id: UUID, public_id: str, match: str, worker: Actor) -> None:
        self.person_id, self.public_id, self.match, self.worker = person_id, public_id, match, worker


@pytest.fixture
async def case(first: Actor) -> Case:
    number = citizen_number(BIRTH)
    person_id = await registered(number)
    await banned(first, number)
    match = await fetchval("SELECT public_id FROM match WHERE person_id = $1", person_id)
    worker = await persona("worker")
    await execute("UPDATE account SET person_id = $2 WHERE id = $1", worker.account_id, person_id)
    return Case(person_id, await public_id_of(person_id), match, worker)


async def test_while_nobody_has_decided_the_person_is_heard_and_the_match_goes_on(
    case: Case, first: Actor, above: Actor
) -> None:
    (one,) = await held(case.person_id)
    assert (one.confirmed, one.document_no, one.authority) == (False, "", "")
    assert await contest(case.worker, case.public_id, WORDS, [PAPER]) == 0
    (one,) = await held(case.person_id)
    assert [(said.raised_by, said.statement) for said in one.said] == [("person", WORDS)]
    match = await find_match(first, case.match)
    assert (match.state, match.heard, match.contested) == ("open", True, False)
    (paper,) = await papers_of(match.id)
    assert paper.name == "证明.pdf"
    assert await look_at(first, case.match, paper.id) == ("证明.pdf", "application/pdf", PAPER.content)
    assert PAPER.content not in bytes(await fetchval("SELECT content_sealed FROM match_paper"))
    await propose(first, case.match, *DIFFERENT)
    await decide(above, case.match, *DIFFERENT)
    with pytest.raises(Conflict):
        await contest(case.worker, case.public_id, WORDS, [])


async def test_what_is_confirmed_is_judged_anew_by_others(case: Case, first: Actor, second: Actor) -> None:
    await propose(first, case.match, *SAME)
    await decide(second, case.match, *SAME)
    (one,) = await held(case.person_id)
    assert (one.confirmed, one.document_no) == (True, "洪卫罚〔2026〕12号")
    assert await contest(case.worker, case.public_id, WORDS, []) == 1
    match = await find_match(first, case.match)
    assert (match.state, match.contested) == ("open", True)
    with pytest.raises(Refused):
        await propose(first, case.match, *DIFFERENT)
    await propose(await persona("supervision_officer", "360100"), case.match, *DIFFERENT)


async def test_college_and_institution_speak_for_the_person_and_only_with_her(case: Case) -> None:
    registrar, manager = await persona("registrar"), await persona("manager")
    with pytest.raises(NotFound):
        await contest(registrar, case.public_id, WORDS, [], agreed=True)
    await link(registrar, case.person_id, registrar.organisation_id, LinkKind.TRAINEE)
    await link(manager, case.person_id, manager.organisation_id, LinkKind.WORKER)
    with pytest.raises(Invalid):
        await contest(registrar, case.public_id, WORDS, [])
    await contest(registrar, case.public_id, WORDS, [], agreed=True)
    await contest(manager, case.public_id, WORDS, [], agreed=True)
    rows = await fetch("SELECT raised_by FROM match_statement ORDER BY at, id")
    assert [row["raised_by"] for row in rows] == ["college", "institution"]


async def test_nobody_else_speaks_and_papers_are_what_they_say(case: Case, first: Actor) -> None:
    with pytest.raises(Forbidden):
        await contest(first, case.public_id, WORDS, [])
    another = await persona("worker")
    with pytest.raises(NotFound):
        await contest(another, case.public_id, WORDS, [])
    for papers in (
        [Paper("a.pdf", b"<html>")],
        [PAPER] * 4,
        [Paper("a.png", b"\x89PNG\r\n\x1a\n" + bytes(5_000_000))],
    ):
        with pytest.raises(Invalid):
            await contest(case.worker, case.public_id, WORDS, papers)
    with pytest.raises(Invalid):
        await contest(case.worker, case.public_id, "  ", [])


@pytest.mark.parametrize("table", ["match_statement", "match_paper"])
async def test_what_was_said_stays(case: Case, table: str) -> None:
    await contest(case.worker, case.public_id, WORDS, [PAPER])
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(f"UPDATE {table} SET at = now()")
    assert refused.value.sqlstate in ("P0B01", "42501")


async def test_the_pages_say_no_more_than_each_may_know(
    case: Case, first: Actor, second: Actor, signed_in: SignIn
) -> None:
    own = await signed_in(case.worker)
    assert (await own.get("/my-file/screening")).headers["location"] == f"/people/{case.public_id}/screening"
    page = await own.get(f"/people/{case.public_id}/screening")
    assert "about you or about somebody else" in page.text
    assert "洪卫罚" not in page.text
    manager = await persona("manager")
    await link(manager, case.person_id, manager.organisation_id, LinkKind.WORKER)
    theirs = (await (await signed_in(manager)).get(f"/people/{case.public_id}/screening")).text
    assert "keeps certificates and placements of this person waiting" in theirs
    assert not any(word in theirs.lower() for word in ("ban register", "banned", "洪卫罚"))
    files = {"papers": ("证明.pdf", PAPER.content, "application/pdf")}
    sent = await own.post(f"/people/{case.public_id}/screening", {"statement": WORDS}, files=files)
    assert sent.status_code == 303
    judge = await signed_in(first)
    match = (await judge.get(f"/matches/{case.match}")).text
    assert WORDS in match
    assert "证明.pdf" in match
    assert "Statement received" in (await judge.get("/matches")).text
    paper_id = await fetchval("SELECT id FROM match_paper")
    assert (await judge.get(f"/matches/{case.match}/papers/{paper_id}")).content == PAPER.content
    await propose(first, case.match, *SAME)
    await decide(second, case.match, *SAME)
    assert "洪卫罚" in (await own.get(f"/people/{case.public_id}/screening")).text
    assert "洪卫罚" not in (await (await signed_in(manager)).get(f"/people/{case.public_id}/screening")).text
    await own.post(f"/people/{case.public_id}/screening", {"statement": WORDS})
    listed = (await judge.get("/matches")).text
    assert "Contested" in listed
    assert "<strong>You</strong>" not in listed  # those who judged it are not asked again
    third = await persona("supervision_officer", "360100")
    assert "<strong>You</strong>" in (await (await signed_in(third)).get("/matches")).text
