"""The numbers of subsidies as they are confirmed for a day; none is confirmed by coming with the system."""

from __future__ import annotations

from datetime import date
from typing import Final

from certificates.subsidies.data import KINDS, Kind
from certificates.subsidies.rules import Terms
from curricula.occupations.rules import level_label
from foundation.rulebook import Parameter
from foundation.text import Text, text
from registry.parameters.queries import confirmations_on
from registry.parameters.rules import Agreed, Unsure

_EFFECT: Final = text("Before it is confirmed claims are registered, and none is approved.")


def cap_id(kind: str) -> str:
    """The name of the yearly cap among the rules to confirm."""
    return f"subsidy.{kind}.per_year"


def window_id(kind: str) -> str:
    """The name of the period for claiming."""
    return f"subsidy.{kind}.window"


def amount_id(kind: str, level: int | str) -> str:
    """The name of the amount for a level."""
    return f"subsidy.{kind}.amount.{level}"


def _unsure(identity: str, title: Text, row: Parameter, unit: Text) -> Unsure:
    return Unsure(
        id=identity,
        title=title,
        keeper="hrss",
        document=row.document,
        article=row.article,
        confidence=row.confidence,
        proposal=row.value,
        unit=unit,
        effect=_EFFECT,
    )


def _of(kind: Kind) -> list[Unsure]:
    cap = text("{subsidy}: how often in a year", subsidy=kind.label)
    window = text("{subsidy}: months for claiming after the certificate was issued", subsidy=kind.label)
    return [
        _unsure(cap_id(kind.code), cap, kind.per_year, text("times")),
        _unsure(window_id(kind.code), window, kind.window, text("months")),
        *(
            _unsure(
                amount_id(kind.code, level),
                text("{subsidy}: amount for {level}", subsidy=kind.label, level=level_label(int(level))),
                row,
                text("yuan"),
            )
            for level, row in kind.amounts.items()
        ),
    ]


UNSURE: Final = [one for kind in KINDS.values() for one in _of(kind)]


async def terms_on(day: date, kind: str, levels: set[int]) -> dict[int, Terms]:
    """What is confirmed of a kind on a day, for each of these levels."""
    agreed = await confirmations_on(day)
    per_year, window = _value(agreed, cap_id(kind)), _value(agreed, window_id(kind))
    return {
        level: Terms(
            per_year, window, _value(agreed, amount_id(kind, level)), str(level) in KINDS[kind].amounts
        )
        for level in levels
    }


def _value(agreed: dict[str, Agreed], identity: str) -> int | None:
    found = agreed.get(identity)
    return None if found is None else found.value
