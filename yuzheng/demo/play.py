"""The main job act by act, each at its own date; an act that was played already changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, time
from typing import Any

from foundation import clock
from foundation.clock import CHINA, FixedClock
from foundation.settings import Settings
from foundation.text import Text, text
from yuzheng.demo import (
    assessment,
    certification,
    exemption,
    lessons,
    module_test,
    own_account,
    placements,
    prelude,
    subsidies,
    training,
    world,
)
from yuzheng.demo.summary import summary

Say = Callable[[Text], None]


async def play(settings: Settings, say: Say) -> dict[str, Any]:
    """Play it on the open database; what happened, read back from the database."""
    rejected: list[dict[str, str | int]] = []

    async def enrol() -> None:
        rejected.extend(await training.enrol())

    acts: list[tuple[date | None, Text, Callable[[], Awaitable[Any]]]] = [
        (world.BEGINNING, text("Offices, institutions and accounts"), world.build),
        (world.BEGINNING, text("Filings, a course, a registered evaluator"), prelude.build),
        (date(2026, 2, 24), text("The college imports its roster; everybody is screened"), enrol),
        (lessons.PLANNED, text("Lessons are held; trainees are on the list or check in"), lessons.hold),
        (module_test.HELD_ON, text("A module is tested from the college's questions"), module_test.sit),
        (exemption.DECIDED_ON, text("Hours learnt elsewhere are exempted by two persons"), exemption.exempt),
        (placements.FIRST, text("Trainees are placed with filed institutions"), placements.place),
        (date(2026, 6, 3), text("Mentors log and sign what the trainees do"), placements.log),
        (date(2026, 7, 8), text("Hours and results come in; completion is computed"), training.teach),
        (date(2026, 7, 9), text("Placements end and are assessed by both sides"), placements.assess),
        (date(2026, 7, 10), text("Candidates are entered for evaluation"), assessment.plan),
        (date(2026, 7, 20), text("Scores come in and are publicised"), assessment.score),
        (date(2026, 8, 17), text("Another person confirms the results"), assessment.confirm),
        (None, text("A batch is prepared, approved by a second officer and issued"), certification.issue),
        (None, text("An institution checks its roster, a stranger scans the QR code"), certification.verify),
        (
            None,
            text("The health commission records a ban; the certificate is on hold at once"),
            certification.ban,
        ),
        (None, text("Subsidies are claimed, approved by another person and exported"), subsidies.pay),
        (None, text("A holder is invited and opens an account of their own"), own_account.open_account),
    ]
    for day, title, act in acts:
        say(title)
        if day is None:
            await act()
        else:
            with clock.use(FixedClock(datetime.combine(day, time(9, 30), CHINA))):
                await act()
    return await summary(rejected)
