"""What the web kit keeps in the database: sessions, rate counters, trials of signing in.

The migration `foundation_0003_web` holds their constraints.
"""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Bytea, Integer, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class WebSession(Table, db=ENGINE, tablename="web_session"):
    """A browser that signed in, or that is about to."""

    token_hash = Bytea(primary_key=True)
    account_id = UUID(null=True, default=None)
    role_id = UUID(null=True, default=None)
    csrf_secret = Bytea()
    agent_hash = Bytea()
    idle_seconds = Integer()
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz()
    flash = JSONB(null=True, default=None)


class RateCount(Table, db=ENGINE, tablename="rate_count"):
    """When the next request under a key is due."""

    key = Bytea(primary_key=True)
    due_at = Timestamptz()


class LoginTrial(Table, db=ENGINE, tablename="login_trial"):
    """How often signing in failed under a key, and when it may be tried again."""

    key = Bytea(primary_key=True)
    failures = Integer()
    not_before = Timestamptz()
    failed_at = Timestamptz(null=True, default=None)
    succeeded_at = Timestamptz(null=True, default=None)
