"""An enrolment on its pages: each step from its form to what the page then says."""

from __future__ import annotations

from pathlib import Path

import pytest

from foundation import clock
from tests.people import persona
from tests.training.taught import HOURS, enrolments, file, filled_cohort, later, small_cohort
from tests.training.walking import leads_to, signed_in, site
from training.learning import importing

pytestmark = pytest.mark.usefixtures("database")


async def test_rest_and_return(tmp_path: Path) -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        here = f"/enrolments/{(await enrolments(await small_cohort(registrar)))[0]}"
        browser = await signed_in(site(tmp_path), registrar)
        assert "王小花" in (await browser.get(here)).text
        await browser.get(f"{here}/defer")
        wrong = await browser.post(
            f"{here}/defer", {"from_on": "2026-9-1", "until_on": "2026-8-1", "reason": "病"}
        )
        assert wrong.status_code == 422
        typed = {"from_on": "2026-9-1", "until_on": "2026-9-30", "reason": "生病"}
        again = await browser.post(f"{here}/defer", typed | {"reason": ""})
        assert 'value="2026-9-30"' in again.text
        assert leads_to(await browser.post(f"{here}/defer", typed)) == here
        resting = (await browser.get(here)).text
        assert f"{here}/return" in resting
        assert f"{here}/defer" not in resting
        assert leads_to(await browser.get(f"{here}/defer")) == here
        assert leads_to(await browser.post(f"{here}/return", {"returned_on": "2026-9-1"})) == here
        assert f"{here}/defer" in (await browser.get(here)).text


async def test_leaving_and_moving(tmp_path: Path) -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        one, two = await enrolments(await small_cohort(registrar, "L", ("王小花", "李小草")))
        browser = await signed_in(site(tmp_path), registrar)
        typed = {"withdrawal_trigger": "trainee", "withdrawal_reason": "barred", "ended_on": "2026-5-4"}
        wrong = await browser.post(f"/enrolments/{one}/withdraw", typed)
        assert wrong.status_code == 422
        assert 'id="withdrawal_reason-error"' in wrong.text
        done = await browser.post(f"/enrolments/{one}/withdraw", typed | {"withdrawal_reason": "family"})
        left = (await browser.get(leads_to(done))).text
        assert "家庭原因" in left
        assert f"/enrolments/{one}/hours" not in left
        assert (await browser.get(f"/enrolments/{two}/transfer")).status_code == 200
        moved = await browser.post(
            f"/enrolments/{two}/transfer", {"destination": "九江职院", "ended_on": "2026-5-4"}
        )
        assert "九江职院" in (await browser.get(leads_to(moved))).text


async def test_completing_one_and_all(tmp_path: Path) -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        cohort = await filled_cohort(registrar)
        browser = await signed_in(site(tmp_path), registrar)
        trainees = await enrolments(cohort)
        here = f"/enrolments/{trainees[0]}"
        assert (await browser.post(f"{here}/complete")).status_code in (409, 422)
        await importing.confirm(registrar, await importing.preview(registrar, cohort, HOURS, file(HOURS)))
        assert f"{here}/complete" in (await browser.get(here)).text
        assert leads_to(await browser.post(f"{here}/complete")) == here
        assert f"/cohorts/{cohort}/complete" in (await browser.get(f"/cohorts/{cohort}")).text
        assert "113" in (await browser.get(f"/cohorts/{cohort}/complete")).text
        assert leads_to(await browser.post(f"/cohorts/{cohort}/complete")).startswith(f"/cohorts/{cohort}")
        listed = (await browser.get(f"/api/v1/cohorts/{cohort}")).json()
        assert listed["completed"] == 114
        told = (await browser.get(f"/api/v1/enrolments/{trainees[0]}/completion")).json()
        assert (told["met"], told["state"]) == (True, "completed")
