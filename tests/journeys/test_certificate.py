"""From confirmed results to a certificate that a stranger verifies, and to the ban that puts it on hold."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Final

import pypdfium2
import pytest
import zxingcpp

from foundation.clock import today
from tests.journeys.calendars import confirms_next_year, enters_next_year
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.played import Folder

pytestmark = pytest.mark.browser

NOT_FOR_EMPLOYERS: Final = ("禁入", "虐待", "处罚")


async def test_two_officers_issue_a_stranger_scans_and_a_ban_puts_it_on_hold(
    confirmed: Folder, visit: Visit, tmp_path: Path
) -> None:
    address = confirmed.address

    preparer = await visit(address)
    await preparer.signs_in("preparer")
    batch = await prepares_and_submits(preparer)
    await cannot_approve(preparer, batch)

    approver = await visit(address)
    await approver.signs_in("approver")
    await checks_and_approves(approver, batch)
    number, name = await watches_it_being_issued(approver, batch)

    telephone = await visit(address, phone=True, script=False)
    await telephone.signs_in("preparer")
    await confirms_next_year(approver, await enters_next_year(telephone))

    manager = await visit(address)
    await manager.signs_in("manager")
    await watches_the_holder(manager, number, name)

    url = scanned(exported(confirmed, number, tmp_path))
    stranger = await visit(address, phone=True)
    assert url.startswith(f"{address}/v/")
    await stranger.page.goto(url)
    assert "有效" in await stranger.page.inner_text("h1")

    officer = await visit(address)
    await officer.signs_in("supervision")
    await enters_a_ban(officer, await reads_the_document(approver, number), name)
    entry = await confirms_as_second(await visit(address), address)
    assert entry

    await stranger.page.reload()
    assert "暂停" in await stranger.page.inner_text("h1")
    shown = await stranger.page.inner_text("body")
    assert not any(word in shown for word in NOT_FOR_EMPLOYERS)

    await is_told_without_a_reason(manager, number)
    for person in (preparer, approver, manager, stranger, officer):
        assert person.complaints == []


async def prepares_and_submits(preparer: Visitor) -> str:
    """From the list of confirmed sessions to the receipt, one applicant left out; the path of the batch."""
    await preparer.goes_to("/batches")
    await preparer.presses("form[action='/batches'] button")
    batch = preparer.page.url.removeprefix(preparer.address)
    await leaves_one_out(preparer, batch)
    await preparer.presses(f"a[href='{batch}/submit']")
    await preparer.presses(f"form[action='{batch}/submit'] button")
    assert batch.rsplit("/", 1)[-1] in await preparer.reads()
    return batch


async def leaves_one_out(preparer: Visitor, batch: str) -> None:
    """An applicant whose college asked for it; whoever looks at the batch reads the reason."""
    member = await preparer.page.locator(f"main a[href^='{batch}/members/']").nth(3).get_attribute("href")
    await preparer.goes_to(member or "")
    await preparer.page.click("main details:has(#reason) > summary")
    await preparer.page.fill("#reason", "院校来函：照片需要更换，暂缓发证。")
    await preparer.presses("form[action$='/exclude'] button")
    await preparer.goes_to(batch)
    assert "照片需要更换" in await preparer.reads()


async def cannot_approve(preparer: Visitor, batch: str) -> None:
    """There is no button for it, the page refuses, and so does the request itself."""
    await preparer.goes_to(batch)
    assert await preparer.page.locator(f"a[href='{batch}/approve']").count() == 0
    assert await preparer.goes_to(f"{batch}/approve") == 403
    await preparer.goes_to("/batches")
    token = await preparer.page.locator("input[name=_csrf]").first.get_attribute("value")
    answer = await preparer.page.request.post(
        f"{batch}/approve", form={"_csrf": token}, headers={"origin": preparer.address}
    )
    assert answer.status == 403


async def checks_and_approves(approver: Visitor, batch: str) -> None:
    """The batch's page, the check page in the words of what results, and the button."""
    await approver.goes_to("/batches?status=submitted")
    await approver.presses(f"a[href='{batch}']")
    await approver.presses(f"a[href='{batch}/approve']")
    assert "李红" in await approver.reads()
    await approver.presses(f"form[action='{batch}/approve'] button")


async def watches_it_being_issued(approver: Visitor, batch: str) -> tuple[str, str]:
    """The progress page runs to its end; number and holder of the last certificate."""
    page = approver.page
    await approver.goes_to(batch)
    await approver.presses("a[href^='/jobs/']")
    assert await page.locator("progress, [role=progressbar]").count() == 1
    await page.wait_for_selector(f"main .actions a[href='{batch}']", timeout=240_000)  # it comes by itself
    await approver.presses(f"main .actions a[href='{batch}']")
    assert await page.locator("main tr a[href^='/certificates/']").count() >= 100
    row = page.locator("tr:has(a[href^='/certificates/'])").last
    number = re.sub(r"\s", "", await row.locator("a[href^='/certificates/']").inner_text())
    name = (await row.locator("td, th").first.inner_text()).split()[0]
    assert re.fullmatch(r"[A-Z]\d{21}", number)
    return number, name


async def watches_the_holder(manager: Visitor, number: str, name: str) -> None:
    """An institution checks its roster and keeps watch over who is on it."""
    page = manager.page
    await manager.goes_to("/roster")
    await page.fill("#name", name)
    await page.fill("#number", number)
    await manager.presses("main form[action='/roster'] button[type=submit]")
    assert "有效" in await manager.reads()
    await page.locator("form[action='/watching'] input[type=checkbox]").last.check()
    await manager.presses("form[action='/watching'] button[type=submit]")
    await manager.goes_to("/watching")
    assert name in await manager.reads()


def exported(folder: Folder, number: str, out: Path) -> Path:
    """The certificate's PDF, taken out by the command line."""
    done = folder.run("export", "certificate", number, "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out / "certificate.pdf"


def scanned(document: Path) -> str:
    """What a telephone reads out of the QR code of the rendered page."""
    pdf = pypdfium2.PdfDocument(document)
    image = pdf[0].render(scale=2).to_pil()
    pdf.close()
    codes = [code.text for code in zxingcpp.read_barcodes(image) if "/v/" in code.text]
    assert len(codes) == 1
    return codes[0]


async def reads_the_document(approver: Visitor, number: str) -> str:
    """The holder's document number, unmasked on a click that is written down."""
    page = approver.page
    await approver.goes_to(f"/search?q={number}")
    await approver.presses("main a[href^='/certificates/']")
    name = await approver.heading()
    await approver.goes_to(f"/search?q={name}")
    await approver.presses("main a[href^='/people/']")
    await page.locator("form[action$='/unmask'] button").first.click()
    await page.wait_for_function("/369999/.test(document.querySelector('main').innerText)")
    found = re.search(r"369999(?:\s*\d){11}\s*[\dX]", await approver.reads())
    assert found
    return re.sub(r"\s", "", found[0])


async def enters_a_ban(officer: Visitor, document: str, name: str) -> None:
    """The decision by form, compared on the check page, then the receipt."""
    page = officer.page
    day = today()
    await officer.goes_to("/bans/new")
    await page.check("input[name=kind][value=PFPL_41_2]")
    await page.fill("#authority_name", "南昌市卫生健康委员会（演示）")
    await page.fill("#document_no", "洪卫托罚〔2026〕88号")
    await page.fill("#legal_basis_document", "中华人民共和国人口与计划生育法")
    await page.fill("#legal_basis_article", "第四十一条第二款")
    await page.select_option("#source_channel", "health_decision")
    await page.fill("#decision_on", f"{day - timedelta(days=9)}")
    await page.fill("#served_on", f"{day - timedelta(days=2)}")
    await page.fill("#effective_on", f"{day - timedelta(days=2)}")
    await page.fill("#remedy_notice", "可在六十日内申请行政复议，或者六个月内提起行政诉讼。")
    await page.check("input[name=scope][value=childcare]")
    await page.check("input[name=person_role][value=perpetrator]")
    await page.fill("#person_name", name)
    await page.select_option("#document_kind", "01")
    await page.fill("#document_number", document)
    await page.select_option("#area_code", "360100")
    await officer.presses("main form button[type=submit]")
    assert "洪卫托罚〔2026〕88号" in await officer.reads()
    await officer.presses("button[name=confirmed]")
    assert "/receipt" in page.url


async def confirms_as_second(second: Visitor, address: str) -> str:
    """Another officer compares and confirms; the path of the entry."""
    page = second.page
    await second.signs_in("supervision2")
    await second.goes_to("/bans")
    await second.presses("main tr:has-text('88号') a[href^='/bans/']")
    entry = page.url.removeprefix(address)
    await second.presses(f"a[href='{entry}/confirm']")
    await second.presses(f"form[action='{entry}/confirm'] button")
    assert "生效中" in await second.reads()
    assert second.complaints == []
    return entry


async def is_told_without_a_reason(manager: Visitor, number: str) -> None:
    """The institution finds a message; it says what to do and not why."""
    await manager.goes_to("/notifications")
    said = await manager.reads()
    assert number in said
    assert not any(word in said for word in NOT_FOR_EMPLOYERS)
