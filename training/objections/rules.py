"""How an upheld objection is put right: on the candidate's page, by new marks, or by the decision itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final, Literal

import msgspec

from curricula.standards.data import ComponentKind
from foundation.errors import FieldProblem, own_rule
from foundation.text import Text, text
from training.evaluations.rules import score_problem

Remedy = Literal["remark", "fixed", "present"]

TWO_PERSONS = own_rule("EV-OBJ", text("Who records an objection does not answer it"))
NOT_INVOLVED = own_rule("EV-OBJ-MARK", text("Who gave a mark does not decide on an objection against it"))
WRITTEN_BY_ANOTHER = own_rule("EV-OBJ-FIX", text("Who fixes a score by a decision does not write it"))

CORRECT: Final = "correct"
REMEDIES: Final[dict[str, Text]] = {
    CORRECT: text("The score is corrected on the candidate's page"),
    "remark": text("Two other assessors mark the practical part anew"),
    "fixed": text("The decision itself fixes the score"),
    "present": text("The candidate was there: the assessors mark"),
}

REMEDY_HINTS: Final[dict[str, Text]] = {
    CORRECT: text("For the theory, which the organiser enters."),
    "remark": text("Independently of each other; the former marks stay on record and are superseded."),
    "fixed": text("For example a sum that was wrong. Another person than you writes the score."),
    "present": text("For an absence that was recorded by mistake. It stands until the marks are complete."),
}


class Contested(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision can put right: the components that assessors mark, and the scores that stand."""

    by_assessors: Collection[ComponentKind]
    scores: dict[str, Decimal | None]
    kept: Collection[str] = ()
    absent: Collection[str] = ()


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody who upholds an objection wants it put right."""

    remedy: str = ""
    component: str = "skill"
    points: Decimal | None = None
    document: str = ""


class PutRight(msgspec.Struct, frozen=True):
    """The same, as it is kept; nothing for a score that the organiser corrects on the candidate's page."""

    remedy: Remedy | None = None
    component: str | None = None
    points: Decimal | None = None
    document: str = ""


def put_right(wanted: Wanted) -> PutRight:
    """What is kept of a decision without problems."""
    if wanted.remedy == "remark":
        return PutRight("remark", "skill")
    if wanted.remedy == "present":
        return PutRight("present", wanted.component)
    if wanted.remedy == "fixed":
        return PutRight("fixed", wanted.component, wanted.points, wanted.document.strip())
    return PutRight()


def remedy_problems(wanted: Wanted, contested: Contested) -> list[FieldProblem]:
    """Where assessors mark, it has to be said how; new marks and fixed scores replace a score that stands."""
    if wanted.remedy == CORRECT or not (wanted.remedy or contested.by_assessors):
        return []
    if wanted.remedy not in REMEDIES or not contested.by_assessors:
        return [FieldProblem("remedy", text("Choose one from the list."))]
    component = put_right(wanted).component or ""
    if component not in contested.by_assessors:
        field = "remedy" if wanted.remedy == "remark" else "component"
        return [FieldProblem(field, text("Assessors give no marks in this component."))]
    if said := _unfit(wanted.remedy, component, contested):
        return [FieldProblem("remedy", said)]
    return list(_fixed_problems(wanted, contested.scores.get(component))) if wanted.remedy == "fixed" else []


def _unfit(remedy: str, component: str, contested: Contested) -> Text | None:
    """Marks are given anew where there are some; who was recorded as absent has none yet."""
    absent = component in contested.absent
    if remedy == "present" and not absent:
        return text("The candidate is not recorded as absent from this component.")
    if remedy == "remark" and absent:
        return text("The candidate is recorded as absent; there is no mark to be given anew.")
    if component in contested.kept or not (absent or contested.scores.get(component) is not None):
        return text("There is no score of this session in this component.")
    return None


def _fixed_problems(wanted: Wanted, stands: Decimal | None) -> Iterator[FieldProblem]:
    if wanted.points is None:
        yield FieldProblem("points", text("Write the score that the decision fixes."))
    elif wrong := score_problem(wanted.points):
        yield FieldProblem("points", wrong.message)
    elif wanted.points == stands:
        yield FieldProblem("points", text("Nothing is different from what is publicised."))
    if len(wanted.document.strip()) < 2:
        yield FieldProblem("document", text("Name the document of the decision: kind and number."))
