"""Confirmations of unsure rules and numbers."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class ParameterConfirmation(Table, db=ENGINE, tablename="parameter_confirmation"):
    """One confirmation or its withdrawal; proposed by one person, decided once by another."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    parameter = Text(default=None)
    withdraws = Boolean(default=False)
    value = Integer(default=None, null=True)
    document = Text(default=None)
    article = Text(default="")
    effective_from = Date(default=None)
    reason = Text(default="")
    proposed_by = UUID(default=None)
    proposed_for = UUID(default=None)
    proposed_at = Timestamptz(default=None)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    verdict = Text(default=None, null=True)
    refusal = Text(default="")
