"""An approved exemption is taken back by two persons; what rests on it is named and never changed."""

from __future__ import annotations

import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from foundation import clock
from foundation.actor import Actor
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Stale, Unavailable
from foundation.events import subscribe
from foundation.history import of
from foundation.settings import Settings
from foundation.text import Text, text
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from registry.accounts.queries import actor_for
from tests.people import persona
from tests.training.evaluations.board import Board, board, in_september
from tests.training.exemptions.test_exemptions import _new as exemption
from tests.training.exemptions.test_exemptions import _theory, _trainee
from tests.training.taught import enrolments, key_of, later
from tests.training.walking import leads_to, signed_in
from training.enrolments import pages as enrolment_pages
from training.enrolments.telling import events
from training.evaluations.publicity import confirm, publicise
from training.exemptions import dependents, pages, revoking_pages
from training.exemptions.actions import Evidence, decide_exemption, propose_exemption
from training.exemptions.dependents import dependents_of, fingerprint, use_certificates_made
from training.exemptions.events import ExemptionRevoked
from training.exemptions.queries import (
    exemption_counts,
    find_exemption,
    list_exemptions,
    revocation_file,
    revocations_of,
)
from training.exemptions.revoking import NewRevocation, Verdict, decide_revocation, propose_revocation
from training.learning.queries import completions

__all__ = ["board", "in_september"]
pytestmark = pytest.mark.usefixtures("database")
WHY = NewRevocation(reason="原证明经核实系伪造", document="示例院校函〔2026〕9号")


async def _approved() -> tuple[Actor, Actor, str, str, uuid.UUID]:
    """Registrar and teacher, the exemption, the trainee."""
    registrar, trainee, key = await _trainee()
    teacher = await persona("teacher", organisation_id=registrar.organisation_id)
    one = await propose_exemption(registrar, trainee, exemption())
    await decide_exemption(teacher, one, approve=True)
    return registrar, teacher, one, trainee, key


async def _seen(key: uuid.UUID) -> str:
    return fingerprint(await dependents_of(key))


async def test_two_persons_take_it_back_and_the_completion_follows() -> None:
    heard: list[ExemptionRevoked] = []

    async def hear(event: ExemptionRevoked) -> None:
        heard.append(event)

    subscribe(ExemptionRevoked, hear)
    with clock.use(later()):
        registrar, teacher, one, trainee, key = await _approved()
        with pytest.raises(Invalid):
            await propose_revocation(registrar, one, WHY, Evidence("a.exe", b"MZ"))
        await propose_revocation(registrar, one, WHY, Evidence("函.pdf", b"%PDF-1.7 letter"))
        assert await _theory(key) == 10, "it counts until another person agrees"
        without = (await completions([key], without=(await find_exemption(teacher, one)).id))[key]
        assert next(line.done for line in without.lines if line.kind == "theory") == 0
        with pytest.raises(Conflict):
            await propose_revocation(registrar, one, WHY)
        with pytest.raises(Refused):
            await decide_revocation(registrar, one, Verdict(agreed=True, seen=await _seen(key)))
        assert (await exemption_counts(registrar)) == {"revoking": 1}
        done = await decide_revocation(teacher, one, Verdict(agreed=True, seen=await _seen(key)))
        assert (done.state, done.decider) == ("revoked", teacher.name)
        assert await _theory(key) == 0
        assert [event.enrolment_id for event in heard] == [key]
        (kept,) = await revocations_of(done.id)
        assert (kept.verdict, kept.proposer, kept.decider) == ("agreed", registrar.name, teacher.name)
        assert await revocation_file(kept) == b"%PDF-1.7 letter"
        told = [one.title.english() for one in events(await of("enrolment", key))]
        assert {"Exemption approved", "Revocation of an exemption proposed", "Exemption taken back"} <= {
            *told
        }
        with pytest.raises(Conflict):
            await propose_revocation(registrar, one, WHY)
        assert await propose_exemption(registrar, trainee, exemption()), "it can be proposed anew"


async def test_refused_it_still_counts_and_who_may() -> None:
    with clock.use(later()):
        registrar, teacher, one, trainee, key = await _approved()
        with pytest.raises(Forbidden):
            await propose_revocation(teacher, one, WHY)
        for stranger in (await persona("registrar", area="360300"), await persona("preparer")):
            with pytest.raises((NotFound, Forbidden)):
                await propose_revocation(stranger, one, WHY)
        await propose_revocation(registrar, one, WHY)
        with pytest.raises(NotFound):
            await decide_revocation(await persona("teacher", area="360300"), one, Verdict(agreed=False))
        with pytest.raises(Invalid):
            await decide_revocation(teacher, one, Verdict(agreed=False))
        shown = await decide_revocation(teacher, one, Verdict(agreed=False, note="函件与本人无关"))
        assert (shown.state, await _theory(key)) == ("approved", 10)
        with pytest.raises(Conflict):
            await decide_revocation(teacher, one, Verdict(agreed=False, note="函件与本人无关"))
        waiting = await propose_exemption(registrar, trainee, exemption(module_code="B-T4", hours=Decimal(1)))
        with pytest.raises(Conflict):
            await propose_revocation(registrar, waiting, WHY)
        assert [row.state for row in (await list_exemptions(registrar))[0]] == ["proposed", "approved"]


async def test_the_database_holds_it_too() -> None:
    with clock.use(later()):
        registrar, _, one, _, key = await _approved()
        await propose_revocation(registrar, one, WHY)
        wrong = {
            "UPDATE exemption SET status = 'revoked'": "taken back by two persons",
            "UPDATE exemption SET status = 'rejected', decision_note = 'x'": "decided as it was proposed",
            "UPDATE exemption_revocation SET verdict = 'agreed', decided_by = proposed_by,"
            " decided_at = now()":
                "two_persons",
            "UPDATE exemption_revocation SET reason = 'x'": "decided as it was proposed",
            "INSERT INTO exemption_revocation (id, public_id, exemption_id, reason, document, proposed_by,"
            " proposed_at) SELECT gen_random_uuid(), 'x', exemption_id, 'x', 'x', proposed_by, now()"
            " FROM exemption_revocation": "exemption_revocation_once",
        }  # fmt: skip
        for statement, said in wrong.items():
            with pytest.raises(asyncpg.PostgresError, match=said):
                async with transaction():
                    await execute(statement)
        assert await _theory(key) == 10


async def test_what_rests_on_it_is_named_must_have_been_seen_and_stays(board: Board) -> None:
    made: list[Text] = []

    async def source(enrolment_id: uuid.UUID) -> list[Text]:
        return made

    use_certificates_made(source)
    teacher = await persona("teacher", organisation_id=board.registrar.organisation_id)
    trainee = (await enrolments(board.cohort))[0]
    key = uuid.UUID(str(await key_of(trainee)))
    one = await propose_exemption(board.registrar, trainee, exemption())
    await decide_exemption(teacher, one, approve=True)
    await propose_revocation(board.registrar, one, WHY)
    before = await _seen(key)
    session = await board.marked()
    await publicise(board.first, session)
    with clock.use(later(60)):
        await confirm(board.second, session)
        with pytest.raises(Stale):
            await decide_revocation(teacher, one, Verdict(agreed=True, seen=before))
        made.append(text("Issued"))
        await execute(
            "UPDATE enrolment SET status = 'completed', completed_on = '2026-09-01' WHERE id = $1", key
        )
        rests = await dependents_of(key)
        assert [one.kind for one in rests] == ["completion", "result", "certificate"]
        assert "2026-09-BYS4-001" in rests[1].said.english()
        frozen = "SELECT status, theory, skill, confirmed_at FROM evaluation_entry WHERE enrolment_id = $1"
        result = await fetchrow(frozen, key)
        await decide_revocation(teacher, one, Verdict(agreed=True, seen=fingerprint(rests)))
        assert await fetchrow(frozen, key) == result
        assert await dependents_of(key) == rests
    use_certificates_made(dependents._unknown)
    with pytest.raises(Unavailable):
        await dependents_of(key)


async def test_pages(tmp_path: Path) -> None:
    with clock.use(later()):
        registrar, teacher, one, trainee, key = await _approved()
        await execute(
            "UPDATE enrolment SET status = 'completed', completed_on = '2026-08-01' WHERE id = $1", key
        )
        set_actor_loader(actor_for)
        routes = [*pages.ROUTES, *revoking_pages.ROUTES, *enrolment_pages.ROUTES]
        app = build_app(Settings(data_dir=tmp_path), routes, navigation=[])
        mine, hers = await signed_in(app, registrar, "en"), await signed_in(app, teacher, "en")
        here = f"/exemptions/{one}"
        assert f"{here}/revocation" in (await mine.get(here)).text
        assert f"{here}/revocation" not in (await hers.get(here)).text, "the teacher does not propose"
        asked = (await mine.get(f"{here}/revocation")).text
        assert "Training completed on 1 August 2026" in asked
        typed: dict[str, Any] = {"reason": WHY.reason, "document": ""}
        wrong = await mine.post(f"{here}/revocation", typed)
        assert (wrong.status_code, WHY.reason in wrong.text) == (422, True)
        scan = {"file": ("函.pdf", b"%PDF-1.7", "application/pdf")}
        done = await mine.post(f"{here}/revocation", typed | {"document": WHY.document}, files=scan)
        assert leads_to(done) == f"{here}/revocation"
        assert "revocation/decide" not in (await mine.get(f"{here}/revocation")).text
        assert (await hers.get(f"{here}/revocation/document")).content == b"%PDF-1.7"
        assert "To the proposal" in (await hers.get(here)).text
        page = (await hers.get(f"{here}/revocation")).text
        assert WHY.document in page
        stale = await hers.post(f"{here}/revocation/decide", {"decision": "agree", "seen": "x"})
        assert (stale.status_code, "not what you were shown" in stale.text) == (409, True)
        assert (await hers.post(f"{here}/revocation/decide", {"decision": "refuse"})).status_code == 422
        seen = page.split('name="seen" value="')[1].split('"')[0]
        assert (
            leads_to(await hers.post(f"{here}/revocation/decide", {"decision": "agree", "seen": seen}))
            == here
        )
        shown = (await mine.get(here)).text
        assert "Taken back" in shown
        assert WHY.reason in shown
        assert "taken away since" in (await mine.get(f"/enrolments/{trainee}")).text
        assert leads_to(await mine.get(f"{here}/revocation")) == here
        assert "Taken back" in (await mine.get("/exemptions?status=revoked")).text
        assert (
            await (await signed_in(app, await persona("registrar", "360300"))).get(f"{here}/revocation")
        ).status_code == 404
