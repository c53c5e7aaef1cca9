"""Why a candidate is admitted or not, kept with the entry so that it can be said in any language later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from curricula.outlines.rules import Completion
from foundation.errors import Rule
from foundation.text import Text, text
from training.candidacy.deciding import Weighed
from training.candidacy.wording import packed, unpacked

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


ELIGIBLE = Rule(
    "EV-ELIGIBLE",
    text("Who is assessed meets one of the conditions of the standard"),
    "职业技能等级认定工作规程（试行）（人社职司便函〔2020〕17号）",
)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What admission is decided on; `weighed` is None for somebody whom the screening has turned away."""

    enrolled: bool
    same_course: bool
    completion: Completion | None
    screened_clear: bool
    weighed: Weighed | None = None


class Decision(msgspec.Struct, frozen=True):
    """Admitted or not, by which rule, on what evidence."""

    admitted: bool
    rule: Rule
    evidence: list[Text]
    weighed: Weighed | None = None


def decide(standing: Standing) -> Decision:
    """The screening first: whoever it turns away is weighed no further. Then everything that is missing."""
    if not standing.screened_clear or standing.weighed is None:
        # Neither evaluator nor candidate learns here why; the health commission says it.
        said = text("The candidate cannot be admitted at present; ask the health commission.")
        return Decision(False, SCREENED, [said])
    answer = standing.weighed.answer
    gaps = list(_training_gaps(standing))
    unmet = [] if answer.eligible else list(_unmet(standing.weighed))
    if gaps or unmet:
        return Decision(False, TRAINED if gaps else ELIGIBLE, [*gaps, *unmet], standing.weighed)
    rule = answer.met[0]
    said = text("Condition {id} is met: {title}.", id=rule.id, title=rule.title)
    trained = text("The training is complete and the screening is clear.")
    return Decision(True, rule, [said, trained], standing.weighed)


def _unmet(weighed: Weighed) -> Iterator[Text]:
    yield text("None of the {count} conditions of this level is met.", count=len(weighed.answer.rules))
    if weighed.answer.earliest:
        yield text("The earliest day, as things stand: {day}.", day=weighed.answer.earliest)
    if weighed.declared:
        yield text(
            "{count} papers are only declared; they count once somebody has seen the originals.",
            count=len(weighed.declared),
        )


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
    return msgspec.json.encode([packed(one) for one in evidence]).decode()


def read_evidence(stored: str) -> list[Text]:
    """As it was decided; empty for an entry without."""
    return [unpacked(one) for one in msgspec.json.decode(stored)] if stored else []
