"""Pages and API of the certificate register: what officers do there, and what others do not see."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import msgspec
import pytest

from foundation.database import fetchval
from tests.certificates.builders import Ready, confirmed_session, issued
from tests.certificates.conftest import SignIn
from tests.people import persona


class Out(Ready):
    """A session whose only certificate is issued."""

    certificate: str = ""


@pytest.fixture
async def out(database: asyncpg.Connection, tmp_path: Path) -> Out:
    ready = await confirmed_session(names=["王小花"])
    (certificate,) = await issued(ready, tmp_path)
    return Out(**msgspec.structs.asdict(ready), certificate=certificate)


async def test_list_certificate_and_document(out: Out, signed_in: SignIn) -> None:
    browser = await signed_in(out.approver)
    assert "王小花" in (await browser.get("/certificates?q=王")).text
    assert "No certificates found" in (await browser.get("/certificates?standing=suspended")).text
    page = await browser.get(f"/certificates/{out.certificate}")
    assert "Valid" in page.text
    document = await browser.get(f"/certificates/{out.certificate}/certificate.pdf")
    assert document.content.startswith(b"%PDF")
    assert "Document opened" in (await browser.get(f"/certificates/{out.certificate}")).text


async def test_suspend_and_reinstate_by_page(out: Out, signed_in: SignIn) -> None:
    first, second = await signed_in(out.preparer), await signed_in(out.approver)
    path = f"/certificates/{out.certificate}"
    assert (await first.post(path + "/suspend", {"reason": ""})).status_code == 422
    assert (await first.post(path + "/suspend", {"reason": "接到举报"})).status_code == 303
    assert "Suspended by an officer" in (await second.get(path)).text
    assert (await first.post(path + "/reinstate", {"reason": "已核实"})).status_code == 403
    assert (await second.post(path + "/reinstate", {"reason": "已核实"})).status_code == 303


async def test_withdraw_by_page(out: Out, signed_in: SignIn) -> None:
    first, second = await signed_in(out.preparer), await signed_in(out.approver)
    path = f"/certificates/{out.certificate}"
    facts = {"kind": "withdraw", "reason_code": "error", "reason": "误发"}
    assert (await first.post(path + "/proposals", facts)).status_code == 422
    facts["document_no"] = "洪人社撤〔2026〕3号"
    assert (await first.post(path + "/proposals", facts)).status_code == 303
    proposal = await fetchval("SELECT public_id FROM certificate_proposal")
    assert "Withdrawal proposed" in (await second.get(path)).text
    assert (await first.post(f"{path}/proposals/{proposal}", {"verdict": "agreed"})).status_code == 403
    assert (await second.post(f"{path}/proposals/{proposal}", {"verdict": "agreed"})).status_code == 303
    assert "Withdrawn" in (await second.get(path)).text


async def test_the_api_does_the_same(out: Out, signed_in: SignIn) -> None:
    first, second = await signed_in(out.preparer), await signed_in(out.approver)
    path = f"/api/v1/certificates/{out.certificate}"

    async def send(browser: object, step: str, body: dict[str, object]) -> dict[str, object]:
        headers = {"x-csrf-token": browser.token}  # type: ignore[attr-defined]
        answer = await browser.client.post(path + step, json=body, headers=headers)  # type: ignore[attr-defined]
        return {"status": answer.status_code, **answer.json()}

    listed = (await first.client.get("/api/v1/certificates?q=王")).json()
    assert (listed["total"], listed["items"][0]["standing"]) == (1, "valid")
    assert (await send(first, "/suspend", {"reason": "接到举报"}))["standing"] == "suspended"
    assert (await send(first, "/reinstate", {"reason": "已核实"}))["status"] == 403
    assert (await send(second, "/reinstate", {"reason": "已核实"}))["standing"] == "valid"
    facts: dict[str, object] = {"kind": "reissue", "reason_code": "lost", "reason": "遗失"}
    proposed = await send(first, "/proposals", facts)
    proposal = proposed["proposals"][0]["public_id"]  # type: ignore[index]
    decided = await send(second, f"/proposals/{proposal}", {"agreed": True})
    assert decided["standing"] == "valid", "until the new version is issued"
    page = f"/certificates/{out.certificate}"
    assert "A new version is being made" in (await first.get(page)).text
    assert (await first.get(page + "/next/call-off")).status_code == 200
    assert (await second.post(page + "/next/issue", {})).headers["location"].startswith("/jobs/")
    assert (await first.post(page + "/next/call-off", {"reason": "已找回"})).status_code == 303
    assert "A new version is being made" not in (await first.get(page)).text


async def test_evaluators_see_what_they_evaluated_and_others_nothing(out: Out, signed_in: SignIn) -> None:
    path = f"/certificates/{out.certificate}"
    organiser = await signed_in(await persona("organiser", "360100"))
    assert (await organiser.get(path)).status_code == 200
    assert (await organiser.post(path + "/suspend", {"reason": "试一试"})).status_code == 403
    stranger = await signed_in(await persona("organiser", "360700"))
    for address in (path, path + "/certificate.pdf", "/api/v1" + path):
        assert (await stranger.get(address)).status_code == 404
    assert (await (await signed_in(await persona("registrar", "360100"))).get(path)).status_code == 403


async def test_the_look_ups_of_a_certificate_are_shown_to_its_office(out: Out, signed_in: SignIn) -> None:
    from certificates.watching.actions import check_roster
    from certificates.watching.sheet import RosterLine

    manager = await persona("manager", "360102")
    number = await fetchval("SELECT number FROM certificate")
    await check_roster(manager, [RosterLine(1, "王小花", number)], "employment")
    browser = await signed_in(out.approver)
    page = await browser.get(f"/certificates/{out.certificate}/look-ups")
    assert manager.organisation_name in page.text
