"""The pages of filings for both sides, and the push of the registering authority."""

from __future__ import annotations

from foundation.clock import today
from foundation.database import fetchval
from registry.filings.actions import receive
from tests.foundation.web.browser import Browser
from tests.people import credit_code, organisation, persona
from tests.registry.conftest import SignIn
from tests.registry.filings.test_actions import PAPERS, begun, filed


async def test_the_whole_way_in_the_pages(signed_in: SignIn) -> None:
    officer, manager = await persona("filing_officer"), await persona("manager")
    place = await organisation("institution")
    office, house = await signed_in(officer), await signed_in(manager)
    await office.get(f"/organisations/{place.public_id}/filing")
    taken = await office.post(
        f"/organisations/{place.public_id}/filing", {"registered_on": "2026年3月5日", "registration_no": "1"}
    )
    here = taken.headers["location"]
    own = await house.get(here)
    assert "Submit the filing" in own.text
    assert "Give the receipt" not in own.text
    form = await house.get(f"{here}/submit")
    assert "The receipt will be due on" in form.text
    handed = {"papers": PAPERS[:-1], "staff_on_duty": "１２", "carers": "9"}
    missing = await house.post(f"{here}/submit", handed)
    assert missing.status_code == 422
    assert "Certificate of the fire safety inspection" in missing.text
    assert 'href="#promise"' in missing.text
    await house.post(f"{here}/submit", handed | {"papers": PAPERS, "promise": "yes"})
    work = await office.get("/filings?stands=submitted")
    assert place.name in work.text
    page = await office.get(here)
    assert "5 working days left" in page.text
    await office.get(f"{here}/receipt")
    assert (await office.post(f"{here}/receipt", {"receipt_no": ""})).status_code == 422
    assert (await office.post(f"{here}/receipt", {"receipt_no": "赣备0001"})).status_code == 303
    for browser in (office, house):
        assert "赣备0001" in (await browser.get(here)).text
    assert "赣备0001" in (await house.get("/filings")).text


async def test_a_finding_is_noted_published_and_put_right(signed_in: SignIn) -> None:
    officer, manager, public_id = await filed()
    office, house = await signed_in(officer), await signed_in(manager)
    here = f"/filings/{public_id}"
    await office.get(f"{here}/finding")
    await office.post(f"{here}/finding", {"reason": "消防通道被占用"})
    page = await office.get(here)
    assert "Publish the finding" in page.text
    assert "15 working days left" in page.text
    await office.get(f"{here}/publish")
    assert (await office.post(f"{here}/publish")).status_code == 303
    assert "消防通道被占用" in (await house.get(here)).text
    await office.get(f"{here}/rectified")
    assert (await office.post(f"{here}/rectified", {"reason": "复查合格"})).status_code == 303
    again = await office.post(f"{here}/publish")
    assert again.status_code == 409
    assert "not possible for the finding now" in again.text


async def test_steps_of_the_other_side_are_forbidden_and_foreign_ones_not_found(signed_in: SignIn) -> None:
    officer, manager, public_id = await begun("360102")
    office, house = await signed_in(officer), await signed_in(manager)
    stranger = await signed_in(await persona("filing_officer", "360103"))
    neighbour = await signed_in(await persona("manager", "360103"))
    for browser in (office, house, stranger, neighbour):
        await browser.get("/account")
    for step in ("receipt", "send-back", "cancel", "finding", "publish", "rectified"):
        await _answers(house, f"/filings/{public_id}/{step}", 403)
        await _answers(stranger, f"/filings/{public_id}/{step}", 404)
    for step in ("submit", "change"):
        await _answers(office, f"/filings/{public_id}/{step}", 403)
        await _answers(neighbour, f"/filings/{public_id}/{step}", 404)
    assert (await stranger.get(f"/filings/{public_id}")).status_code == 404


async def _answers(browser: Browser, path: str, status: int) -> None:
    assert (await browser.get(path)).status_code == status, path
    assert (await browser.post(path, {"reason": "理由"})).status_code == status, path


async def test_a_pushed_registration_makes_institution_and_filing_once(signed_in: SignIn) -> None:
    officer = await persona("registration_officer", "360100")
    browser = await signed_in(officer)
    headers = {"x-csrf-token": browser.token, "origin": browser.address, "sec-fetch-site": "same-origin"}
    push = {
        "uscc": credit_code("91"),
        "name": "东湖区阳光托育中心",
        "area_code": "360102",
        "registered_on": today().isoformat(),
        "registration_kind": "enterprise",
    }
    first = await browser.client.post("/api/v1/registrations", json=push, headers=headers)
    second = await browser.client.post("/api/v1/registrations", json=push, headers=headers)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.json()["status"] == "registered"
    assert await fetchval("SELECT count(*) FROM filing") == 1
    shown = await browser.client.get(f"/api/v1/filings/{first.json()['filing']}")
    assert shown.json() == first.json()
    elsewhere = push | {"uscc": credit_code("91"), "area_code": "360203"}
    refused = await browser.client.post("/api/v1/registrations", json=elsewhere, headers=headers)
    assert refused.status_code == 422
    assert await fetchval("SELECT count(*) FROM organisation WHERE kind = 'institution'") == 1


async def test_a_push_for_an_institution_elsewhere_is_refused(signed_in: SignIn) -> None:
    officer = await persona("registration_officer", "360102")
    theirs = await organisation("institution", "360103")
    await receive(await persona("filing_officer", "360103"), theirs.id, today())
    browser = await signed_in(officer)
    headers = {"x-csrf-token": browser.token, "origin": browser.address, "sec-fetch-site": "same-origin"}
    push = {"uscc": theirs.uscc, "name": "x", "area_code": "360102", "registered_on": today().isoformat()}
    assert (await browser.client.post("/api/v1/registrations", json=push, headers=headers)).status_code == 422
