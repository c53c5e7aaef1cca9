"""How far a trainee is, for other systems, read-only."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from litestar import get
from litestar.params import FromPath

from foundation.language import say
from foundation.web.access import SignedIn
from training.enrolments.queries import find_enrolment
from training.learning.queries import completions


class MinimumOut(msgspec.Struct):
    """One minimum of the outline."""

    kind: str
    module: str
    label: str
    required: Decimal
    done: Decimal
    short: Decimal


class CompletionOut(msgspec.Struct):
    """Whether every minimum is met."""

    enrolment: str
    state: str
    met: bool
    rule: str
    minimums: list[MinimumOut]


@get("/api/v1/enrolments/{public_id:str}/completion", opt={"permission": "training.learning.view"})
async def api_completion(actor: SignedIn, public_id: FromPath[str]) -> CompletionOut:
    enrolment = await find_enrolment(actor, public_id)
    done = (await completions([enrolment.id]))[enrolment.id]
    lines = [
        MinimumOut(line.kind, line.module, say(line.label), line.required, line.done, line.short)
        for line in done.lines
    ]
    return CompletionOut(enrolment.public_id, enrolment.state, done.met, done.rule.id, lines)


ROUTES = [api_completion]
