"""Admission tickets and seat plans as one printable file, many at once."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence

import msgspec

from curricula.occupations.data import LEVELS, occupation
from curricula.standards.data import COMPONENT_LABELS
from foundation.clock import CHINA
from foundation.language import say, use_language
from foundation.printing import Asset, Stylesheet, typeset
from foundation.web.templates import environment
from registry.people.queries import photos
from training.evaluations.queries import EntryView, SessionView
from training.examining.queries import SeatView

_STYLE = Stylesheet(
    """
@page { size: A4; margin: 14mm 16mm }
* { margin: 0; padding: 0; box-sizing: border-box }
body { font: 10.5pt/1.5 var(--faces); color: #16191a }
article { height: 128mm; padding: 8mm 0; border-bottom: .2mm dashed #8a8f90; break-inside: avoid }
article:nth-child(even) { border-bottom: 0 }
h1, h2 { font-weight: normal; text-align: center; font-size: 17pt; margin-bottom: 1mm }
h2 { font-size: 12pt; margin-bottom: 4mm }
.who { position: relative; min-height: 38mm }
.who img { position: absolute; right: 0; top: 0; width: 26mm; height: 36.4mm }
.none { position: absolute; right: 0; top: 0; width: 26mm; height: 36.4mm; border: .2mm solid #8a8f90;
        text-align: center; line-height: 36mm; color: #565d5f }
table { width: 100%; border-collapse: collapse; margin-top: 3mm }
th, td { border: .15mm solid #8a8f90; padding: 1.2mm 2mm; text-align: left; font-weight: normal }
th { background: #f1f2f0 }
section.room { break-after: page }
.small { font-size: 9pt; color: #3b4244; margin-top: 3mm }
"""
)


class Ticket(msgspec.Struct, frozen=True):
    """One candidate with every seat."""

    entry: EntryView
    seats: list[SeatView]
    photo: str


def _context(session: SessionView) -> dict[str, object]:
    return {
        "session": session,
        "occupation": say(occupation(session.occupation_code).label),
        "level": say(LEVELS[session.level].label),
        "components": {kind: say(label) for kind, label in COMPONENT_LABELS.items()},
        "china": CHINA,
    }


async def tickets(session: SessionView, entries: Sequence[EntryView], seats: Sequence[SeatView]) -> bytes:
    """The tickets of these candidates, two on a sheet, as PDF."""
    portraits = await photos(entry.person_id for entry in entries)
    by_entry: dict[uuid.UUID, list[SeatView]] = {}
    for seat in seats:
        by_entry.setdefault(seat.entry_id, []).append(seat)
    named = {
        entry.person_id: f"photo-{at}" for at, entry in enumerate(entries) if entry.person_id in portraits
    }
    made = [Ticket(entry, by_entry.get(entry.id, []), named.get(entry.person_id, "")) for entry in entries]
    images = {name: Asset(portraits[person], "image/jpeg") for person, name in named.items()}
    return await asyncio.to_thread(_print, "training/print/tickets.html", session, {"tickets": made}, images)


async def seat_sheets(session: SessionView, seats: Sequence[SeatView]) -> bytes:
    """A sheet for the door of every room, with a column to sign in."""
    rooms: dict[uuid.UUID, list[SeatView]] = {}
    for seat in seats:
        rooms.setdefault(seat.room_id, []).append(seat)
    return await asyncio.to_thread(
        _print, "training/print/seats.html", session, {"rooms": list(rooms.values())}, {}
    )


def _print(template: str, session: SessionView, values: dict[str, object], images: dict[str, Asset]) -> bytes:
    """The papers are Chinese whatever language the organiser reads."""
    with use_language("zh-CN"):
        html = environment().get_template(template).render(**_context(session), **values)
        return typeset(html, _STYLE, images=images).pdf
