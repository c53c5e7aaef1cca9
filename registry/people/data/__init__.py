"""Surnames of more than one character, read once from the list beside this file."""

from __future__ import annotations

from importlib.resources import files

COMPOUND_SURNAMES = frozenset(files(__name__).joinpath("compound_surnames.txt").read_text("utf-8").split())
