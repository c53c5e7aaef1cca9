"""What of judging matches is unsure: when a pair is looked at again, and what only sorts the work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from foundation.text import text
from registry.parameters.queries import confirmations_on
from registry.parameters.rules import Advisory, Unsure
from screening.adjudication.data import DEADLINES
from screening.adjudication.rules import Reopening

_FILE: Final = "screening/adjudication/data/deadlines.toml"
CLEARING: Final = "match.clearing"
HEAVIER: Final = "match.heavier"
UNSURE: Final = [
    Unsure(
        id=CLEARING,
        title=text("How long a ruling-out holds"),
        keeper="health_commission",
        document=DEADLINES["clearing"].document,
        proposal=DEADLINES["clearing"].value,
        unit=text("years"),
        effect=text(
            "Before it is confirmed a pair that was ruled out a year ago is judged again at the next"
            " screening: the law asks about everybody every year."
        ),
        row=f"{_FILE}#clearing",
    ),
    Unsure(
        id=HEAVIER,
        title=text("How much heavier another matcher weighs a pair that is opened again"),
        keeper="health_commission",
        document=DEADLINES["heavier"].document,
        proposal=DEADLINES["heavier"].value,
        unit=text("bits"),
        effect=text("Before it is confirmed every pair that weighs heavier than before is judged again."),
        row=f"{_FILE}#heavier",
    ),
]
ADVISORY: Final = [
    Advisory(
        row=f"{_FILE}#{strength}",
        use="sorts",
        title=title,
        reason=text(
            "It sorts the work list and warns; the person stays held until two persons have decided."
        ),
    )
    for strength, title in (
        ("possible", text("Until when a possible match is judged")),
        ("strong", text("Until when a strong match is judged")),
    )
]


async def reopening(day: date) -> Reopening:
    """When a pair that was ruled out is looked at again; what nobody has confirmed is the stricter."""
    agreed = await confirmations_on(day)
    clearing, heavier = agreed.get(CLEARING), agreed.get(HEAVIER)
    usual = Reopening()
    return Reopening(
        12 * clearing.value if clearing and clearing.value else usual.months,
        Decimal(heavier.value) if heavier and heavier.value else usual.heavier,
    )
