"""Who hears of a confirmed match, and that it is over: employers, schools, issuing offices, commissions.

Employer and school read what to do, never why; only the commission reads that there is a match.
"""

from __future__ import annotations

import uuid
from typing import Final

from asyncpg import Record

from certificates.watching.telling import put_notice
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.text import text
from registry.people.rules import mask_name
from screening.screenings.events import MatchOpened, MatchResolved
from screening.screenings.queries import unresolved

#: Where the person works, and where a trainee is, or is about to be, among children. Placements are ended
#: by the same event: this must be asked before (`yuzheng.wiring`).
_EMPLOYERS = """
SELECT o.id, o.name, o.area_code FROM organisation o WHERE o.id IN (
  SELECT organisation_id FROM person_organisation
   WHERE person_id = $1 AND kind = 'worker' AND (until IS NULL OR until > $2)
  UNION SELECT w.host_id FROM placement w JOIN enrolment e ON e.id = w.enrolment_id
   WHERE e.person_id = $1 AND w.status IN ('accepted', 'blocked', 'active', 'interrupted'))
 ORDER BY o.name, o.id
"""
_SCHOOLS = """
SELECT DISTINCT e.college_id AS id FROM placement w JOIN enrolment e ON e.id = w.enrolment_id
 WHERE e.person_id = $1 AND w.status IN ('proposed', 'accepted', 'blocked', 'active', 'interrupted')
 ORDER BY 1
"""
_UNDER_WAY = """
SELECT w.host_id, e.college_id FROM placement w JOIN enrolment e ON e.id = w.enrolment_id
 WHERE e.person_id = $1 AND w.status = 'active'
"""
#: The commission of the county; where none is on record, of its city, then of the province.
_COMMISSION = """
SELECT id FROM organisation WHERE kind = 'health_commission'
   AND area_code IN ($1, left($1, 4) || '00', left($1, 2) || '0000') ORDER BY area_code DESC, id LIMIT 1
"""
_MATCH = """
SELECT m.public_id, p.name, coalesce(p.area_code, b.area_code) AS area_code
  FROM match m JOIN person p ON p.id = m.person_id JOIN ban b ON b.id = m.ban_id WHERE m.id = $1
"""
#: Who was told to keep the person from work and has heard nothing since.
_STOPPED = """
SELECT organisation_id FROM (
  SELECT DISTINCT ON (organisation_id) organisation_id, kind FROM notice
   WHERE subject_kind = 'person' AND subject_id = $1 AND kind = ANY($2)
   ORDER BY organisation_id, at DESC, id DESC) AS last
 WHERE last.kind <> 'person.released' ORDER BY 1
"""
_STOPS: Final = ["person.stopped", "placement.stopped", "person.released"]


async def tell_of_confirmed(event: MatchResolved) -> None:
    """Everybody who must act, in the transaction of the second opinion."""
    match = await fetchrow(_MATCH, event.match_id)
    assert match is not None  # it was decided just now
    employers = await fetch(_EMPLOYERS, event.person_id, today())
    await _tell_employers(event.person_id, mask_name(match["name"]), employers)
    await _tell_schools(event.person_id, mask_name(match["name"]))
    await _tell_commissions(event.match_id, match, employers)


async def _tell_employers(person_id: uuid.UUID, name: str, employers: list[Record]) -> None:
    said = text(
        "Please take {name} off all work with children at once and contact the county health commission.",
        name=name,
    )
    for employer in employers:
        await put_notice(employer["id"], "person.stopped", ("person", person_id), said, "/roster")


async def _tell_schools(person_id: uuid.UUID, name: str) -> None:
    said = text(
        "The placement of {name} ends now. Please see that it does, and contact the county health"
        " commission.",
        name=name,
    )
    for school in await fetch(_SCHOOLS, person_id):
        await put_notice(school["id"], "placement.stopped", ("person", person_id), said, "/placements")


async def _tell_commissions(match_id: uuid.UUID, match: Record, employers: list[Record]) -> None:
    areas = {employer["area_code"] for employer in employers} or {match["area_code"]}
    commissions = {await fetchval(_COMMISSION, area) for area in sorted(areas)} - {None}
    said = text(
        "A match is confirmed: {name}, working at: {institutions}. See to it that the work ends.",
        name=mask_name(match["name"]),
        institutions="、".join(employer["name"] for employer in employers) or "—",
    )
    for commission in sorted(commissions):
        href = f"/matches/{match['public_id']}"
        await put_notice(commission, "match.confirmed", ("match", match_id), said, href)


async def on_match_opened(event: MatchOpened) -> None:
    """Host and school of a placement under way hear that it rests from now on."""
    if event.strength != "strong":
        return
    name = mask_name(await fetchval("SELECT name FROM person WHERE id = $1", event.person_id))
    said = text(
        "The placement of {name} rests until further notice. Please keep the trainee away from the children"
        " and contact the county health commission.",
        name=name,
    )
    for row in await fetch(_UNDER_WAY, event.person_id):
        for side in sorted({row["host_id"], row["college_id"]}):
            await put_notice(side, "placement.stopped", ("person", event.person_id), said, "/placements")


async def on_match_settled(event: MatchResolved) -> None:
    """Whoever was told to keep the person from work hears when nothing stands against it any more."""
    if event.state not in ("cleared", "ended") or await unresolved([event.person_id]):
        return
    name = mask_name(await fetchval("SELECT name FROM person WHERE id = $1", event.person_id))
    said = text(
        "Nothing stands against the work of {name} any more. Please contact the county health commission"
        " before it is taken up again.",
        name=name,
    )
    for row in await fetch(_STOPPED, event.person_id, _STOPS):
        subject = ("person", event.person_id)
        await put_notice(row["organisation_id"], "person.released", subject, said, "/notifications")
