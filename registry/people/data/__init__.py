"""Surnames of more than one character, read once from the list beside this file."""

from __future__ import annotations

from foundation.rulebook import read_file

COMPOUND_SURNAMES = frozenset(read_file(__name__, "compound_surnames.txt").split())
