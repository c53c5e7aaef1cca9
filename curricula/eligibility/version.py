"""Which version of the rules a decision was made by: the tables, and what of them is confirmed."""

from __future__ import annotations

import hashlib
from functools import cache

from curricula.eligibility import data as tables
from curricula.eligibility.data import NOTHING, Confirmed
from curricula.occupations import data as occupations
from foundation.rulebook import read_file

_FILES = (
    (tables.__name__, "conditions.toml"),
    (tables.__name__, "related.toml"),
    (tables.__name__, "majors.toml"),
    (occupations.__name__, "occupations.toml"),
)


@cache
def rules_version(confirmed: Confirmed = NOTHING) -> str:
    """The same for the same rules; another as soon as a row or a confirmation is another."""
    digest = hashlib.sha256()
    for package, name in _FILES:
        digest.update(read_file(package, name).encode())
    digest.update("\n".join(sorted(confirmed)).encode())
    return digest.hexdigest()[:16]
