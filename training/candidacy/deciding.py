"""Weighs candidates against every condition of a level, and keeps what was decided with the entry."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from curricula.eligibility.rules.answers import Answer, weigh
from curricula.eligibility.rules.rulesets import RuleSet
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import copy_rows, fetchrow
from foundation.errors import Rule
from foundation.ids import new_id
from foundation.text import Text
from registry.people.queries import identities
from training.candidacy.own_certificates import certificates_of
from training.candidacy.queries import Shown, standing_evidence
from training.candidacy.rules import OwnCertificate, candidate
from training.candidacy.wording import packed, unpacked

_COLUMNS = (
    "id", "entry_id", "decided_on", "eligible", "rules_version", "met", "earliest", "answer", "evidence",
    "certificates", "decided_by", "decided_at",
)  # fmt: skip


class Weighed(msgspec.Struct, frozen=True):
    """The answer to a candidate with what it rests on; `declared` counts only once somebody has seen it."""

    answer: Answer
    counted: list[Shown]
    declared: list[Shown]
    own: list[OwnCertificate]


class KeptRule(msgspec.Struct, frozen=True):
    """A rule as it was tried, in words that can be said in any language later."""

    rule: Rule
    met: bool
    missing: list[Text]
    earliest: date | None
    papers: list[Text]


class Kept(msgspec.Struct, frozen=True):
    """A decision as it was kept."""

    decided_on: date
    eligible: bool
    rules_version: str
    met: list[str]
    earliest: date | None
    tried: list[KeptRule]
    evidence: list[uuid.UUID]
    certificates: list[str]
    decided_by_name: str | None


async def weigh_many(rules: RuleSet, person_ids: Sequence[uuid.UUID], day: date) -> dict[uuid.UUID, Weighed]:
    """As many queries however many candidates."""
    people = await identities(person_ids)
    shown = await standing_evidence(person_ids)
    own = await certificates_of(person_ids, day)
    found = {}
    for person_id in person_ids:
        counted = [one for one in shown[person_id] if one.state == "seen"]
        declared = [one for one in shown[person_id] if one.state == "declared"]
        born = people[person_id].birth_date if person_id in people else None
        whole = candidate(born, [one.said for one in counted], own[person_id], rules)
        found[person_id] = Weighed(weigh(rules, whole, day), counted, declared, own[person_id])
    return found


async def keep(actor: Actor, decisions: Mapping[uuid.UUID, Weighed], day: date, rules_version: str) -> None:
    """Add what was decided on these entries, within the caller's transaction."""
    moment = now()
    rows = [
        (
            new_id(),
            entry_id,
            day,
            one.answer.eligible,
            rules_version,
            [rule.id for rule in one.answer.met],
            one.answer.earliest,
            _written(one.answer),
            [each.id for each in one.counted],
            [each.number for each in one.own],
            actor.account_id,
            moment,
        )
        for entry_id, one in decisions.items()
    ]
    await copy_rows("eligibility_decision", _COLUMNS, rows)


async def decision_on(entry_id: uuid.UUID) -> Kept | None:
    """The newest decision on an entry."""
    row = await fetchrow(
        "SELECT d.*, a.name AS decided_by_name FROM eligibility_decision d"
        " LEFT JOIN account a ON a.id = d.decided_by"
        " WHERE d.entry_id = $1 ORDER BY d.nth DESC LIMIT 1",
        entry_id,
    )
    if row is None:
        return None
    values = dict(row) | {"tried": [_rule(one) for one in msgspec.json.decode(row["answer"])]}
    return Kept(**{name: values[name] for name in Kept.__struct_fields__})


def _written(answer: Answer) -> str:
    return msgspec.json.encode(
        [
            {
                "id": one.rule.id,
                "title": packed(one.rule.title),
                "document": one.rule.document,
                "article": one.rule.article,
                "confidence": one.rule.confidence,
                "met": one.met,
                "missing": [packed(each) for each in one.missing],
                "earliest": one.earliest,
                "papers": [packed(each) for each in one.evidence],
            }
            for one in answer.rules
        ]
    ).decode()


def _rule(stored: dict[str, Any]) -> KeptRule:
    rule = Rule(
        stored["id"], unpacked(stored["title"]), stored["document"], stored["article"], stored["confidence"]
    )
    earliest = stored["earliest"]
    return KeptRule(
        rule,
        stored["met"],
        [unpacked(one) for one in stored["missing"]],
        date.fromisoformat(earliest) if earliest else None,
        [unpacked(one) for one in stored["papers"]],
    )


def of_answer(answer: Answer) -> list[KeptRule]:
    """A fresh answer in the same words."""
    return [
        KeptRule(one.rule, one.met, list(one.missing), one.earliest, list(one.evidence))
        for one in answer.rules
    ]
