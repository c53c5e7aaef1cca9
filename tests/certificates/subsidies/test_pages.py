"""The ledger by page: a claim from its number to the sheet, a batch, and what others may not do."""

from __future__ import annotations

from foundation.database import fetchval
from tests.certificates.conftest import SignIn
from tests.certificates.subsidies.conftest import Office
from tests.people import persona


async def test_a_claim_by_page(paid: Office, signed_in: SignIn) -> None:
    officer, approver = await signed_in(paid.officer), await signed_in(paid.approver)
    assert "No claims found" in (await officer.get("/subsidies")).text
    seen = await officer.get(f"/subsidies/new?number={paid.numbers[0]}&kind=training")
    assert "The same occupation and level is subsidised once" in seen.text
    assert "王小花" not in seen.text
    assert "李文静" not in seen.text  # masked
    assert (await officer.post("/subsidies/new", {"number": "S1", "kind": "training"})).status_code == 422
    made = await officer.post("/subsidies/new", {"number": paid.numbers[0], "kind": "training"})
    assert made.status_code == 303
    path = made.headers["location"]
    again = await officer.post("/subsidies/new", {"number": paid.numbers[0], "kind": "training"})
    assert again.status_code == 422
    assert "were claimed already" in again.text
    assert (await officer.post(f"{path}/approve", {})).status_code == 403
    assert "1,500" in (await approver.get(path)).text
    assert (await approver.post(f"{path}/refuse", {"reason": ""})).status_code == 422
    assert (await approver.post(f"{path}/approve", {})).status_code == 303
    assert "Claims by month and kind" in (await approver.get("/subsidies?standing=approved")).text
    assert (await officer.post("/subsidies/sheets", {"month": "soon"})).status_code == 422
    month = await fetchval("SELECT to_char(claimed_on, 'YYYY-MM') FROM subsidy_claim")
    sheet = (await officer.post("/subsidies/sheets", {"month": month})).headers["location"]
    assert "1,500" in (await officer.get(sheet)).text
    assert (await officer.post(f"{sheet}/sheet.xlsx", {})).content.startswith(b"PK")
    assert (await approver.post(f"{sheet}/sheet.xlsx", {})).status_code == 403


async def test_a_batch_by_page_and_the_figures(paid: Office, signed_in: SignIn) -> None:
    officer = await signed_in(paid.officer)
    assert paid.batch in (await officer.get("/subsidies/batches")).text
    page = f"/subsidies/batches/{paid.batch}"
    assert "Register 2 claims" in (await officer.get(page)).text
    assert (await officer.post(page, {"kind": "training"})).status_code == 303
    assert "were claimed already" in (await officer.get(page)).text
    statistician = await signed_in(await persona("statistician", "360100"))
    figures = await statistician.get("/subsidies/figures")
    assert "Training subsidy" in figures.text
    assert (await statistician.get("/subsidies")).status_code == 403


async def test_the_interface_for_programs(paid: Office, signed_in: SignIn) -> None:
    officer, approver = await signed_in(paid.officer), await signed_in(paid.approver)
    wanted = {"number": paid.numbers[0], "kind": "training"}
    await officer.get("/subsidies")
    await approver.get("/subsidies")
    own, other = {"x-csrf-token": officer.token}, {"x-csrf-token": approver.token}
    made = await officer.client.post("/api/v1/subsidies", json=wanted, headers=own)
    assert (made.status_code, made.json()["standing"]) == (201, "registered")
    assert {one["state"] for one in made.json()["conditions"]} == {"passed"}
    path = f"/api/v1/subsidies/{made.json()['public_id']}/decision"
    assert (await officer.client.post(path, json={"agreed": True}, headers=own)).status_code == 403
    decided = await approver.client.post(path, json={"agreed": True}, headers=other)
    assert (decided.json()["standing"], decided.json()["amount"]) == ("approved", 1500)
    assert (await approver.client.get("/api/v1/subsidies?standing=approved")).json()["total"] == 1
