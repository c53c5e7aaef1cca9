"""Why a candidate is admitted or not, kept with the entry so that it can be said in any language later."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from curricula.outlines.rules import Completion
from foundation.errors import Rule
from foundation.text import Text, text

TRAINED = Rule(
    "EV-TRAINED",
    text("Candidates from a cohort have completed their training"),
    "托育机构负责人培训大纲（试行）、托育机构保育人员培训大纲（试行）（国卫办人口函〔2021〕449号）",
)
SCREENED = Rule(
    "EV-SCREENED",
    text("Nobody is examined for work with children whose screening is not clear"),
    "中华人民共和国未成年人保护法",
    "第六十二条",
    "V",
)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What admission is decided on."""

    enrolled: bool
    same_course: bool
    completion: Completion | None
    screened_clear: bool


class Decision(msgspec.Struct, frozen=True):
    """Admitted or not, by which rule, on what evidence."""

    admitted: bool
    rule: Rule
    evidence: list[Text]


def decide(standing: Standing) -> Decision:
    """Everything that is missing is named, the first rule that says no decides."""
    missing = list(_training_gaps(standing))
    if not standing.screened_clear:
        # Neither evaluator nor candidate learns here why; the health commission says it.
        missing.append(text("The candidate cannot be admitted at present; ask the health commission."))
    if not missing:
        return Decision(True, TRAINED, [text("The training is complete and the screening is clear.")])
    trained = standing.enrolled and standing.same_course and standing.completion is not None
    rule = SCREENED if trained and standing.completion and standing.completion.met else TRAINED
    return Decision(False, rule, missing)


def _training_gaps(standing: Standing) -> Sequence[Text]:
    if not standing.enrolled:
        return [text("There is no enrolment that is under way or completed.")]
    if not standing.same_course:
        return [text("The training was for another occupation or level.")]
    if standing.completion is None:
        return [text("Nothing of the training is recorded.")]
    return [
        text(
            "{label}: {done} of {required}",
            label=line.label,
            done=_plain(line.done),
            required=_plain(line.required),
        )
        for line in standing.completion.missing
    ]


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def written_evidence(evidence: Sequence[Text]) -> str:
    """As it is stored."""
    return msgspec.json.encode([_packed(one) for one in evidence]).decode()


def read_evidence(stored: str) -> list[Text]:
    """As it was decided; empty for an entry without."""
    return [_unpacked(one) for one in msgspec.json.decode(stored)] if stored else []


def _packed(one: Text) -> dict[str, Any]:
    values = {
        name: _packed(value) if isinstance(value, Text) else value for name, value in one.params.items()
    }
    return {"msgid": one.msgid, "params": values}


def _unpacked(one: dict[str, Any]) -> Text:
    values = {
        name: _unpacked(value) if isinstance(value, dict) else value for name, value in one["params"].items()
    }
    return Text(one["msgid"], values)
