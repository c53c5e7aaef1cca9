"""Who would be affected if the conditions changed: trainees weighed twice, nothing written."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date
from typing import Any

import msgspec

from curricula.eligibility.data import effective
from curricula.eligibility.rules.answers import Answer
from curricula.eligibility.rules.comparing import compare
from curricula.eligibility.rules.rulesets import RuleSet, edition_id, rule_set
from curricula.occupations.rules import edition
from foundation.actor import Actor
from foundation.database import fetch
from foundation.errors import FieldProblem, Invalid
from foundation.text import text
from registry.parameters.queries import confirmed_on
from registry.people.queries import identities
from training.candidacy.own_certificates import certificates_of
from training.candidacy.queries import standing_evidence
from training.candidacy.rules import candidate
from training.cohorts.queries import scope

PREVIEW = "training.candidacy.preview"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Now `edition`; then, from `day` on, `then_edition` with `confirming` counting as confirmed."""

    occupation: str
    level: int
    edition: str
    day: date
    then_edition: str
    confirming: str = ""


class Line(msgspec.Struct, frozen=True):
    """One trainee whose answer changes."""

    enrolment_public_id: str
    name: str
    cohort_id: uuid.UUID
    cohort_name: str
    before: Answer
    after: Answer


class Count(msgspec.Struct, frozen=True):
    """How many of a cohort are affected, and in what way."""

    cohort_name: str
    college_name: str
    trainees: int
    gain: int
    lose: int
    shift: int


class Preview(msgspec.Struct, frozen=True):
    """The whole answer."""

    weighed: int
    counts: list[Count]
    gain: list[Line]
    lose: list[Line]
    shift: list[Line]


_TRAINEES = """
SELECT e.id, e.public_id, e.person_id, p.name, c.id AS cohort_id,
       c.name || ' · ' || c.code AS cohort_name, o.name AS college_name
  FROM enrolment e
  JOIN person p ON p.id = e.person_id
  JOIN cohort c ON c.id = e.cohort_id
  JOIN organisation o ON o.id = c.college_id
  JOIN course_version v ON v.id = c.course_version_id
  JOIN course k ON k.id = v.course_id
 WHERE (c.college_id = $1 OR ($2 <> '' AND o.area_code LIKE $2 || '%'))
   AND k.occupation_code = $3 AND k.level = $4 AND e.status IN ('active', 'completed')
 ORDER BY c.name, e.student_no
"""


async def preview(actor: Actor, asked: Question) -> Preview:
    """Weigh every trainee of that occupation and level in the actor's scope under both rule sets."""
    actor.require(PREVIEW)
    before, after = await _rule_sets(asked)
    rows = await fetch(_TRAINEES, *scope(actor), asked.occupation, asked.level)
    people = list(dict.fromkeys(row["person_id"] for row in rows))
    known, shown = await identities(people), await standing_evidence(people)
    own = await certificates_of(people, asked.day)

    def as_candidate(person_id: uuid.UUID) -> Any:
        said = [one.said for one in shown[person_id] if one.state == "seen"]
        return candidate(known[person_id].birth_date, said, own[person_id], after)

    found = compare(
        before, after, [(at, as_candidate(row["person_id"])) for at, row in enumerate(rows)], asked.day
    )
    groups = {name: [_line(rows[one.key], one) for one in getattr(found, name)] for name in _GROUPS}
    return Preview(len(rows), _counts(rows, groups), **groups)


_GROUPS = ("gain", "lose", "shift")


async def _rule_sets(asked: Question) -> tuple[RuleSet, RuleSet]:
    confirmed = await confirmed_on(asked.day)
    now = edition(asked.occupation, asked.edition)
    then = edition(asked.occupation, asked.then_edition)
    supposed = confirmed | {edition_id(asked.occupation, then)} | ({asked.confirming} - {""})
    if now.levels and asked.level not in now.levels:
        raise Invalid([FieldProblem("level", text("This edition has no such level."))])
    before = rule_set(now.generation, asked.occupation, asked.level, confirmed)
    if not effective(edition_id(asked.occupation, now), now, confirmed):
        before = RuleSet((), before.occupations, before.majors)  # it admits nobody yet
    return before, rule_set(then.generation, asked.occupation, asked.level, supposed)


def _line(row: Any, one: Any) -> Line:
    return Line(row["public_id"], row["name"], row["cohort_id"], row["cohort_name"], one.before, one.after)


def _counts(rows: list[Any], groups: dict[str, list[Line]]) -> list[Count]:
    trainees = Counter(row["cohort_id"] for row in rows)
    named = {row["cohort_id"]: (row["cohort_name"], row["college_name"]) for row in rows}
    hit = {name: Counter(line.cohort_id for line in lines) for name, lines in groups.items()}
    return [
        Count(*named[key], count, hit["gain"][key], hit["lose"][key], hit["shift"][key])
        for key, count in trainees.items()
    ]
