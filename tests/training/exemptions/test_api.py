"""Exemptions by programs: proposed, decided and taken back through the same gate as the pages."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foundation import clock
from foundation.settings import Settings
from foundation.web.access import set_bearer_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.tokens.queries import actor_of_token
from tests.people import persona
from tests.training.evaluations.program import program
from tests.training.exemptions.test_exemptions import _theory, _trainee
from tests.training.taught import later
from training.exemptions import api

pytestmark = pytest.mark.usefixtures("database")
SCAN = {"file_name": "成绩单.jpeg", "content": base64.b64encode(b"%PDF-1.7").decode()}
NEW: dict[str, Any] = {
    "kind": "transfer", "module_code": "B-T3", "hours": "10", "learnt_at": "江西示例学院",
    "learnt_on": "2025-06-01", "evidence": "成绩单 2025-118", "scan": SCAN,
}  # fmt: skip
WHY = {"reason": "原证明经核实系伪造", "document": "示例院校函〔2026〕9号", "scan": SCAN}


@pytest.fixture
def app(tmp_path: Path, database: Any) -> Iterator[Site]:
    set_bearer_loader(actor_of_token)
    yield build_app(Settings(data_dir=tmp_path), api.ROUTES)
    set_bearer_loader(None)


async def test_proposed_decided_and_taken_back(app: Site) -> None:
    with clock.use(later()):
        registrar, trainee, key = await _trainee()
        mine = await program(app, registrar)
        hers = await program(app, await persona("teacher", organisation_id=registrar.organisation_id))
        for field, value in (("hours", "13"), ("hours", "NaN"), ("hours", "0"), ("learnt_on", "2027-01-01")):
            wrong = await mine.refused(f"/enrolments/{trainee}/exemptions", NEW | {field: value})
            assert (wrong["status"], [one["field"] for one in wrong["errors"]]) == (422, [field])
        made = await mine.post(f"/enrolments/{trainee}/exemptions", NEW)
        here = f"/exemptions/{made['id']}"
        assert (made["state"], made["hours"]) == ("proposed", "10.00")
        assert (await mine.refused(f"/enrolments/{trainee}/exemptions", NEW))["status"] == 409
        own = await mine.refused(f"{here}/decision", {"agreed": True})
        assert (own["status"], own["rule"]["id"]) == (422, "EX-01")
        assert (await mine.refused(f"{here}/revocation", WHY))["status"] == 409, "it does not count yet"
        assert (await hers.post(f"{here}/decision", {"agreed": True}))["state"] == "approved"
        standing = await mine.post(f"{here}/revocation", WHY)
        assert (standing["exemption"]["state"], standing["rests"]) == ("revoking", [])
        assert (await hers.get("/exemptions?status=revoking&limit=1"))["total"] == 1
        assert (await hers.get("/exemptions?status=proposed"))["items"] == []
        own = await mine.refused(f"{here}/revocation/decision", {"agreed": True, "seen": standing["seen"]})
        assert own["rule"]["id"] == "EX-01"
        unseen = await hers.refused(f"{here}/revocation/decision", {"agreed": True})
        assert (unseen["status"], unseen["type"]) == (409, "urn:yuzheng:problem:stale")
        assert "再作决定" in unseen["remedy"]
        assert standing["minimums_short_without"] >= standing["minimums_short"]
        done = await hers.post(f"{here}/revocation/decision", {"agreed": True, "seen": standing["seen"]})
        assert (done["exemption"]["state"], done["revocations"][0]["verdict"]) == ("revoked", "agreed")
        assert await _theory(key) == 0
        assert done["minimums_short"] == standing["minimums_short_without"]


async def test_what_others_hold_is_not_found(app: Site) -> None:
    with clock.use(later()):
        registrar, trainee, _ = await _trainee()
        one = (await (await program(app, registrar)).post(f"/enrolments/{trainee}/exemptions", NEW))["id"]
        stranger = await program(app, await persona("registrar", area="360700"))
        asked: tuple[tuple[str, str, Any], ...] = (
            ("GET", f"/exemptions/{one}", None),
            ("GET", f"/exemptions/{one}/revocation", None),
            ("POST", f"/enrolments/{trainee}/exemptions", NEW),
            ("POST", f"/exemptions/{one}/decision", {"agreed": True}),
            ("POST", f"/exemptions/{one}/revocation", WHY),
            ("POST", f"/exemptions/{one}/revocation/decision", {"agreed": True}),
        )
        for method, path, body in asked:
            assert (await stranger.refused(path, body, method))["status"] == 404, (method, path)
        assert await stranger.get("/exemptions") == {"total": 0, "items": []}
        officer = await program(app, await persona("preparer", "360100"))
        assert (await officer.get(f"/exemptions/{one}"))["state"] == "proposed"
        assert (await officer.refused(f"/exemptions/{one}/decision", {"agreed": True}))["status"] == 403
