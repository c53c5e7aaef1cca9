"""What of an exemption can be proposed, and who decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from foundation.errors import FieldProblem
from foundation.text import text

_LEAST = Decimal("0.5")


class Claim(msgspec.Struct, frozen=True):
    """Hours of a module that were learnt elsewhere; with a score where the module is tested."""

    hours: Decimal
    score: Decimal | None
    learnt_on: date


class Taught(msgspec.Struct, frozen=True):
    """The module as the course has it."""

    hours: Decimal
    pass_mark: Decimal | None


def claim_problems(claim: Claim, module: Taught | None, today: date) -> list[FieldProblem]:
    """Everything that is wrong with it."""
    if module is None:
        return [FieldProblem("module_code", text("Please choose from the list."))]
    problems = []
    if not claim.hours.is_finite() or claim.hours < _LEAST:
        return [FieldProblem("hours", text("Half an hour is the least that is counted."))]
    if claim.score is not None and (not claim.score.is_finite() or not 0 <= claim.score <= 100):
        return [FieldProblem("score", text("A score is from 0 to 100."))]
    if claim.hours > module.hours:
        said = text(
            "The module has {hours} hours; no more can be counted.", hours=f"{module.hours.normalize():f}"
        )
        problems.append(FieldProblem("hours", said))
    if claim.learnt_on > today:
        problems.append(FieldProblem("learnt_on", text("Only what has taken place is recorded.")))
    if claim.score is not None and module.pass_mark is None:
        said = text("The course does not test this module; leave the score empty.")
        problems.append(FieldProblem("score", said))
    if claim.score is not None and module.pass_mark is not None and claim.score < module.pass_mark:
        mark = f"{module.pass_mark.normalize():f}"
        problems.append(FieldProblem("score", text("The module's pass mark is {mark}.", mark=mark)))
    return problems
