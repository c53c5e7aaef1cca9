"""Tests of a cohort: the list, planning one, its attempts, and what the answers tell about the questions."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath
from markupsafe import Markup

from curricula.courses.queries import version
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import transaction
from foundation.errors import DomainError, NotFound
from foundation.language import say
from foundation.qr import qr_picture
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.charts import Part, bar_chart
from foundation.web.client import settings_of
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from training.cohorts.actions import own_cohort
from training.cohorts.queries import find_cohort
from training.module_tests.actions import NewTest, end_test, plan_test
from training.module_tests.marking import settle_over
from training.module_tests.queries import ItemView, attempts_at, find_test, items_of, tests_of
from training.questions.queries import BankView, banks
from training.questions.rules import ENOUGH, KINDS

_VIEW = "training.test.view"
_PLAN = "training.test.plan"
_IN_CHART = 40


@get("/cohorts/{public_id:str}/tests", opt={"permission": _VIEW})
async def tests_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    cohort = await find_cohort(actor, public_id)
    return render(
        request,
        "training/module_tests.html",
        cohort=cohort,
        tests=await tests_of(cohort.id),
        own=cohort.college_id == actor.organisation_id,
        moment=now(),
    )


@get("/cohorts/{public_id:str}/tests/new", opt={"permission": _PLAN})
async def new_test_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _new(request, actor, public_id)


@post("/cohorts/{public_id:str}/tests/new", opt={"permission": _PLAN})
async def new_test(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        test = await plan_test(actor, public_id, await read_form(request, NewTest))
    except CORRECTABLE as error:
        return await _new(request, actor, public_id, error)
    return see_other(request, f"/tests/{test}", flash=text("The test is planned."))


async def _new(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    cohort = await own_cohort(actor, public_id)
    course = await version(cohort.course_version_id)
    return render(
        request,
        "training/module_test_new.html",
        error=error,
        filled={"attempts": 1, "minutes": 30},
        cohort=cohort,
        modules=[(one.code, f"{one.code} {one.title}") for one in course.modules],
        banks=[(one.public_id, _offered(one)) for one in await banks(actor)],
    )


def _offered(bank: BankView) -> Text:
    return text(
        "{title}: {judgements} true or false, {singles} with one answer, {multiples} with several",
        title=bank.title,
        judgements=bank.judgements,
        singles=bank.singles,
        multiples=bank.multiples,
    )


@get("/tests/{public_id:str}", opt={"permission": _VIEW})
async def test_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    test = await find_test(actor, public_id)
    own = test.college_id == actor.organisation_id and actor.may(_PLAN)
    items = await items_of(test.id)
    address = f"{settings_of(request).address}/t/{test.public_id}"
    return render(
        request,
        "training/module_test.html",
        test=test,
        attempts=await attempts_at(test.id),
        items=items,
        kinds=KINDS,
        chart=_chart(items),
        enough=ENOUGH,
        moment=now(),
        own=own,
        address=address,
        code=qr_picture(address, say(text("Address of the test")), "qr") if own else None,
    )


def _chart(items: list[ItemView]) -> Markup | None:
    """How many per cent were right, question by question, the hardest first."""
    if not items:
        return None
    hardest = sorted(items, key=lambda one: one.figures.difficulty)[:_IN_CHART]
    parts = [
        Part(
            f"{one.code} {one.stem}",
            float(one.figures.difficulty * 100),
            "attention" if one.figures.remark else "accent",
        )
        for one in hardest
    ]
    title = say(text("Right answers in per cent, the hardest questions first"))
    told = say(text("A bar for each question that was asked; those somebody should look at stand out."))
    return bar_chart(title, told, parts)


@post("/tests/{public_id:str}/settle", opt={"permission": _PLAN})
async def settle(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    test = await find_test(actor, public_id)
    if test.college_id != actor.organisation_id:
        raise NotFound()
    async with transaction():
        count = await settle_over(test.id)
    flash = text("{count} attempts whose time was over are handed in.", count=count)
    return see_other(request, f"/tests/{public_id}", flash=flash)


@post("/tests/{public_id:str}/end", opt={"permission": _PLAN})
async def end(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    count = await end_test(actor, public_id)
    flash = text("The test is ended; {count} attempts were handed in as they stood.", count=count)
    return see_other(request, f"/tests/{public_id}", flash=flash)


ROUTES = [tests_page, new_test_page, new_test, test_page, settle, end]
