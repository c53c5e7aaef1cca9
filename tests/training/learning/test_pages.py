"""Hours and results on their pages: by form, by sheet, set aside."""

from __future__ import annotations

import io
import re
import uuid
from pathlib import Path

import openpyxl
import pytest

from foundation import clock
from tests.people import persona
from tests.training.taught import HOURS, enrolments, file, filled_cohort, key_of, later, small_cohort
from tests.training.walking import leads_to, signed_in, site
from training.learning.queries import modules_done

pytestmark = pytest.mark.usefixtures("database")


async def test_hours_of_one_recorded_and_set_aside(tmp_path: Path) -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        trainee = (await enrolments(await small_cohort(registrar)))[0]
        browser = await signed_in(site(tmp_path), await persona("teacher"))
        here = f"/enrolments/{trainee}"
        assert "B-T1" in (await browser.get(f"{here}/hours")).text
        typed = {"module_code": "B-T1", "held_on": "2026年4月7日", "hours": "３．５"}
        assert (await browser.post(f"{here}/hours", typed | {"hours": "25"})).status_code == 422
        assert leads_to(await browser.post(f"{here}/hours", typed)) == here
        doubled = await browser.post(f"{here}/hours", typed)
        assert doubled.status_code == 409
        score = {"module_code": "B-T1", "held_on": "2026-4-7", "score": "88"}
        assert (await browser.get(f"{here}/result")).status_code == 200
        assert leads_to(await browser.post(f"{here}/result", score)) == here
        page = (await browser.get(here)).text
        for what in ("hours", "results"):
            found = re.search(rf"/learning/{what}/[\w-]+/void", page)
            assert found is not None
            assert (await browser.get(found[0])).status_code == 200
            assert (await browser.post(found[0], {"reason": ""})).status_code == 422
            assert leads_to(await browser.post(found[0], {"reason": "记错人"})) == here
            assert (await browser.post(found[0], {"reason": "记错人"})).status_code == 409
        assert "记错人" in (await browser.get(here)).text
        assert await modules_done(uuid.UUID(str(await key_of(trainee)))) == {}
        nowhere = f"/learning/hours/{uuid.uuid4()}/void"
        assert (await browser.get(nowhere)).status_code == 404


async def test_hours_of_a_cohort(tmp_path: Path) -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        cohort = await small_cohort(registrar, "H", ("王小花", "李小草", "张小树"))
        absent, present, _ = await enrolments(cohort)
        browser = await signed_in(site(tmp_path), await persona("teacher"))
        assert "李小草" in (await browser.get(f"/learning/{cohort}")).text
        typed = {"module_code": "B-T1", "held_on": "2026-4-7", "hours": "3", "absent": absent}
        wrong = await browser.post(f"/learning/{cohort}", typed | {"held_on": "2027-1-1"})
        assert wrong.status_code == 422
        assert "checked" in wrong.text
        assert leads_to(await browser.post(f"/learning/{cohort}", typed)) == f"/learning/{cohort}"
        assert "2" in (await browser.get(f"/learning/{cohort}")).text
        assert await modules_done(uuid.UUID(str(await key_of(absent)))) == {}
        assert (await modules_done(uuid.UUID(str(await key_of(present)))))["B-T1"].hours == 3


async def test_the_sheet(tmp_path: Path) -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        cohort = await filled_cohort(registrar)
        browser = await signed_in(site(tmp_path), registrar)
        blank = await browser.get(f"/learning/{cohort}/template.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(blank.content)).active
        assert sheet is not None
        assert sheet.max_row == 2 + 117
        await browser.get(f"/learning/{cohort}/sheet")
        sent = {"file": (HOURS, file(HOURS), "application/octet-stream")}
        preview = leads_to(await browser.post(f"/learning/{cohort}/sheet", files=sent))
        assert "登记 1,286 行" in (await browser.get(preview)).text
        assert preview in (await browser.get(f"/cohorts/{cohort}")).text
        assert (await browser.get(f"{preview}/marked.xlsx")).status_code == 200
        assert leads_to(await browser.post(f"{preview}/confirm")) == preview
        assert "1,286" in (await browser.get(preview)).text
        second = leads_to(await browser.post(f"/learning/{cohort}/sheet", files=sent))
        assert f"{second}/confirm" not in (await browser.get(second)).text
        assert leads_to(await browser.post(f"{second}/discard")) == f"/learning/{cohort}"
        wrong = await browser.post(f"/learning/{cohort}/sheet", files={"file": ("a.xlsx", b"", "text/plain")})
        assert wrong.status_code == 422
