"""The register's pages: from the form over the check to the receipt, and the second person's steps."""

from __future__ import annotations

import re

import pytest

from foundation.actor import Actor
from foundation.database import fetchval
from tests.parameters import confirm_kind_of_ban
from tests.people import citizen_number, persona
from tests.screening.conftest import SignIn
from tests.screening.entries import BIRTH, NAME, banned, registered


def typed(number: str, **changes: str) -> dict[str, str]:
    """What the officer types from the decision."""
    return {
        "kind": "PFPL_41_2",
        "authority_name": "南昌市卫生健康委员会",
        "document_no": "洪卫罚〔2026〕12号",
        "legal_basis_document": "中华人民共和国人口与计划生育法",
        "legal_basis_article": "第四十一条第二款",
        "decision_on": "2026年10月1日",
        "served_on": "2026-10-8",
        "effective_on": "20261008",
        "scope": "childcare",
        "person_role": "perpetrator",
        "source_channel": "health_decision",
        "remedy_notice": "六十日内可以申请行政复议",
        "person_name": NAME,
        "former_names": "王晓花、王小华",
        "document_kind": "01",
        "document_number": number,
        "birth_date": "1990-5-6",
        "sex": "F",
        "area_code": "360100",
    } | changes


async def test_from_the_form_to_the_receipt(first: Actor, signed_in: SignIn) -> None:
    number = citizen_number(BIRTH)
    await registered(number)
    browser = await signed_in(first)
    form = await browser.get("/bans/new")
    assert "for life" in form.text
    assert "EMPLOYMENT_BAR_HIT" not in form.text  # no entry of the register
    check = await browser.post("/bans/new", typed(number))
    assert check.status_code == 200
    assert "barred 王小花 from" in check.text
    assert "cannot be put in force" in check.text
    assert "may be meant" not in check.text
    assert await fetchval("SELECT count(*) FROM ban") == 0
    back = await browser.post("/bans/new", typed(number, back="yes"))
    assert "洪卫罚〔2026〕12号" in back.text
    done = await browser.post("/bans/new", typed(number, confirmed="yes"))
    assert done.status_code == 303
    receipt = await browser.get(done.headers["location"])
    assert "1 person may be meant" in receipt.text
    assert NAME not in done.headers["location"]
    again = await browser.post("/bans/new", typed(number, confirmed="yes"))  # a second click
    assert again.headers["location"] == done.headers["location"].removesuffix("/receipt")
    assert "stands in the register already" in (await browser.get(again.headers["location"])).text
    assert await fetchval("SELECT count(*) FROM ban") == 1
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', check.text)
    again = await browser.post("/bans/new", dict(hidden) | {"_csrf": browser.token})
    assert "already in the register" in again.text
    assert "王晓花" in again.text


async def test_everything_missing_is_said_at_once_and_what_was_typed_stays(
    first: Actor, signed_in: SignIn
) -> None:
    browser = await signed_in(first)
    page = await browser.post(
        "/bans/new", {"person_name": NAME, "document_number": "1", "decision_on": "soon"}
    )
    assert page.status_code == 422
    page = await browser.post("/bans/new", {"person_name": NAME})
    assert page.status_code == 422
    for said in (
        "Name the authority that decided.",
        "Give the number of the decision.",
        "Give the date of service",
    ):
        assert said in page.text
    assert f'value="{NAME}"' in page.text


async def test_too_little_identity_is_said_before_and_after(first: Actor, signed_in: SignIn) -> None:
    browser = await signed_in(first)
    little = typed("", document_kind="", birth_date="", sex="", former_names="")
    assert "Nobody can be searched for with this." in (await browser.post("/bans/new", little)).text
    done = await browser.post("/bans/new", little | {"confirmed": "yes"})
    assert "cannot be searched for yet" in (await browser.get(done.headers["location"])).text


async def test_an_odd_number_is_taken_but_pointed_at(first: Actor, signed_in: SignIn) -> None:
    browser = await signed_in(first)
    right = citizen_number(BIRTH)
    wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
    assert "compare with the decision once more" in (await browser.post("/bans/new", typed(wrong))).text


async def test_the_recorder_waits_and_a_colleague_confirms(
    first: Actor, second: Actor, signed_in: SignIn
) -> None:
    number = citizen_number(BIRTH)
    await registered(number)
    ban = f"/bans/{(await banned(first, number)).public_id}"
    mine, hers = await signed_in(first), await signed_in(second)
    page = await mine.get(ban)
    assert "Another person must confirm" in page.text
    assert f"{ban}/confirm" not in page.text
    assert NAME not in page.text
    assert (await mine.get(f"{ban}/confirm")).headers["location"] == ban
    assert (await mine.post(f"{ban}/confirm")).status_code == 422
    page = await hers.get(f"{ban}/confirm")
    assert NAME in page.text  # compared with the decision, and written down
    assert "cannot be put in force" in page.text  # its basis is not confirmed yet
    assert "is unsure and has not been confirmed" in (await hers.get(ban)).text
    await confirm_kind_of_ban()
    assert (await hers.post(f"{ban}/confirm")).status_code == 303
    page = await hers.get(ban)
    assert "In force" in page.text
    assert "Shown in full" in page.text
    assert (await hers.post(f"{ban}/confirm")).headers["location"] == ban  # a second click
    assert "This step was taken before" in (await hers.get(ban)).text
    assert (await hers.get(f"{ban}/confirm")).headers["location"] == ban  # and the way back
    assert (await hers.post(f"{ban}/lift-off")).status_code == 404


async def test_lifting_by_pages(first: Actor, second: Actor, signed_in: SignIn) -> None:
    ban = f"/bans/{(await banned(first, citizen_number(BIRTH))).public_id}"
    mine, hers = await signed_in(first), await signed_in(second)
    await confirm_kind_of_ban()
    await hers.post(f"{ban}/confirm")
    empty = await mine.post(f"{ban}/propose-lift", {"reason": ""})
    assert empty.status_code == 422
    assert "Give the number of the document that lifts the ban." in empty.text
    paper = {"document_no": "洪府复〔2026〕3号", "authority_name": "南昌市人民政府", "reason": "撤销"}
    assert (await mine.post(f"{ban}/propose-lift", paper)).status_code == 303
    assert (await mine.get(f"{ban}/lift")).headers["location"] == ban
    assert (await mine.post(f"{ban}/propose-lift", paper)).status_code == 303
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'ban.lift_proposed'") == 1
    assert "洪府复〔2026〕3号" in (await hers.get(f"{ban}/lift")).text
    assert (await hers.post(f"{ban}/lift")).status_code == 303
    assert "Lifted" in (await hers.get(ban)).text


async def test_a_refused_entry_says_why(first: Actor, second: Actor, signed_in: SignIn) -> None:
    ban = f"/bans/{(await banned(first, citizen_number(BIRTH))).public_id}"
    hers = await signed_in(second)
    assert (await hers.post(f"{ban}/reject", {"reason": ""})).status_code == 422
    assert (await hers.post(f"{ban}/reject", {"reason": "号码与决定书不符"})).status_code == 303
    assert "号码与决定书不符" in (await hers.get(ban)).text


async def test_the_identity_is_unmasked_on_request_only(
    first: Actor, second: Actor, signed_in: SignIn
) -> None:
    number = citizen_number(BIRTH)
    ban = f"/bans/{(await banned(first, number)).public_id}"
    browser = await signed_in(second)
    assert NAME not in (await browser.get(ban)).text
    shown = await browser.post(f"{ban}/identity")
    assert NAME in shown.text
    assert await fetchval("SELECT count(*) FROM history WHERE kind = 'ban.unmasked'") == 1


async def test_the_list_counts_filters_and_masks(first: Actor, signed_in: SignIn) -> None:
    await banned(first, citizen_number(BIRTH))
    browser = await signed_in(first)
    page = (await browser.get("/bans")).text
    assert "洪卫罚〔2026〕12号" in page
    assert NAME not in page
    assert "No entry fits" in (await browser.get("/bans?status=lifted")).text
    assert "洪卫罚" in (await browser.get("/bans?q=洪卫罚")).text


@pytest.mark.parametrize(
    "role", ["manager", "registrar", "organiser", "preparer", "worker", "filing_officer"]
)
async def test_nobody_else_sees_the_register(first: Actor, signed_in: SignIn, role: str) -> None:
    ban = (await banned(first, citizen_number(BIRTH))).public_id
    browser = await signed_in(await persona(role, "360100"))
    for path in ("/bans", f"/bans/{ban}", f"/bans/{ban}/receipt", "/bans/new", "/matches", "/api/v1/bans"):
        assert (await browser.get(path)).status_code == 403, path


async def test_other_areas_find_nothing_and_auditors_only_look(
    first: Actor, elsewhere: Actor, signed_in: SignIn
) -> None:
    ban = (await banned(first, citizen_number(BIRTH))).public_id
    assert (await (await signed_in(elsewhere)).get(f"/bans/{ban}")).status_code == 404
    auditor = await signed_in(await persona("auditor", "360000"))
    page = await auditor.get(f"/bans/{ban}")
    assert page.status_code == 200
    assert "Show in full" not in page.text
    assert (await auditor.get(f"/bans/{ban}/confirm")).status_code == 403
    assert (await auditor.post(f"/bans/{ban}/identity")).status_code == 403


async def test_showing_one_person_over_and_over_is_stopped(
    first: Actor, second: Actor, signed_in: SignIn
) -> None:
    ban = (await banned(first, citizen_number(BIRTH))).public_id
    browser = await signed_in(second)
    await browser.get(f"/bans/{ban}")
    answers = [(await browser.post(f"/bans/{ban}/identity")).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    purposes = "SELECT DISTINCT purpose FROM history WHERE kind = 'ban.unmasked'"
    assert await fetchval(purposes) == "supervision"
