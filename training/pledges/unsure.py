"""Versions of the pledge whose words our sources are unsure of: nobody signs one before it is confirmed."""

from __future__ import annotations

from typing import Final

from foundation.clock import today
from foundation.errors import Refused
from foundation.text import text
from registry.parameters.queries import confirmed_on, unconfirmed
from registry.parameters.rules import Unsure
from training.pledges.data import PLEDGES

_VERSIONS: Final = {
    version: Unsure(
        id=f"pledge.{version}",
        title=text("Words of the pledge of conduct, version {version}", version=version),
        keeper="health_commission",
        document=pledge.document,
        article=pledge.article,
        confidence=pledge.confidence,
        effect=text("Before it is confirmed nobody signs it, and no placement begins."),
        row=f"training/pledges/data/pledges.toml#pledges.{version}",
    )
    for version, pledge in PLEDGES.items()
    if pledge.confidence == "U"
}
UNSURE: Final = list(_VERSIONS.values())


async def words_problem(version: str) -> Refused | None:
    """Why nobody signs this version now; None when its words are sure or confirmed."""
    unsure = _VERSIONS.get(version)
    if unsure is None or unsure.id in await confirmed_on(today()):
        return None
    return unconfirmed(unsure.rule)


async def require_words(version: str) -> None:
    """Raise `Refused` while the words of this version wait for confirmation."""
    if problem := await words_problem(version):
        raise problem
