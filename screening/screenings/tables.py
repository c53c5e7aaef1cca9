"""Screenings and the matches they open."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, BigInt, Bytea, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Screening(Table, db=ENGINE, tablename="screening"):
    """One comparison of one person with the whole list at one epoch; negatives are kept too."""

    id = UUID(primary_key=True, default=None)
    person_id = UUID(default=None)
    trigger = Text(default=None)
    epoch = BigInt(default=None)
    matcher_version = Text(default=None)
    identity_version = Integer(default=None)
    person_fp = Bytea(default=None)
    input_sealed = Bytea(default=None)
    result = Text(default=None)
    candidates = Integer(default=None)
    at = Timestamptz(default=None)
    purpose = Text(default=None)
    account_id = UUID(default=None)
    organisation_id = UUID(default=None)
    listed = Integer(default=None)


class Match(Table, db=ENGINE, tablename="match"):
    """A person and a ban that may be the same, until two persons have decided."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    person_id = UUID(default=None)
    ban_id = UUID(default=None)
    strength = Text(default=None)
    bits = Numeric(digits=(6, 2), default=None, null=True)
    evidence = JSONB(default=None)
    person_fp = Bytea(default=None)
    ban_fp = Bytea(default=None)
    matcher_version = Text(default=None)
    state = Text(default=None)
    opened_at = Timestamptz(default=None)
    due_on = Date(default=None)
    reopened_at = Timestamptz(default=None, null=True)


class MatchStanding(Table, db=ENGINE, tablename="match_standing"):
    """From when on a match was in a state; the database itself writes it."""

    match_id = UUID(default=None)
    number = BigInt(primary_key=True, default=None)
    state = Text(default=None)
    since = Timestamptz(default=None)
