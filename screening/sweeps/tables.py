"""Sweeps, and what another matcher finds that the live one did not."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Sweep(Table, db=ENGINE, tablename="sweep"):
    """One walk through everybody who was ever screened."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    kind = Text(default=None)
    matcher_version = Text(default=None)
    started_by = UUID(default=None)
    started_at = Timestamptz(default=None)
    job_id = UUID(default=None, null=True)
    people = Integer(default=None)
    done = Integer(default=0)
    opened = Integer(default=0)
    unscreenable = Integer(default=0)
    after = UUID(default=None, null=True)
    finished_at = Timestamptz(default=None, null=True)
    accepted_by = UUID(default=None, null=True)
    accepted_at = Timestamptz(default=None, null=True)
    reason = Text(default="")


class MatcherLive(Table, db=ENGINE, tablename="matcher_live"):
    """The matcher whose word counts."""

    one = Boolean(primary_key=True, default=None)
    version = Text(default=None)
    since = Timestamptz(default=None)
    sweep_id = UUID(default=None, null=True)


class SweepSlice(Table, db=ENGINE, tablename="sweep_slice"):
    """Some of a sweep's people, by their ids; done once."""

    sweep_id = UUID(primary_key=True, default=None)
    number = Integer(default=None)
    after = UUID(default=None)
    upto = UUID(default=None)
    people = Integer(default=None)
    done_at = Timestamptz(default=None, null=True)
