"""The quality of every version that has a key in force and papers."""

from __future__ import annotations

import uuid

from training.items.rules import PaperQuality, quality
from training.papers.queries import PaperView, in_force, keys_of, papers_of


async def qualities_of(session_id: uuid.UUID) -> list[PaperQuality]:
    """By version; a paper with fewer answers than the key has items is blank at the end."""
    keys = in_force(await keys_of(session_id))
    papers: dict[str, list[PaperView]] = {}
    for one in await papers_of(session_id):
        papers.setdefault(one.version, []).append(one)
    return [
        quality(version, items, [answers_for(one, len(items)) for one in papers[version]])
        for version, items in sorted(keys.items())
        if version in papers
    ]


def answers_for(paper: PaperView, items: int) -> tuple[str, ...]:
    """An answer for each item of the key."""
    return (*paper.answers[:items], *[""] * (items - len(paper.answers)))
