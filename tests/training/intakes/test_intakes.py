"""Plans of intake: entered by the college, corrected, seen by the offices of the area and nobody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curricula.occupations.data import PROGRAMMES
from foundation.database import execute
from foundation.errors import Forbidden, Invalid
from foundation.settings import Settings
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from registry.accounts.queries import actor_for
from tests.people import persona
from tests.training.taught import small_cohort
from tests.training.walking import leads_to, signed_in
from training.intakes import pages
from training.intakes.actions import Intake, enter_intake
from training.intakes.queries import intakes
from training.intakes.rules import figure_problems, share_filled

TODAY = date(2026, 7, 18)


def test_what_is_wrong_with_figures() -> None:
    def fields(programme: str, year: int, planned: int, admitted: int | None) -> list[str]:
        return [one.field for one in figure_problems(programme, year, planned, admitted, TODAY)]

    assert fields("720803", 2026, 60, 58) == []
    assert fields("720803", 2027, 60, None) == []
    assert fields("720803", 2027, 60, 1) == ["admitted"]
    assert fields("720803", 2028, 60, None) == ["year"]
    assert fields("720803", 2014, 60, None) == ["year"]
    assert fields("?", 2026, -1, 20_001) == ["programme", "planned", "admitted"]


@pytest.mark.parametrize(
    "planned, admitted, share", [(60, 58, 96), (60, 60, 100), (60, 66, 110), (0, 5, None), (60, None, None)]
)
def test_share_filled(planned: int, admitted: int | None, share: int | None) -> None:
    assert share_filled(planned, admitted) == share


def test_every_programme_names_its_source() -> None:
    assert all(one.document for one in PROGRAMMES.values())
    assert PROGRAMMES["520802"].formerly == ("幼儿发展与健康管理 690306",)


@pytest.mark.usefixtures("database")
async def test_plan_and_admissions(tmp_path: Path) -> None:
    registrar = await persona("registrar")
    await enter_intake(registrar, Intake(programme="720803", year=2026, planned=60))
    await enter_intake(
        registrar, Intake(programme="720803", year=2026, planned=60, admitted=58, note="两人参军")
    )
    cohort = await small_cohort(registrar, names=("王小花", "李小云"))
    await execute("UPDATE cohort SET programme_code = '720803' WHERE public_id = $1", cohort)
    (row,) = await intakes(registrar, 2026)
    assert (row.planned, row.admitted, row.filled, row.in_training) == (60, 58, 96, 2)
    for role, area in (("preparer", "360000"), ("supervision_officer", "360100"), ("statistician", "360000")):
        assert [one.planned for one in await intakes(await persona(role, area), 2026)] == [60]
    assert await intakes(await persona("registrar", "360300"), 2026) == []
    assert await intakes(await persona("filing_officer", "360700"), 2026) == []
    with pytest.raises(Forbidden):
        await enter_intake(await persona("teacher"), Intake(programme="720803", year=2026, planned=1))
    with pytest.raises(Invalid):
        await enter_intake(registrar, Intake(programme="999999", year=2026, planned=1))

    set_actor_loader(actor_for)
    app = build_app(Settings(data_dir=tmp_path), pages.ROUTES, navigation=pages.NAVIGATION)
    browser = await signed_in(app, registrar)
    page = (await browser.get("/programmes?year=2026")).text
    for shown in ("婴幼儿托育", "96%", "两人参军", "<svg", "职业教育专业目录"):
        assert shown in page
    await browser.get("/programmes/plan?programme=720803&year=2026")
    wrong = await browser.post("/programmes/plan", {"programme": "720803", "year": "1999", "planned": "七"})
    assert wrong.status_code == 422
    form = {"programme": "520802", "year": "2025", "planned": "４０", "admitted": "44"}
    assert leads_to(await browser.post("/programmes/plan", form)) == "/programmes?year=2025"
    assert "110%" in (await browser.get("/programmes?year=2025")).text
    officer = await signed_in(app, await persona("filing_officer"))
    seen = await officer.get("/programmes?year=2026")
    assert "58" in seen.text
    assert "/programmes/plan" not in seen.text
