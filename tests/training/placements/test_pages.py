"""Placements in a browser: from the proposal to the assessment, and what other sides get to see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foundation.clock import use
from foundation.database import execute
from foundation.settings import Settings
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from tests.people import organisation, persona
from tests.training.placed import checked, coordinator, host, pledged, prepared, proposed
from tests.training.taught import enrolments, later, small_cohort
from tests.training.walking import leads_to, signed_in
from training.feature import NAVIGATION, ROUTES

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with use(later()):
        yield


@pytest.fixture
def app(tmp_path: Path, database: Any) -> Iterator[Site]:
    set_actor_loader(actor_for)
    yield build_app(Settings(data_dir=tmp_path), ROUTES, navigation=NAVIGATION)
    set_actor_loader(None)


@pytest.fixture
async def trainee(database: Any) -> tuple[Any, str]:
    await execute("UPDATE ban_list SET refreshed_at = $1, max_age_hours = 9999", later().now())
    registrar = await persona("registrar")
    return registrar, (await enrolments(await small_cohort(registrar)))[0]


async def test_from_proposal_to_assessment(app: Site, trainee: tuple[Any, str]) -> None:
    registrar, enrolment = trainee
    manager = await host()
    college = await signed_in(app, await coordinator(registrar), "en")
    institution = await signed_in(app, manager, "en")
    place = await organisation("institution", code="host")
    assert "No placements yet" in (await college.get("/placements")).text
    page = await college.get(f"/enrolments/{enrolment}/placement")
    assert place.public_id in page.text
    answer = await college.post(f"/enrolments/{enrolment}/placement", {"host": "", "post": ""})
    assert "This is required" in answer.text
    form = {"host": place.public_id, "post": "保育师", "starts_on": "2026年9月1日", "ends_on": "20260930"}
    here = leads_to(await college.post(f"/enrolments/{enrolment}/placement", form | {"required_hours": "８"}))
    shown = await college.get(here)
    assert "9 points are open" not in shown.text
    assert "The host has not signed the agreement." in shown.text
    assert "Turn of the host" in shown.text
    assert "Liability insurance for the whole placement" in shown.text
    assert "教职成〔2021〕4号" in shown.text
    papers = {
        "teacher_name": "刘老师",
        "consent_on": "2026-8-20",
        "guardian_consent_on": "",
        "insurance_policy_no": "P1",
        "insurance_from": "2026-9-1",
        "insurance_until": "2026-10-1",
        "safety_training_passed_on": "2026-8-25",
        "health_certificate_until": "2027-8-1",
        "record_check_on": "2026-8-15",
        "record_check_letter_no": "77",
    }
    leads_to(await college.post(f"{here}/papers", papers))
    assert 'value="刘老师"' in (await college.get(f"{here}/papers")).text
    for party in ("school", "trainee"):
        leads_to(await college.post(f"{here}/sign", {"party": party, "signed_on": "2026-8-28"}))
    refused = await college.post(f"{here}/start")
    assert leads_to(refused) == here
    assert "This step is not possible now" in (await college.get(here)).text
    assert "never alone with children" in (await institution.get(f"{here}/accept")).text
    accepted = {"mentor_name": "王老师", "signed_on": "2026-8-28"}
    leads_to(await institution.post(f"{here}/accept", accepted))
    waits = (await college.get(here)).text
    assert "the school declares a check of 15 August 2026" in waits
    await checked(manager, here.rsplit("/", 1)[-1])
    assert "The pledge of conduct is not signed." in waits
    await pledged(registrar, enrolment)
    assert "The placement can begin" in (await college.get(here)).text
    leads_to(await college.post(f"{here}/start"))
    too_long = await institution.post(f"{here}/log", {"worked_on": "2026-9-1", "hours": "9"})
    assert "at most 8 hours" in too_long.text
    leads_to(await institution.post(f"{here}/log", {"worked_on": "2026-9-1", "hours": "8", "note": "晨检"}))
    assert "晨检" in (await college.get(here)).text
    with use(later(29)):
        college = await signed_in(app, await coordinator(registrar), "en")
        institution = await signed_in(app, manager, "en")
        leads_to(await college.post(f"{here}/complete"))
        for side in (college, institution):
            leads_to(await side.post(f"{here}/appraise", {"score": "88", "appraisal": "认真负责"}))
        leads_to(await college.post(f"{here}/assess"))
        assert "Assessed" in (await college.get(here)).text


async def test_everything_that_is_open_is_said_when_it_cannot_begin(
    app: Site, trainee: tuple[Any, str]
) -> None:
    registrar, enrolment = trainee
    staff, manager = await coordinator(registrar), await host()
    public_id = await prepared(staff, manager, enrolment)
    await execute("UPDATE placement SET insurance_policy_no = NULL, health_certificate_until = NULL")
    college = await signed_in(app, staff, "en")
    answer = await college.post(f"/placements/{public_id}/start")
    assert "There is no liability insurance." in answer.text
    assert "There is no valid health certificate." in answer.text
    assert "Something is missing" in (await college.get("/placements?status=blocked")).text


async def test_who_is_not_concerned_finds_nothing(app: Site, trainee: tuple[Any, str]) -> None:
    registrar, enrolment = trainee
    staff = await coordinator(registrar)
    manager = await host()
    public_id = await proposed(staff, enrolment)
    other = await signed_in(app, await host("other"))
    for path in (
        f"/placements/{public_id}",
        f"/placements/{public_id}/accept",
        f"/api/v1/placements/{public_id}",
    ):
        assert (await other.get(path)).status_code == 404
    assert (await other.post(f"/placements/{public_id}/accept", {"mentor_name": "王老师"})).status_code == 404
    officer = await signed_in(app, await persona("preparer", "360100"))
    assert (await officer.get(f"/placements/{public_id}")).status_code == 200
    assert (await officer.get(f"/placements/{public_id}/papers")).status_code == 403
    institution = await signed_in(app, manager)
    assert (await institution.get(f"/placements/{public_id}/papers")).status_code == 403
    mine = await signed_in(app, staff)
    assert (await mine.get(f"/placements/{public_id}/log")).status_code == 403
    listed = (await institution.get("/api/v1/placements")).json()
    assert [one["trainee"] for one in listed] == ["王小花"]
    detail = (await institution.get(f"/api/v1/placements/{public_id}")).json()
    assert {one["rule"] for one in detail["blocks"]} >= {"IN-01", "IN-21", "CH-02"}
    assert "369999" not in str(detail)
