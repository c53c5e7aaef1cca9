"""A contested decision stays in force; annulled or changed it needs two persons, upheld it stands."""

from __future__ import annotations

import pytest

from foundation.actor import Actor
from foundation.errors import Conflict, Invalid, NotFound, Refused
from screening.bans import actions
from screening.bans.queries import find_ban
from screening.bans.remedies import contest, settle
from screening.bans.turns import steps_for
from screening.screenings.queries import unresolved
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, banned, registered

NO = "赣府复受〔2026〕8号"


async def _in_force(first: Actor, second: Actor, number: str = "") -> str:
    receipt = await banned(first, number or citizen_number(BIRTH))
    await confirm_kind_of_ban()
    await actions.confirm(second, receipt.public_id)
    return receipt.public_id


async def test_reconsideration_then_a_suit_then_upheld(first: Actor, second: Actor) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    ban = await _in_force(first, second, number)
    told = []
    for step, remedy in ((contest, "reconsider"), (contest, "sue"), (settle, "uphold")):
        await step(first, ban, remedy, NO)  # type: ignore[operator]
        shown = await find_ban(first, ban)
        told.append((shown.status, shown.remedy_status))
        assert await unresolved([person]) == {person: "strong"}  # it frees nobody
    assert told == [("under_remedy", "reconsideration"), ("under_remedy", "litigation"), ("active", "none")]


async def test_declared_unlawful_without_being_annulled_it_stands(first: Actor, second: Actor) -> None:
    ban = await _in_force(first, second)
    await contest(first, ban, "sue", NO)
    await settle(first, ban, "declare_unlawful", NO)
    shown = await find_ban(first, ban)
    assert (shown.status, shown.remedy_status) == ("active", "declared_unlawful")
    assert "contest" not in [step.name for step in steps_for(first, shown)]


async def test_annulled_it_is_lifted_by_two_persons(first: Actor, second: Actor) -> None:
    number = citizen_number(BIRTH)
    person = await registered(number)
    ban = await _in_force(first, second, number)
    await contest(first, ban, "reconsider", NO)
    await actions.propose_lift(
        first, ban, document_no="赣府复决〔2026〕3号", authority_name="省政府", reason="撤销"
    )
    with pytest.raises(Refused):
        await actions.lift(first, ban)
    await actions.lift(second, ban)
    shown = await find_ban(first, ban)
    assert (shown.status, shown.remedy_status) == ("lifted", "annulled")
    assert await unresolved([person]) == {}


async def test_a_second_person_who_does_not_agree_to_lift_says_why(first: Actor, second: Actor) -> None:
    ban = await _in_force(first, second)
    await actions.propose_lift(first, ban, document_no="1号", authority_name="省政府", reason="撤销")
    with pytest.raises(Refused):
        await actions.refuse_lift(first, ban, "no")
    with pytest.raises(Invalid):
        await actions.refuse_lift(second, ban, " ")
    await actions.refuse_lift(second, ban, "不是上级机关")
    shown = await find_ban(first, ban)
    assert (shown.status, shown.lift_proposed_by, shown.lift_document_no) == ("active", None, None)
    await actions.propose_lift(second, ban, document_no="2号", authority_name="省政府", reason="撤销")
    await actions.lift(first, ban)


async def test_steps_that_do_not_follow_are_refused(first: Actor, second: Actor, elsewhere: Actor) -> None:
    waiting = (await banned(first, citizen_number(BIRTH))).public_id
    with pytest.raises(Conflict):
        await contest(first, waiting, "sue", NO)
    ban = await _in_force(first, second)
    with pytest.raises(Conflict):
        await settle(first, ban, "uphold", NO)
    with pytest.raises(Invalid):
        await contest(first, ban, "sue", "")
    with pytest.raises(NotFound):
        await contest(elsewhere, ban, "sue", NO)
    await contest(first, ban, "sue", NO)
    with pytest.raises(Conflict):
        await contest(first, ban, "reconsider", NO)  # not after a suit


async def test_the_pages_record_a_remedy_and_its_end(first: Actor, second: Actor, signed_in: SignIn) -> None:
    ban = await _in_force(first, second)
    browser = await signed_in(first)
    page = await browser.get(f"/bans/{ban}/contest")
    assert "Administrative reconsideration" in page.text
    missing = await browser.post(f"/bans/{ban}/contest", {"document_no": NO})
    assert missing.status_code == 422
    done = await browser.post(f"/bans/{ban}/contest", {"document_no": NO, "remedy": "sue"})
    assert done.status_code == 303
    shown = await browser.get(f"/bans/{ban}")
    assert "Under litigation" in shown.text
    assert NO in shown.text
    assert (await browser.get(f"/bans/{ban}/contest")).headers["location"] == f"/bans/{ban}"
    await browser.get(f"/bans/{ban}/settle")
    await browser.post(f"/bans/{ban}/settle", {"document_no": NO, "remedy": "uphold"})
    assert (await find_ban(first, ban)).status == "active"
