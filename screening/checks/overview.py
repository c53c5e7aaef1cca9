"""How institutions keep to 未成年人保护法 62: asked, answered and overdue, one line for each."""

from __future__ import annotations

from datetime import date

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch
from screening.checks.rules import yearly_due

#: $1 the own institution or nothing, $2 the prefix of the area, $3 today, $4 the first of January, $5 the
#: last day for the staff of this year, $6 how many lines. Somebody never asked about is late from the first
#: day of work on.
_OVERVIEW = """
WITH staff AS (
  SELECT l.organisation_id, l.since, c.last, c.open
    FROM person_organisation l LEFT JOIN LATERAL (
      SELECT max(x.answered_on) FILTER (WHERE x.outcome <> 'PENDING') AS last,
             coalesce(bool_or(x.outcome IS NULL OR x.outcome = 'PENDING'), false) AS open
        FROM record_check x
       WHERE x.person_id = l.person_id AND x.institution_id = l.organisation_id) c ON true
   WHERE l.kind = 'worker' AND l.until IS NULL
), yearly AS (
  SELECT organisation_id, count(*) AS staff,
         count(*) FILTER (WHERE last >= $4) AS answered,
         count(*) FILTER (WHERE (last IS NULL OR last < $4) AND open) AS asked,
         count(*) FILTER (WHERE (last IS NULL OR last < $4) AND NOT open AND
           (last IS NULL AND since < $3 OR last < $4 - interval '1 year' OR last < $4 AND $5 < $3)) AS overdue
    FROM staff GROUP BY organisation_id
), hiring AS (
  SELECT institution_id, count(*) AS asked,
         count(*) FILTER (WHERE outcome IS NOT NULL AND outcome <> 'PENDING') AS answered,
         count(*) FILTER (WHERE (outcome IS NULL OR outcome = 'PENDING') AND due_on < $3) AS overdue
    FROM record_check WHERE kind <> 'yearly' AND asked_at >= $4::timestamptz GROUP BY institution_id
)
SELECT o.public_id, o.name, coalesce(y.staff, 0) AS staff, coalesce(y.answered, 0) AS yearly_answered,
       coalesce(y.asked, 0) AS yearly_asked, coalesce(y.overdue, 0) AS yearly_overdue,
       coalesce(h.asked, 0) AS hire_asked, coalesce(h.answered, 0) AS hire_answered,
       coalesce(h.overdue, 0) AS hire_overdue
  FROM organisation o LEFT JOIN yearly y ON y.organisation_id = o.id
  LEFT JOIN hiring h ON h.institution_id = o.id
 WHERE o.kind = 'institution' AND o.closed_at IS NULL AND (o.id = $1 OR o.area_code LIKE $2 || '%')
   AND (y.staff > 0 OR h.asked > 0)
 ORDER BY coalesce(y.overdue, 0) + coalesce(h.overdue, 0) DESC, o.name, o.id LIMIT $6
"""
#: So many lines; those that are late come first.
MOST = 300


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One institution: its staff by where the year's question stands, and the questions before work."""

    public_id: str
    name: str
    staff: int
    yearly_answered: int
    yearly_asked: int
    yearly_overdue: int
    hire_asked: int
    hire_answered: int
    hire_overdue: int

    @property
    def yearly_due(self) -> int:
        """Staff about whom nobody has asked this year and whose day has not come yet."""
        return self.staff - self.yearly_answered - self.yearly_asked - self.yearly_overdue

    @property
    def late(self) -> int:
        """What is late in either way."""
        return self.yearly_overdue + self.hire_overdue


async def kept_in(actor: Actor) -> list[Kept]:
    """The institutions of the actor's area, or the actor's own; those that are late first."""
    own = actor.organisation_kind == "institution"
    year = today().year
    rows = await fetch(
        _OVERVIEW,
        actor.organisation_id if own else None,
        "none" if own else actor.area_prefix,
        today(),
        date(year, 1, 1),
        yearly_due(year),
        MOST,
    )
    return [Kept(**dict(row)) for row in rows]
