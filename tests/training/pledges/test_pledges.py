"""The pledge of conduct: the version in force, its digest, who signed, and that a signature stays."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from foundation import clock
from foundation.clock import today
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.settings import Settings
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from registry.accounts.queries import actor_for
from tests.parameters import confirm_placing
from tests.people import persona
from tests.training.taught import enrolments, key_of, later, small_cohort
from tests.training.walking import leads_to, signed_in
from training.pledges import pages
from training.pledges.actions import Signing, sign_pledge, sign_pledges
from training.pledges.data import PLEDGES, pledge_on
from training.pledges.queries import pledges_of

SIGNED = date(2026, 8, 30)


def test_the_digest_is_that_of_the_words() -> None:
    text = pledge_on(SIGNED)
    assert text.digest == hashlib.sha256("\n".join(text.lines).encode()).digest()
    assert len(text.headings) == 10
    assert text.needs_confirm


def test_what_was_signed_does_not_change() -> None:
    """A version that may have been signed keeps its words: a new one is added below it."""
    assert PLEDGES["2022-11"].digest.hex() == (
        "742db4d1a10c69048cadc6fd82331085f54117ddc7284ebff9123890252faae9"
    )


@pytest.mark.usefixtures("database")
async def test_signed_once_and_for_good() -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        cohort = await small_cohort(registrar, names=("王小花", "李小云"))
        first, second = await enrolments(cohort)
        version = pledge_on(today()).version
        good = Signing(version=version, signed_name="王 小花", signed_on=SIGNED)
        for wrong in (
            Signing(version=version, signed_name="李小花", signed_on=SIGNED),
            Signing(version=version, signed_name="王小花", signed_on=date(2027, 1, 1)),
            Signing(version="1999", signed_name="王小花", signed_on=SIGNED),
        ):
            with pytest.raises(Invalid):
                await sign_pledge(registrar, first, wrong)
        with pytest.raises(Refused) as refused:
            await sign_pledge(registrar, first, good)
        assert refused.value.rule is not None
        assert (refused.value.rule.id, refused.value.rule.confidence) == ("pledge.2022-11", "U")
        await confirm_placing()
        with pytest.raises(Forbidden):
            await sign_pledge(await persona("preparer"), first, good)
        with pytest.raises(NotFound):
            await sign_pledge(await persona("teacher", area="360300"), first, good)
        await sign_pledge(registrar, first, good)
        with pytest.raises(Conflict):
            await sign_pledge(registrar, first, good)
        assert await sign_pledges(registrar, cohort, version, SIGNED, [first, second]) == 1
        keys = [uuid.UUID(str(await key_of(one))) for one in (first, second)]
        assert all(one.intact and one.signed_on == SIGNED for one in (await pledges_of(keys)).values())
        row = await fetchrow("SELECT digest FROM pledge LIMIT 1")
        assert bytes(row["digest"]) == PLEDGES[version].digest
        for statement in ("UPDATE pledge SET signed_on = now()", "DELETE FROM pledge"):
            with pytest.raises(asyncpg.PostgresError):
                async with transaction():
                    await execute(statement)


@pytest.mark.usefixtures("database")
async def test_on_the_pages(tmp_path: Path) -> None:
    with clock.use(later()):
        registrar = await persona("registrar")
        cohort = await small_cohort(registrar, names=("王小花", "李小云"))
        first, second = await enrolments(cohort)
        set_actor_loader(actor_for)
        app = build_app(Settings(data_dir=tmp_path), pages.ROUTES, navigation=[])
        browser = await signed_in(app, registrar)
        page = (await browser.get(f"/enrolments/{first}/pledge")).text
        assert "坚守诚信自律" in page
        assert pledge_on(today()).digest.hex() in page
        assert "signed_name" not in page
        await confirm_placing()
        assert "signed_name" in (await browser.get(f"/enrolments/{first}/pledge")).text
        typed = {"version": pledge_on(today()).version, "signed_name": "王小花", "signed_on": "2026-8-30"}
        wrong = await browser.post(f"/enrolments/{first}/pledge", typed | {"signed_name": "某某"})
        assert wrong.status_code == 422
        assert leads_to(await browser.post(f"/enrolments/{first}/pledge", typed)) == f"/enrolments/{first}"
        assert "签署日期" in (await browser.get(f"/cohorts/{cohort}/pledges")).text
        assert (
            await browser.post(f"/cohorts/{cohort}/pledges", {"signed_on": "2026-8-30"})
        ).status_code == 422
        paper = {"signed_on": "2026-8-30", "trainees": [second]}
        assert (
            leads_to(await browser.post(f"/cohorts/{cohort}/pledges", paper)) == f"/cohorts/{cohort}/pledges"
        )
        assert f'value="{second}"' not in (await browser.get(f"/cohorts/{cohort}/pledges")).text
