"""A year's calendar by programs: the same two persons, the same checks, the same look before it counts."""

from __future__ import annotations

from typing import Any

from foundation.clock import today
from foundation.web.edge import Site
from tests.foundation.web.browser import Browser
from tests.parameters import officers
from tests.people import persona
from tests.training.evaluations.program import program


def _notice(year: int, **changes: Any) -> dict[str, Any]:
    stretches = [("01-01", "01-03"), ("10-01", "10-07")]
    usual = {
        "title": f"国务院办公厅关于{year}年部分节假日安排的通知（示例）",
        "document_no": "示例〔2026〕1号",
        "dated": today().isoformat(),
        "holidays": [{"first": f"{year}-{first}", "last": f"{year}-{last}"} for first, last in stretches],
    }
    return usual | changes


async def test_a_year_is_entered_by_one_program_and_agreed_to_by_another(app: Site) -> None:
    proposer, decider = await officers()
    first, second, year = await program(app, proposer), await program(app, decider, "en"), today().year + 1
    here = f"/calendars/{year}"
    worked = {"worked": [f"{year}-01-01"], "title": "x"}
    assert [one["field"] for one in (await first.refused(here, _notice(year, **worked)))["errors"]] == [
        "title"
    ]
    both = await first.refused(f"{here}/preview", _notice(year, worked=[f"{year}-01-01"]))
    assert (both["status"], "worked" in {one["field"] for one in both["errors"]}) == (422, True)
    seen = await second.post(f"{here}/preview", _notice(year))
    assert any("Labour Day" in one for one in seen["warnings"])
    assert (await first.get(here))["versions"] == []
    entered = await first.post(here, _notice(year))
    assert (entered["verdict"], len(entered["free"]), entered["look"]["changes"]) == (None, 10, [])
    assert (await first.refused(here, _notice(year, reason="又一次")))["status"] == 409
    decision = f"/calendars/versions/{entered['id']}/decision"
    listed = {one["year"]: one for one in await second.get("/calendars")}
    assert (listed[year]["waiting"], listed[year]["counts"]) == (entered["id"], False)
    assert (await second.refused(decision, {"verdict": "perhaps"}))["status"] == 422
    assert [one["field"] for one in (await second.refused(decision, {"verdict": "refused"}))["errors"]] == [
        "refusal"
    ]
    agreed = await second.post(decision, {"verdict": "agreed"})
    assert (agreed["verdict"], agreed["effective_from"], agreed["look"]) == (
        "agreed",
        today().isoformat(),
        None,
    )
    assert (await second.refused(decision, {"verdict": "agreed"}))["status"] == 409
    one = await first.get(here)
    assert (one["source"], one["counts"], one["in_effect"], len(one["free"])) == (
        "entered", True, entered["id"], 10,
    )  # fmt: skip
    gone = await second.post(f"{here}/withdrawal", {"reason": "误录"})
    own = await second.refused(f"/calendars/versions/{gone['id']}/decision", {"verdict": "agreed"})
    assert (own["rule"]["id"], gone["withdraws"]) == ("CAL-TWO", True)
    assert (await first.refused(f"/calendars/{year + 1}", None, "GET"))["status"] == 404
    assert (await first.refused(f"/calendars/{year + 1}", _notice(year + 1)))["status"] == 404


async def test_the_gate_is_the_page_s(app: Site) -> None:
    await officers()
    year = today().year + 1
    county = await program(app, await persona("approver", "360102"))
    refused = await county.refused(f"/calendars/{year}", _notice(year))
    assert (refused["status"], bool(refused["rule"])) == (422, True)
    preview = await county.refused(f"/calendars/{year}/preview", _notice(year))
    assert preview["rule"] == refused["rule"]
    paths = (await Browser(app).get("/api/schema/openapi.json")).json()["paths"]
    for path in ("", "/{year}", "/{year}/preview", "/versions/{public_id}/decision"):
        assert all("summary" in one for one in paths[f"/api/v1/calendars{path}"].values()), path
