"""Several trainees to one institution, checked and then proposed; several placements begun at once."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.database import execute, fetch
from foundation.web.edge import Site
from tests.people import organisation, persona
from tests.training.placed import coordinator, host, prepared
from tests.training.placements.test_pages import _in_september, app  # noqa: F401 - fixtures
from tests.training.taught import enrolments, later, small_cohort
from tests.training.walking import leads_to, signed_in

pytestmark = pytest.mark.usefixtures("database")


async def test_three_of_four_are_proposed_and_two_of_them_begin(app: Site, database: Any) -> None:  # noqa: F811
    await execute("UPDATE ban_list SET refreshed_at = $1, max_age_hours = 9999", later().now())
    registrar = await persona("registrar")
    cohort = await small_cohort(registrar, names=("王小花", "李小草", "陈小树", "周小叶"))
    manager, staff = await host(), await coordinator(registrar)
    place = await organisation("institution", code="host")
    four = await enrolments(cohort)
    college = await signed_in(app, staff, "en")
    here = f"/cohorts/{cohort}/placements"
    assert "周小叶" in (await college.get(here)).text
    form = {
        "host": place.public_id, "post": "保育师", "starts_on": "2026-9-1", "ends_on": "2026-9-30",
        "required_hours": "8", "teacher_name": "刘老师", "arranged_via": "school",
    }  # fmt: skip
    nobody = await college.post(here, form)
    assert (nobody.status_code, "Choose somebody." in nobody.text) == (422, True)
    seen = await college.post(here, form | {"trainees": four[:3], "post": "保育师"})
    assert "Propose 3 trainees" in seen.text
    assert "周小叶" not in seen.text
    again = await college.post(here, form | {"trainees": four[:3], "step": "edit"})
    assert again.text.count(" checked") >= 3
    leads_to(await college.post(here, form | {"trainees": four[:3], "step": "confirm"}))
    late = await college.post(here, form | {"trainees": four[:3], "step": "confirm"})
    assert late.status_code == 409
    assert len(await fetch("SELECT 1 FROM placement WHERE status = 'proposed'")) == 3
    await execute("UPDATE placement SET status = 'cancelled'")
    made = [await prepared(staff, manager, one) for one in four[:2]]
    listed = await college.get("/placements/start")
    assert "王小花" in listed.text
    check = await college.post("/placements/start", {"placements": made})
    assert "Begin 2 placements" in check.text
    await execute("UPDATE placement SET health_certificate_until = NULL WHERE public_id = $1", made[1])
    done = await college.post("/placements/start", {"placements": made, "step": "confirm"})
    assert "1 placement has begun." in done.text
    assert "There is no valid health certificate." in done.text
    assert "Choose somebody." in (await college.post("/placements/start", {"placements": ["x"]})).text
