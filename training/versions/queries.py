"""The versions of a session's theory paper side by side."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal

from curricula.standards.data import STANDARDS
from training.archives.rules import ENOUGH
from training.papers.queries import PaperView, in_force, keys_of, papers_of, scored
from training.papers.rules import Item
from training.versions.rules import Comparison, compare


async def versions_of(session_id: uuid.UUID) -> Comparison:
    """By the score that key and answers come to, whatever was entered."""
    return side_by_side(await papers_of(session_id), in_force(await keys_of(session_id)))


def side_by_side(papers: Sequence[PaperView], keys: Mapping[str, tuple[Item, ...]]) -> Comparison:
    """The same for papers and keys that are at hand."""
    scores: dict[str, list[Decimal]] = {}
    for one in scored(papers, dict(keys)):
        scores.setdefault(one.paper.version, []).append(one.computed)
    return compare(scores, STANDARDS.pass_mark.value, ENOUGH)
