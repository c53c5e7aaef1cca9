"""Which characters count as the same in a search key, frozen under a version.

A key made with one version of the table never meets a key made with another: to change a row is to make a new
file, a new `FOLD_VERSION` and new keys for everybody.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.rulebook import read_file

FOLD_VERSION = "fold_v1"


class Fold(msgspec.Struct, frozen=True):
    """One character, what it counts as, and why: written otherwise, or a surname with two legal forms."""

    source: str
    target: str
    kind: Literal["traditional", "variant", "shinjitai", "surname"]


def _folds() -> tuple[Fold, ...]:
    lines = read_file(__name__, f"{FOLD_VERSION}.tsv").splitlines()[1:]
    columns = ("source", "target", "kind")
    return tuple(msgspec.convert(dict(zip(columns, line.split("\t"), strict=True)), Fold) for line in lines)


FOLDS = _folds()
FOLD_TABLE = str.maketrans({fold.source: fold.target for fold in FOLDS})
