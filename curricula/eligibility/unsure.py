"""Rows of the conditions that are unsure: what of them counts once it is confirmed."""

from __future__ import annotations

from typing import Final

from curricula.eligibility.data import ELIGIBILITY_RULES, MAJORS, RELATED
from curricula.eligibility.rules.rulesets import edition_id
from curricula.occupations.data import OCCUPATIONS, PROGRAMMES
from foundation.rulebook import Cited
from foundation.text import Text, text
from registry.parameters.rules import Unsure

_OCCUPATIONS: Final = "curricula/occupations/data/occupations.toml"


def _unsure(identity: str, title: Text, row: Cited, effect: Text, place: str = "") -> Unsure:
    return Unsure(
        id=identity,
        title=title,
        keeper="hrss",
        document=row.document,
        article=row.article,
        confidence=row.confidence,
        effect=effect,
        row=place,
    )


UNSURE: Final = [
    *(
        _unsure(
            rule.id,
            text("Condition {id}: {title}", id=rule.id, title=rule.rule.title),
            rule,
            text("Before it is confirmed nobody is admitted by this condition."),
        )
        for rule in ELIGIBILITY_RULES
        if rule.needs_confirm
    ),
    *(
        _unsure(
            edition_id(one.code, standard),
            text("Edition {edition} of {occupation}", edition=standard.edition, occupation=one.label),
            standard,
            text("Before it is confirmed nobody is admitted under this edition."),
            f"{_OCCUPATIONS}#occupations.{one.code}.editions.{standard.edition}",
        )
        for one in OCCUPATIONS.values()
        for standard in one.editions
        if standard.needs_confirm
    ),
    *(
        _unsure(
            row.id,
            text("Related occupations: {names}", names="、".join(row.names)),
            row,
            text("Before it is confirmed work and certificates there do not count."),
            f"curricula/eligibility/data/related.toml#related.{row.id}",
        )
        for row in RELATED
        if row.needs_confirm
    ),
    *(
        _unsure(
            row.id,
            text("Majors: {names}", names="、".join(row.names)),
            row,
            text("Before it is confirmed these majors do not count."),
        )
        for row in MAJORS
        if row.needs_confirm
    ),
    *(
        _unsure(
            programme.code,
            text("Programme code {code}: {name}", code=programme.code, name=programme.label),
            programme,
            text("Before it is confirmed the code is not read; the name of the major is."),
            f"{_OCCUPATIONS}#programmes.{programme.code}",
        )
        for programme in PROGRAMMES.values()
        if programme.needs_confirm
    ),
]
