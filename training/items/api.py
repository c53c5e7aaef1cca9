"""Item quality for programs."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from litestar import get
from litestar.params import FromPath

from foundation.language import say
from foundation.web.access import SignedIn
from training.evaluations.queries import find_session
from training.items.queries import qualities_of
from training.items.rules import ItemQuality, PaperQuality
from training.versions.queries import versions_of
from training.versions.rules import VersionFigures


class ItemQualityOut(msgspec.Struct, frozen=True, kw_only=True):
    """An item; `chosen` counts letters, "" is blank, * could not be read. `reasons` say why to look at it."""

    number: int
    answer: str
    asked: int
    right: int
    difficulty: Decimal
    discrimination: Decimal | None
    groups: Decimal | None
    chosen: dict[str, int]
    idle: list[str]
    reasons: list[str]


class PaperQualityOut(msgspec.Struct, frozen=True, kw_only=True):
    """A version; `reliability` is KR-20. Discrimination and reliability are there from 20 papers on.

    `mean` and `deviation` are of items right, `mean_score` and `score_deviation` of scores out of 100.
    """

    version: str
    papers: int
    mean: Decimal
    deviation: Decimal
    reliability: Decimal | None
    mean_score: Decimal
    score_deviation: Decimal
    passed: int
    pass_rate: Decimal
    reasons: list[str]
    items: list[ItemQualityOut]


@get("/api/v1/evaluations/{public_id:str}/items", opt={"permission": "training.evaluation.view"})
async def api_items(actor: SignedIn, public_id: FromPath[str]) -> list[PaperQualityOut]:
    """How hard each item was and how it tells candidates apart, by version of the paper."""
    session = await find_session(actor, public_id)
    figures = {one.version: one for one in (await versions_of(session.id)).versions}
    return [_paper(one, figures[one.version]) for one in await qualities_of(session.id)]


def _paper(one: PaperQuality, scores: VersionFigures) -> PaperQualityOut:
    return PaperQualityOut(
        version=one.version,
        papers=one.papers,
        mean=one.mean,
        deviation=one.deviation,
        reliability=one.reliability,
        mean_score=scores.mean,
        score_deviation=scores.deviation,
        passed=scores.passed,
        pass_rate=scores.rate,
        reasons=[say(each) for each in one.reasons],
        items=[_item(each) for each in one.items],
    )


def _item(one: ItemQuality) -> ItemQualityOut:
    return ItemQualityOut(
        number=one.number,
        answer=one.answer,
        asked=one.asked,
        right=one.right,
        difficulty=one.difficulty,
        discrimination=one.discrimination,
        groups=one.groups,
        chosen=one.chosen,
        idle=list(one.idle),
        reasons=[say(each) for each in one.reasons],
    )


ROUTES = [api_items]
