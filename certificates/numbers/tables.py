"""The evaluator register. Its scopes and the number series have no key of their own and are plain SQL."""

from __future__ import annotations

from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class EvaluatorRegister(Table, db=ENGINE, tablename="evaluator_register"):
    """Positions 1-13 of the numbers that one evaluator may issue, and since when."""

    id = UUID(primary_key=True, default=None)
    organisation_id = UUID(default=None)
    prefix = Text(default=None)
    valid_from = Date(default=None)
    valid_until = Date(default=None, null=True)
    created_at = Timestamptz(default=None)
