"""The page that shows who would be affected if the conditions changed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec
from litestar import get
from litestar.params import FromQuery

from curricula.eligibility.unsure import UNSURE
from curricula.occupations.data import LEVELS, OCCUPATIONS
from foundation.clock import today
from foundation.errors import DomainError, FieldProblem, Invalid
from foundation.language import say
from foundation.reading import parse_date
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.charts import Part, Row, stacked_bar_chart
from foundation.web.pages import Answer, Request, render
from training.candidacy.preview import PREVIEW, Preview, Question, preview

_MOST = 200


class PreviewForm(msgspec.Struct):
    """What is supposed; kept in the address, so that it can be sent to a colleague."""

    now: str
    then: str
    level: int
    day: date
    confirming: str = ""
    labels: ClassVar[dict[str, Text]] = {"day": text("On the day"), "level": text("Level")}


@get("/eligibility/preview", opt={"permission": PREVIEW})
async def preview_page(
    request: Request,
    actor: SignedIn,
    now: FromQuery[str] = "",
    then: FromQuery[str] = "",
    level: FromQuery[str] = "4",
    day: FromQuery[str] = "",
    confirming: FromQuery[str] = "",
) -> Answer:
    found, error = None, None
    if now:
        try:
            found = await preview(actor, _question(now, then, level, day, confirming))
        except DomainError as wrong:
            error = wrong
    return render(
        request,
        "training/eligibility_preview.html",
        error=error,
        filled={
            "now": now or "4-10-01-03 2021年版",
            "then": then or now or "4-10-01-03 2021年版",
            "level": level,
            "day": day or today().isoformat(),
            "confirming": confirming,
        },
        standards=_standards(),
        levels=[(str(one), label.label) for one, label in sorted(LEVELS.items(), reverse=True)],
        parameters=[(one.id, one.title) for one in UNSURE],
        found=found,
        chart=_chart(found) if found else None,
        most=_MOST,
    )


def _standards() -> list[tuple[str, str]]:
    return [
        (f"{one.code} {edition.edition}", f"{one.code} {say(edition.label)} · {edition.edition}")
        for one in OCCUPATIONS.values()
        for edition in one.editions
    ]


def _question(now: str, then: str, level: str, day: str, confirming: str) -> Question:
    known = {value for value, _ in _standards()}
    read = parse_date(day)
    problems = []
    if now not in known:
        problems.append(FieldProblem("now", text("Choose one from the list.")))
    if (then or now) not in known or (then or now).partition(" ")[0] != now.partition(" ")[0]:
        problems.append(FieldProblem("then", text("Choose an edition of the same occupation.")))
    if level not in {str(one) for one in LEVELS}:
        problems.append(FieldProblem("level", text("Choose one from the list.")))
    if confirming and confirming not in {one.id for one in UNSURE}:
        problems.append(FieldProblem("confirming", text("Choose one from the list.")))
    if read.problem:
        problems.append(FieldProblem("day", read.problem, read.remedy))
    if problems:
        raise Invalid(problems)
    occupation, _, edition = now.partition(" ")
    return Question(
        occupation=occupation,
        edition=edition,
        level=int(level),
        day=read.value or today(),
        then_edition=(then or now).partition(" ")[2],
        confirming=confirming,
    )


def _chart(found: Preview) -> object:
    rows = [
        Row(
            one.cohort_name,
            [
                Part(say(text("Become eligible")), one.gain, "valid"),
                Part(say(text("No longer eligible")), one.lose, "stopped"),
                Part(say(text("On another day")), one.shift, "attention"),
            ],
        )
        for one in found.counts
        if one.gain + one.lose + one.shift
    ]
    words = "; ".join(f"{one.cohort_name}: +{one.gain} −{one.lose} ~{one.shift}" for one in found.counts)
    return stacked_bar_chart(say(text("Who is affected, by cohort")), words, rows) if rows else None


ROUTES = [preview_page]
