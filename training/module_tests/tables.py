"""Tests, attempts and answers."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Boolean, Bytea, Numeric, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class ModuleTest(Table, db=ENGINE, tablename="module_test"):
    """A test of a module for a cohort: so many questions of each kind, how long, how often."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    cohort_id = UUID(default=None)
    module_code = Text(default=None)
    bank_id = UUID(default=None)
    title = Text(default=None)
    singles = SmallInt(default=0)
    multiples = SmallInt(default=0)
    judgements = SmallInt(default=0)
    minutes = SmallInt(default=None)
    attempts = SmallInt(default=1)
    pass_mark = Numeric(digits=(5, 2), default=None)
    opens_at = Timestamptz(default=None)
    closes_at = Timestamptz(default=None)
    access_code = Text(default=None)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)


class TestAttempt(Table, db=ENGINE, tablename="test_attempt"):
    """A trainee's attempt; its address holds a secret of which the digest is kept."""

    __test__ = False

    id = UUID(primary_key=True, default=None)
    test_id = UUID(default=None)
    enrolment_id = UUID(default=None)
    number = SmallInt(default=None)
    token_hash = Bytea(default=None)
    started_at = Timestamptz(default=None)
    ends_at = Timestamptz(default=None)
    submitted_at = Timestamptz(default=None, null=True)
    score = Numeric(digits=(5, 2), default=None, null=True)
    passed = Boolean(default=None, null=True)


class TestAnswer(Table, db=ENGINE, tablename="test_answer"):
    """A question of an attempt's paper, the order in which its options were shown, and what was chosen."""

    __test__ = False

    id = UUID(primary_key=True, default=None)
    attempt_id = UUID(default=None)
    position = SmallInt(default=None)
    question_id = UUID(default=None)
    shown = Array(base_column=Text(), default=list)
    chosen = Array(base_column=Text(), default=list)
    answered_at = Timestamptz(default=None, null=True)
    correct = Boolean(default=None, null=True)
