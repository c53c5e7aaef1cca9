"""Kinds of document that our sources are unsure of: by them alone nobody is certified before confirmation."""

from __future__ import annotations

from datetime import date
from typing import Final

from foundation.errors import Rule
from foundation.text import text
from registry.documents.data import DOCUMENT_KINDS
from registry.parameters.queries import confirmed_on
from registry.parameters.rules import Unsure

_KINDS: Final = {
    code: Unsure(
        id=f"document.{code}",
        title=text("Kind of document {code}: {kind}", code=code, kind=kind.label),
        keeper="hrss",
        document=kind.document,
        article=kind.article,
        confidence=kind.confidence,
        effect=text(
            "Before it is confirmed such a document is recorded and compared, and nobody is certified by it."
        ),
        row=f"registry/documents/data/document_kinds.toml#kinds.{code}",
    )
    for code, kind in DOCUMENT_KINDS.items()
    if kind.confidence == "U"
}
UNSURE: Final = list(_KINDS.values())


async def waiting_kinds(day: date) -> dict[str, Rule]:
    """The kinds that wait for confirmation on that day, each with its rule."""
    confirmed = await confirmed_on(day)
    return {code: unsure.rule for code, unsure in _KINDS.items() if unsure.id not in confirmed}
