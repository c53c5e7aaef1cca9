"""After how many months a subject is trained again: numbers that our source is unsure of."""

from __future__ import annotations

from datetime import date
from typing import Final

from curricula.outlines.data import KIND_LABELS, REFRESH
from foundation.text import text
from registry.parameters.queries import confirmations_on
from registry.parameters.rules import Unsure
from training.refreshers.rules import SUBJECTS, Subject

UNSURE: Final = [
    Unsure(
        id=f"refresher.{subject}",
        title=text("After how long it is trained again: {subject}", subject=KIND_LABELS[subject]),
        keeper="health_commission",
        document=REFRESH[subject].document,
        article=REFRESH[subject].article,
        confidence=REFRESH[subject].confidence,
        proposal=REFRESH[subject].value,
        unit=text("months"),
        effect=text(
            "Before it is confirmed the proposal serves as a reminder; nothing is refused because of it."
        ),
        row=f"curricula/outlines/data/outlines.toml#refresh.{subject}",
    )
    for subject in SUBJECTS
]


async def periods(day: date) -> tuple[dict[Subject, int], bool]:
    """The months of each subject, and whether all of them are confirmed; the proposal only reminds."""
    agreed = await confirmations_on(day)
    found = {one: agreed.get(f"refresher.{one}") for one in SUBJECTS}
    months = {
        one: held.value if held is not None and held.value else REFRESH[one].value
        for one, held in found.items()
    }
    return months, all(found.values())
