"""Rosters, watches, notices: an institution learns the answer, never why, and every question is kept."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import msgspec
import pytest

from certificates.holds.actions import reinstate, suspend
from certificates.proposals.actions import decide, propose
from certificates.watching import actions
from certificates.watching.queries import notices, unread, watched
from certificates.watching.sheet import RosterLine, read_roster
from certificates.watching.telling import on_match_opened, put_notice
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.events import subscribe
from foundation.ids import new_id
from foundation.spreadsheets.writing import write_workbook
from foundation.text import text
from registry.people.queries import identity
from screening.bans.actions import record
from screening.matching.rules import Document, Identity
from screening.screenings.events import MatchOpened
from tests.certificates.builders import Ready, confirmed_session, issued
from tests.certificates.conftest import SignIn
from tests.people import persona
from tests.screening.entries import draft


class Out(Ready):
    """Two issued certificates and the manager of an institution."""

    certificates: list[str] = msgspec.field(default_factory=list)
    numbers: list[str] = msgspec.field(default_factory=list)
    manager: Actor | None = None

    def lines(self) -> list[RosterLine]:
        return [RosterLine(n, name, self.numbers[n]) for n, name in enumerate(("王小花", "陈静"))]

    @property
    def boss(self) -> Actor:
        assert self.manager is not None
        return self.manager


@pytest.fixture
async def out(database: asyncpg.Connection, tmp_path: Path) -> Out:
    subscribe(MatchOpened, on_match_opened)
    ready = await confirmed_session(names=["王小花", "陈静"])
    await issued(ready, tmp_path)
    rows = {
        row["holder_name"]: row
        for row in await fetch("SELECT public_id, number, holder_name FROM certificate")
    }
    order = [rows[name] for name in ("王小花", "陈静")]
    return Out(
        **msgspec.structs.asdict(ready),
        certificates=[row["public_id"] for row in order],
        numbers=[row["number"] for row in order],
        manager=await persona("manager", "360102"),
    )


_TOLD = "SELECT kind FROM notice WHERE organisation_id = $1 ORDER BY at, id"


async def ban(out: Out) -> None:
    known = await identity(out.people[0])
    assert known.birth_date is not None
    documents = tuple(Document(kind, number) for kind, number in known.documents)
    supervisor = await persona("supervision_officer", "360100")
    await record(supervisor, draft(Identity((known.name,), documents, (known.birth_date,), "female")))


async def test_a_roster_is_answered_line_by_line(out: Out) -> None:
    await suspend(out.preparer, out.certificates[0], "接到举报，待核实")
    asked = [*out.lines(), RosterLine(7, "陈晶", out.numbers[1]), RosterLine(8, "陈静", "S1")]
    answers = await actions.check_roster(out.boss, asked, "employment")
    assert [answer.answer for answer in answers] == ["on_hold", "valid", "not_found", "not_found"]
    assert [answer.row for answer in answers] == [0, 1, 7, 8]


async def test_numbers_and_names_are_read_as_people_write_them(out: Out) -> None:
    written = " ".join((out.numbers[1][:6], out.numbers[1][6:])).lower()
    (answer,) = await actions.check_roster(out.boss, [RosterLine(1, " 陈 静 ", written)], "employment")
    assert answer.answer == "valid"


async def test_every_hit_is_kept_with_organisation_and_purpose(out: Out) -> None:
    await actions.check_roster(
        out.boss, [*out.lines(), RosterLine(3, "无此人", out.numbers[0])], "employment"
    )
    rows = await fetch("SELECT channel, organisation_id, purpose, answer FROM certificate_lookup")
    assert [(row["channel"], row["purpose"], row["answer"]) for row in rows] == [
        ("roster", "employment", "valid")
    ] * 2
    assert {row["organisation_id"] for row in rows} == {out.boss.organisation_id}


@pytest.mark.parametrize("count", [0, 501])
async def test_a_roster_has_somebody_and_at_most_five_hundred(out: Out, count: int) -> None:
    with pytest.raises(Invalid):
        await actions.check_roster(out.boss, [RosterLine(1, "陈静", out.numbers[1])] * count, "employment")


async def test_nobody_watches_whom_they_did_not_look_up(out: Out) -> None:
    with pytest.raises(Conflict):
        await actions.watch(out.boss, out.certificates)
    await actions.check_roster(await persona("manager", "360700"), out.lines(), "employment")
    with pytest.raises(Conflict):
        await actions.watch(out.boss, out.certificates)


async def test_watching_twice_is_watching_once(out: Out) -> None:
    await actions.check_roster(out.boss, out.lines(), "employment")
    assert await actions.watch(out.boss, out.certificates) == 2
    assert await actions.watch(out.boss, out.certificates) == 0
    assert [each.answer for each in await watched(out.boss, today())] == ["valid", "valid"]
    await actions.unwatch(out.boss, out.certificates[0])
    assert len(await watched(out.boss, today())) == 1
    with pytest.raises(NotFound):
        await actions.unwatch(out.boss, out.certificates[0])


async def test_a_ban_tells_the_institution_without_a_word_about_it(out: Out) -> None:
    await actions.check_roster(out.boss, out.lines(), "employment")
    await actions.watch(out.boss, out.certificates)
    await ban(out)
    (told,) = await notices(out.boss)
    said = told.message.english()
    assert out.numbers[0] in said
    assert "contact" in said
    assert not {"ban", "register", "match"} & set(said.lower().replace(".", " ").split())
    assert [each.answer for each in await watched(out.boss, today())] == ["on_hold", "valid"]


async def test_suspending_reinstating_and_withdrawing_are_told(out: Out) -> None:
    await actions.check_roster(out.boss, out.lines(), "employment")
    await actions.watch(out.boss, out.certificates[:1])
    await suspend(out.preparer, out.certificates[0], "接到举报，待核实")
    await reinstate(out.approver, out.certificates[0], "已核实")
    facts = {"reason_code": "fraud", "reason": "冒名顶替", "document_no": "洪人社撤〔2026〕3号"}
    proposal = await propose(out.preparer, out.certificates[0], "withdraw", **facts)
    await decide(out.approver, out.certificates[0], proposal, agreed=True)
    kinds = [row["kind"] for row in await fetch(_TOLD, out.boss.organisation_id)]
    assert kinds == ["certificate.on_hold", "certificate.valid", "certificate.not_valid"]
    told = " ".join(each.message.english() for each in await notices(out.boss))
    assert "举报" not in told
    assert "冒名" not in told


async def test_a_notice_may_name_what_has_a_name_in_two_languages(out: Out) -> None:
    said = text("{what}: {how}", what=text("Issue certificates"), how="12")
    async with transaction():
        await put_notice(out.boss.organisation_id, "job.done", ("job", new_id()), said, "/", outside=False)
    (told,) = await notices(out.boss)
    assert told.message == said


async def test_notices_belong_to_their_organisation_and_can_be_read(out: Out) -> None:
    await actions.check_roster(out.boss, out.lines(), "employment")
    await actions.watch(out.boss, out.certificates[:1])
    await suspend(out.preparer, out.certificates[0], "接到举报，待核实")
    assert await notices(await persona("manager", "360700")) == []
    assert await unread(out.boss) == 1
    await actions.mark_read(out.boss)
    assert await unread(out.boss) == 0


async def test_others_may_neither_check_nor_watch(out: Out) -> None:
    with pytest.raises(Forbidden):
        await actions.check_roster(out.preparer, out.lines(), "x")
    with pytest.raises(Forbidden):
        await actions.watch(out.preparer, out.certificates)


async def test_a_sheet_is_read_and_its_bad_rows_are_named() -> None:
    sheet = write_workbook(["姓名", "证书编号"], [["陈静", "S1"], ["", "S2"]])
    reading = await read_roster(sheet, "sheet")
    assert [(line.name, line.number) for line in reading.lines] == [("陈静", "S1")]
    assert [problem.row for problem in reading.problems] == [3]
    with pytest.raises(Invalid):
        await read_roster(b"not a sheet", "sheet")


async def test_the_pages_lead_from_the_sheet_to_the_watch(out: Out, signed_in: SignIn) -> None:
    browser = await signed_in(out.boss)
    assert (await browser.get("/roster")).status_code == 200
    rows = [["王小花", out.numbers[0]], ["陈静", out.numbers[1]], ["无此人", out.numbers[1]]]
    sheet = write_workbook(["姓名", "证书编号"], rows)
    await suspend(out.preparer, out.certificates[0], "接到举报，待核实")
    answer = await browser.post("/roster", files={"sheet": ("roster.xlsx", sheet)})
    assert answer.status_code == 200, answer.text
    assert "Please contact the county health commission" in answer.text
    assert "举报" not in answer.text
    made = await browser.post("/watching", {"ids": out.certificates})
    assert made.headers["location"] == "/watching"
    assert "王小花" in (await browser.get("/watching")).text
    assert (await browser.post(f"/watching/{out.certificates[0]}/end")).status_code == 303


async def test_one_person_can_be_typed(out: Out, signed_in: SignIn) -> None:
    browser = await signed_in(out.boss)
    answer = await browser.post("/roster", {"name": "陈静", "number": out.numbers[1]})
    assert answer.status_code == 200
    assert "Valid" in answer.text
    assert (await browser.post("/roster", {"name": "陈静"})).status_code == 422
    assert (await browser.post("/roster", files={"sheet": ("x.xlsx", b"?")})).status_code == 422


async def test_the_bell_counts_and_the_messages_can_be_read(out: Out, signed_in: SignIn) -> None:
    await actions.check_roster(out.boss, out.lines(), "employment")
    await actions.watch(out.boss, out.certificates[:1])
    await suspend(out.preparer, out.certificates[0], "接到举报，待核实")
    browser = await signed_in(out.boss)
    page = await browser.get("/notifications")
    assert "1 unread message" in page.text
    assert out.numbers[0] in page.text
    assert (await browser.post("/notifications/read")).status_code == 303
    assert "0 unread messages" in (await browser.get("/notices")).text


async def test_the_api_gives_the_same_answers(out: Out, signed_in: SignIn) -> None:
    browser = await signed_in(out.boss)
    headers = {"x-csrf-token": browser.token}
    people = [{"name": "陈静", "number": out.numbers[1]}, {"name": "无", "number": "S1"}]
    answers = (await browser.client.post("/api/v1/roster", json={"people": people}, headers=headers)).json()
    assert [each["answer"] for each in answers] == ["valid", "not_found"]
    wanted = {"certificates": [answers[0]["public_id"]]}
    added = await browser.client.post("/api/v1/watching", json=wanted, headers=headers)
    assert added.json() == {"added": 1}
    (watched_now,) = (await browser.client.get("/api/v1/watching")).json()
    assert watched_now["answer"] == "valid"
    ended = await browser.client.post(f"/api/v1/watching/{watched_now['public_id']}/end", headers=headers)
    assert ended.status_code == 200


async def test_an_organisation_asks_sixty_times_an_hour(out: Out, signed_in: SignIn) -> None:
    browser = await signed_in(out.boss)
    asked = {"name": "陈静", "number": out.numbers[1]}
    codes = [(await browser.post("/roster", asked)).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
    assert await fetchval("SELECT count(*) FROM certificate_lookup") == 60
