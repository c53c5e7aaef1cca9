"""What waits for a person on the front page: counted for what the role may do, within what it sees."""

from __future__ import annotations

import msgspec

from foundation.actor import Actor
from foundation.database import fetchval
from foundation.text import Text, text
from training.refreshers.queries import due_count


class Task(msgspec.Struct, frozen=True):
    """Something to be done, how often it waits, and where."""

    label: Text
    count: int
    href: str
    urgent: bool = False


class _Desk(msgspec.Struct, frozen=True):
    permission: str
    label: Text
    href: str
    sql: str
    urgent: bool = False


#: $1 the organisation, $2 the person, $3 the prefix of the area. Each counts what this role can act upon.
_DESKS = (
    _Desk(
        "screening.match.propose",
        text("Matches to be judged"),
        "/matches",
        "SELECT count(*) FROM match m JOIN person p ON p.id = m.person_id JOIN ban b ON b.id = m.ban_id"
        " WHERE m.state IN ('open', 'proposed') AND $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL"
        " AND (b.area_code LIKE $3 || '%' OR p.area_code LIKE $3 || '%')",
        urgent=True,
    ),
    _Desk(
        "screening.ban.confirm",
        text("Bans awaiting a second person"),
        "/bans?status=awaiting_second",
        "SELECT count(*) FROM ban WHERE status = 'awaiting_second' AND $1::uuid IS NOT NULL"
        " AND recorded_by <> $2 AND area_code LIKE $3 || '%'",
        urgent=True,
    ),
    _Desk(
        "certificates.batch.approve",
        text("Batches to approve"),
        "/batches?status=submitted",
        "SELECT count(*) FROM certificate_batch WHERE status = 'submitted' AND organisation_id = $1"
        " AND prepared_by <> $2 AND $3::text IS NOT NULL",
    ),
    _Desk(
        "certificates.batch.prepare",
        text("Batches returned to be mended"),
        "/batches?status=returned",
        "SELECT count(*) FROM certificate_batch WHERE status = 'returned' AND organisation_id = $1"
        " AND $2::uuid IS NOT NULL AND $3::text IS NOT NULL",
    ),
    _Desk(
        "certificates.batch.prepare",
        text("Confirmed sessions without a batch"),
        "/batches",
        "SELECT count(*) FROM evaluation_session s JOIN organisation o ON o.id = s.evaluator_id"
        " WHERE s.status = 'confirmed' AND o.area_code LIKE $3 || '%'"
        " AND $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM certificate_batch b WHERE b.session_id = s.id AND b.status <> 'cancelled')",
    ),
    _Desk(
        "certificates.certificate.decide",
        text("Proposals to decide"),
        "/certificates",
        "SELECT count(*) FROM certificate_proposal p JOIN certificate c ON c.id = p.certificate_id"
        " WHERE p.decided_by IS NULL AND p.proposed_by <> $2 AND c.organisation_id = $1"
        " AND $3::text IS NOT NULL",
    ),
    _Desk(
        "training.cohort.import",
        text("Rosters read but not confirmed"),
        "/cohorts",
        "SELECT count(*) FROM cohort_import i JOIN cohort c ON c.id = i.cohort_id WHERE i.state = 'previewed'"
        " AND c.college_id = $1 AND $2::uuid IS NOT NULL AND $3::text IS NOT NULL",
    ),
    _Desk(
        "training.exemption.decide",
        text("Exemptions to decide"),
        "/exemptions?status=proposed",
        "SELECT count(*) FROM exemption x JOIN enrolment e ON e.id = x.enrolment_id"
        " WHERE x.status = 'proposed' AND e.college_id = $1 AND x.proposed_by <> $2 AND $3::text IS NOT NULL",
    ),
    _Desk(
        "training.placement.accept",
        text("Placements to accept"),
        "/placements?status=proposed",
        "SELECT count(*) FROM placement WHERE host_id = $1 AND status = 'proposed' AND $2::uuid IS NOT NULL"
        " AND $3::text IS NOT NULL",
    ),
    _Desk(
        "registry.filing.decide",
        text("Filings to answer"),
        "/filings?status=submitted",
        "SELECT count(*) FROM filing f JOIN organisation o ON o.id = f.organisation_id"
        " WHERE f.status IN ('submitted', 'change_submitted') AND o.area_code LIKE $3 || '%'"
        " AND $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL",
    ),
)


async def tasks_for(actor: Actor) -> list[Task]:
    """Everything the role could do now, with how much of it waits; what does not wait is there with 0."""
    tasks = [
        Task(
            desk.label,
            await fetchval(desk.sql, actor.organisation_id, actor.account_id, actor.area_prefix),
            desk.href,
            desk.urgent,
        )
        for desk in _DESKS
        if actor.may(desk.permission)
    ]
    if actor.may("training.refresher.record"):
        tasks.append(Task(text("People due for refresher training"), await due_count(actor), "/refreshers"))
    return tasks
