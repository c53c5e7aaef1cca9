"""A course is composed, published and revised; trainees are exempted, check in and are tested."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from foundation.clock import CHINA, now
from foundation.spreadsheets.writing import write_workbook
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.people import citizen_number

pytestmark = pytest.mark.browser

_NAMES = ("温小荷", "温小梅")
_QUESTIONS = ["题号", "题型", "题干", "选项A", "选项B", "选项C", "答案"]
_RIGHT = {"可以让婴幼儿": ("错",), "气道异物": ("海姆立克急救",), "常见伤害": ("窒息", "跌倒")}


async def test_a_course_is_composed_published_frozen_and_revised(beginning: str, visit: Visit) -> None:
    registrar = await visit(beginning)
    page = registrar.page
    await registrar.signs_in("registrar")
    await registrar.goes_to("/courses/new")
    await page.fill("#title", "保育师四级（修订）")
    await page.fill("#code", "REV")
    await page.select_option("#outline", "TY-BYRY")
    await page.select_option("#goal", "4-10-01-03/4")
    await registrar.presses("main form button[type=submit]")
    first = page.url.removeprefix(registrar.address)

    await registrar.goes_to(f"{first}/modules")
    await page.fill("[id='modules[0].hours']", "5.5")
    await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    await page.uncheck("input[name='modules[0].topics'][value='ETH-01']")
    await registrar.presses("main form button[type=submit]")
    short = await registrar.reads()
    for words in ("还差 0.5 学时", "没有模块讲授 ETH-01", "还不能发布"):
        assert words in short
    assert await page.locator(f"a[href='{first}/publish']").count() == 0

    await registrar.goes_to(f"{first}/modules")
    await page.fill("[id='modules[0].hours']", "６")
    await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    await page.check("input[name='modules[0].topics'][value='ETH-01']")
    await registrar.presses("main form button[type=submit]")
    await registrar.presses(f"a[href='{first}/publish']")
    assert "发布后不再改动" in await registrar.reads()
    await registrar.presses("main form button[type=submit]")
    assert await page.locator(f"a[href='{first}/modules']").count() == 0

    await registrar.goes_to(first.rsplit("/versions", 1)[0])
    await registrar.presses("form[action$='/versions'] button")
    second = page.url.removeprefix(registrar.address)
    await registrar.goes_to(f"{second}/modules")
    await page.fill("[id='modules[0].hours']", "8")
    await page.fill("[id='modules[10].code']", "")
    await page.fill("[id='modules[10].title']", "")
    await page.fill("[id='modules[11].code']", "X-1")
    await page.fill("[id='modules[11].title']", "机构跟岗与反思")
    await page.select_option("[id='modules[11].kind']", "practice")
    await page.fill("[id='modules[11].hours']", "18")
    await registrar.presses("main form button[type=submit]")
    await registrar.presses(f"a[href='{second}/changes']")
    changes = await registrar.reads()
    for words in ("新增", "删去", "机构跟岗与反思", "+4"):
        assert words in changes
    assert "6" in await page.inner_text("main del >> nth=0")
    assert registrar.complaints == []


async def test_a_cohort_is_exempted_checks_in_and_is_tested(
    beginning: str, visit: Visit, tmp_path: Path
) -> None:
    registrar = await visit(beginning)
    await registrar.signs_in("registrar")
    cohort = await _opens_a_cohort_of_now(registrar, tmp_path)
    await _is_exempted_by_two_persons(registrar, await visit(beginning), cohort)
    await _checks_in_with_the_code(registrar, await visit(beginning, phone=True, script=False), cohort)
    await _sits_a_test(registrar, await visit(beginning, phone=True, script=False), cohort, tmp_path)
    assert registrar.complaints == []


async def _opens_a_cohort_of_now(registrar: Visitor, folder: Path) -> str:
    """A cohort that is taught these days, with two trainees; the path of its page."""
    page, today = registrar.page, now().astimezone(CHINA).date()
    await registrar.goes_to("/cohorts/new")
    await page.fill("#name", "复训试点班")
    await page.fill("#code", "NOW")
    await page.select_option("#course", index=1)
    await page.fill("#starts_on", (today - timedelta(days=30)).isoformat())
    await page.fill("#ends_on", (today + timedelta(days=60)).isoformat())
    await registrar.presses("main form button[type=submit]")
    cohort = page.url.removeprefix(registrar.address)
    rows = [[name, citizen_number(date(1998, 4, 3 + at)), f"NOW-{at}"] for at, name in enumerate(_NAMES, 1)]
    roster = folder / "roster.xlsx"
    roster.write_bytes(write_workbook(["姓名", "证件号码", "学号"], rows))
    await registrar.goes_to(f"{cohort}/roster")
    await registrar.uploads(roster)
    await page.wait_for_url("**/imports/*")
    await registrar.presses("form[action$='/confirm'] button")
    return cohort


async def _is_exempted_by_two_persons(registrar: Visitor, teacher: Visitor, cohort: str) -> None:
    page = registrar.page
    await registrar.goes_to(cohort)
    await registrar.presses("main table tbody tr >> nth=0 >> a.stretched")
    trainee = page.url.removeprefix(registrar.address)
    await registrar.presses("main a[href$='/exemption']")
    await page.check("input[name=kind][value=transfer]")
    await page.select_option("#module_code", "B-T3")
    await page.fill("#hours", "10")
    await page.fill("#learnt_at", "江西示例学院")
    await page.fill("#learnt_on", "2025年6月1日")
    await page.fill("#evidence", "成绩单 2025-118")
    await registrar.presses("main form button[type=submit]")
    exemption = page.url.removeprefix(registrar.address)
    assert await page.locator("form[action$='/decide']").count() == 0, "whoever proposed it does not decide"
    await teacher.signs_in("teacher")
    assert "待审定的免修" in await teacher.reads()
    await teacher.goes_to(exemption)
    await teacher.page.check("input[name=decision][value=approve]")
    await teacher.presses("form[action$='/decide'] button[type=submit]")
    await registrar.goes_to(trainee)
    assert "另免修 10 学时" in await registrar.reads()
    await _is_taken_back_by_two_persons(registrar, teacher, exemption)
    assert teacher.complaints == []


async def _is_taken_back_by_two_persons(registrar: Visitor, teacher: Visitor, exemption: str) -> None:
    await registrar.goes_to(exemption)
    await registrar.presses(f"a[href='{exemption}/revocation']")
    assert "以本次培训为依据的事项" in await registrar.reads()
    await registrar.page.fill("#reason", "原证明经核实系伪造")
    await registrar.page.fill("#document", "示例院校函〔2026〕9号")
    await registrar.presses("form[action$='/revocation'] button[type=submit]")
    assert await registrar.page.locator("form[action$='/decide']").count() == 0, "another person decides"
    await teacher.goes_to("/exemptions?status=revoking")
    await teacher.goes_to(f"{exemption}/revocation")
    await teacher.page.check("input[name=decision][value=agree]")
    await teacher.presses("form[action$='/revocation/decide'] button[type=submit]")
    assert "免修已撤销，不再计入" in await teacher.reads()


async def _checks_in_with_the_code(registrar: Visitor, phone: Visitor, cohort: str) -> None:
    page, at = registrar.page, now().astimezone(CHINA)
    ends = min(at + timedelta(minutes=50), datetime(at.year, at.month, at.day, 23, 59, tzinfo=CHINA))
    begins = max(ends - timedelta(minutes=60), datetime(at.year, at.month, at.day, tzinfo=CHINA))
    await registrar.goes_to(f"{cohort}/lessons/new")
    await page.select_option("#module_code", "B-T6")
    await page.fill("#place", "3号楼 203")
    await page.fill("#teacher_name", "刘文静")
    await page.fill("#held_on", at.date().isoformat())
    await page.fill("#starts", f"{begins:%H:%M}")
    await page.fill("#ends", f"{ends:%H:%M}")
    await page.fill("#hours", "0.5")
    await registrar.presses("main form button[type=submit]")
    lesson = page.url.removeprefix(registrar.address)
    await registrar.goes_to(f"{lesson}/screen")
    picture = Image.open(io.BytesIO(await page.locator(".qr-frame").screenshot()))
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == await page.inner_text(".wrap")

    await phone.goes_to(code.text.removeprefix(registrar.address))
    await phone.page.fill("#student_no", "NOW-1")
    await phone.page.fill("#name", _NAMES[1])
    await phone.presses("main form button[type=submit]")
    assert "没有这个学号和姓名" in await phone.reads()
    await phone.page.fill("#name", _NAMES[0])
    await phone.presses("main form button[type=submit]")
    assert await phone.heading() == "已签到"
    assert await phone.overflow() == 0
    await phone.goes_to(code.text.removeprefix(registrar.address))
    await phone.page.fill("#student_no", "NOW-2")
    await phone.page.fill("#name", _NAMES[1])
    await phone.presses("main form button[type=submit]")
    assert "已为另一名学员签到" in await phone.reads()
    await registrar.goes_to(lesson)
    assert await page.locator("main table input[type=checkbox]:checked").count() == 1


async def _sits_a_test(registrar: Visitor, phone: Visitor, cohort: str, folder: Path) -> None:
    page = registrar.page
    await registrar.goes_to("/question-banks")
    await page.fill("#title", "安全题库")
    await page.fill("#code", "AQ")
    await registrar.presses("main form button[type=submit]")
    bank = page.url.removeprefix(registrar.address)
    good = [
        ["1", "判断", "可以让婴幼儿独自留在浴盆中。", None, None, None, "错"],
        ["2", "单选", "气道异物梗阻首先", "海姆立克急救", "喂水", "拍照", "A"],
        ["3", "多选", "属于常见伤害的有", "窒息", "跌倒", "学习", "AB"],
    ]  # fmt: skip
    for rows, count in (([*good[:2], ["2", "多选", "属于", "窒息", "跌倒", None, "D"]], 2), (good, 0)):
        sheet = folder / f"questions{count}.xlsx"
        sheet.write_bytes(write_workbook(_QUESTIONS, rows))
        await registrar.goes_to(bank)
        await page.set_input_files("#file", sheet)
        await registrar.presses("form[action$='/sheet'] button[type=submit]")
        assert await page.locator("#problems tbody tr").count() == count

    await registrar.goes_to(f"{cohort}/tests/new")
    await page.fill("#title", "安全测验")
    await page.select_option("#module_code", "B-T6")
    await page.select_option("#bank", index=1)
    for kind in ("judgements", "singles", "multiples"):
        await page.fill(f"#{kind}", "1")
    at = now().astimezone(CHINA)
    await page.fill("#opens_at", f"{at - timedelta(minutes=1):%Y-%m-%d %H:%M}")
    await page.fill("#closes_at", f"{at + timedelta(days=1):%Y-%m-%d %H:%M}")
    await registrar.presses("main form button[type=submit]")
    test = page.url.removeprefix(registrar.address)
    door = (await page.inner_text(".wrap")).removeprefix(registrar.address)
    digits = await page.inner_text("main strong.numeric")

    await _enters(phone, door, digits)
    await _answers_one(phone)
    await phone.signs_out()
    await _enters(phone, door, digits)
    assert "已答 1 题" in await phone.reads(), "what was answered is kept"
    await _answers_one(phone)
    await _answers_one(phone)
    assert "全部题目都已作答" in await phone.reads()
    await phone.presses("main form button[type=submit]")
    assert "合格，100 分" in await phone.reads()
    assert await phone.overflow() == 0
    await registrar.goes_to(test)
    shown = await registrar.reads()
    for words in ("100%", "属于常见伤害的有", "合格"):
        assert words in shown


async def _enters(phone: Visitor, door: str, digits: str) -> None:
    await phone.goes_to(door)
    await phone.page.fill("#student_no", "NOW-2")
    await phone.page.fill("#name", _NAMES[1])
    await phone.page.fill("#access_code", digits)
    await phone.presses("main form button[type=submit]")


async def _answers_one(phone: Visitor) -> None:
    asked = await phone.page.inner_text("fieldset legend")
    right = next(words for stem, words in _RIGHT.items() if stem in asked)
    for words in right:
        await phone.page.get_by_label(words, exact=True).check()
    await phone.presses("main form button[type=submit] >> nth=0")
