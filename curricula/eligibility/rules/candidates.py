"""What a candidate has shown papers for; a day that is still to come counts from that day on."""

from __future__ import annotations

from datetime import date

import msgspec

from curricula.eligibility.data import DiplomaKind, TitleRank


class Work(msgspec.Struct, frozen=True):
    """A time of work in an occupation up to, but not on, `until_on`; without it the work goes on."""

    occupation: str
    from_on: date
    until_on: date | None = None


class Held(msgspec.Struct, frozen=True):
    """A certificate that the candidate holds."""

    occupation: str
    level: int
    issued_on: date


class Diploma(msgspec.Struct, frozen=True, kw_only=True):
    """A diploma and its major; who has none yet may be in the final year since some day.

    `assessed`: the school's programme was assessed for the level (经评估论证).
    """

    kind: DiplomaKind
    major: str
    graduated_on: date | None = None
    final_year_since: date | None = None
    assessed: bool = False


class Title(msgspec.Struct, frozen=True):
    """A professional title 职称 that belongs to the occupation."""

    rank: TitleRank
    granted_on: date


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a condition can ask for.

    `apprenticeship_completed_on`, `reserve_technician_on` and the spell as student of a technician class
    (预备技师班、技师班) belong to this or a related occupation.
    """

    birth_date: date | None = None
    work: tuple[Work, ...] = ()
    certificates: tuple[Held, ...] = ()
    diplomas: tuple[Diploma, ...] = ()
    titles: tuple[Title, ...] = ()
    apprenticeship_completed_on: date | None = None
    reserve_technician_on: date | None = None
    technician_class_since: date | None = None
    technician_class_until: date | None = None
