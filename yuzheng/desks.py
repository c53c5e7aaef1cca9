"""What each role finds on its desk: how much waits, how much is late, and until when the first is due."""

from __future__ import annotations

import msgspec

from foundation.text import Text, text
from screening.adjudication.queries import VISIBLE


class Desk(msgspec.Struct, frozen=True):
    """One kind of work that waits for whoever holds the permission.

    `sql` gives how much; if it gives three columns, then also how much is late and when the first is due.
    $1 the organisation, $2 the account, $3 the prefix of the area.
    """

    permission: str
    label: Text
    href: str
    sql: str
    urgent: bool = False


_AREA = "$1::uuid IS NOT NULL AND $2::uuid IS NOT NULL AND"
#: Put in when it is asked.
TODAY = ":today"
_SEEN = VISIBLE.replace("$1", "$3")
#: Judged before it was contested, or by the one who gave the first opinion: it waits for somebody else.
_NOT_MINE = """
(m.state = 'open' OR NOT EXISTS (SELECT 1 FROM adjudication a WHERE a.match_id = m.id AND a.step = 'propose'
    AND a.account_id = $2 AND a.at = (SELECT max(x.at) FROM adjudication x WHERE x.match_id = m.id)))
 AND NOT EXISTS (SELECT 1 FROM adjudication a JOIN match_dispute d ON d.match_id = a.match_id AND d.at >= a.at
    WHERE a.match_id = m.id AND a.account_id = $2)
"""


def _matches(contested: str) -> str:
    return f"""
SELECT count(*), count(*) FILTER (WHERE m.due_on < {TODAY}), min(m.due_on)
  FROM match m JOIN person p ON p.id = m.person_id JOIN ban b ON b.id = m.ban_id
 WHERE m.state IN ('open', 'proposed') AND $1::uuid IS NOT NULL
   AND {_SEEN} AND {_NOT_MINE}
   AND {contested} (SELECT 1 FROM match_dispute d WHERE d.match_id = m.id)
"""  # noqa: S608 - our own words


_WAITING_CHECKS = "(c.outcome IS NULL OR c.outcome = 'PENDING')"

SCREENING = (
    Desk(
        "screening.match.propose",
        text("Matches to be judged"),
        "/matches",
        _matches("NOT EXISTS"),
        urgent=True,
    ),
    Desk(
        "screening.match.propose",
        text("Contested results to be judged anew"),
        "/matches?show=contested",
        _matches("EXISTS"),
        urgent=True,
    ),
    Desk(
        "screening.ban.confirm",
        text("Bans awaiting a second person"),
        "/bans?status=awaiting_second",
        f"SELECT count(*) FROM ban WHERE status = 'awaiting_second' AND {_AREA}"  # noqa: S608
        " recorded_by <> $2 AND completed_by IS DISTINCT FROM $2 AND area_code LIKE $3 || '%'",
        urgent=True,
    ),
    Desk(
        "screening.ban.record",
        text("Bans to be completed before anybody is searched for"),
        "/bans?status=unscreenable",
        f"SELECT count(*), count(*) FILTER (WHERE due_on < {TODAY}), min(due_on) FROM ban"  # noqa: S608
        f" WHERE status = 'unscreenable' AND {_AREA} area_code LIKE $3 || '%'",
        urgent=True,
    ),
    Desk(
        "screening.ban.confirm",
        text("Amendments to be decided"),
        "/bans?status=amending",
        "SELECT count(*) FROM ban_amendment a JOIN ban b ON b.id = a.ban_id"  # noqa: S608
        f" WHERE a.verdict IS NULL AND {_AREA} a.proposed_by <> $2 AND b.area_code LIKE $3 || '%'",
    ),
    Desk(
        "screening.ban.confirm",
        text("Bans proposed to be lifted"),
        "/bans?status=lifting",
        "SELECT count(*) FROM ban WHERE lift_proposed_by IS NOT NULL AND lifted_at IS NULL"  # noqa: S608
        f" AND status IN ('active', 'under_remedy', 'amended') AND {_AREA} lift_proposed_by <> $2"
        " AND area_code LIKE $3 || '%'",
    ),
    Desk(
        "screening.sweep.accept",
        text("Sweeps with another matcher to be accepted"),
        "/screening/sweeps",
        "SELECT count(*) FROM sweep WHERE kind = 'shadow' AND finished_at IS NOT NULL"
        " AND accepted_by IS NULL AND started_by <> $2 AND $1::uuid IS NOT NULL AND length($3) = 2",
        urgent=True,
    ),
    Desk(
        "screening.match.own",
        text("Results of screening on which you can be heard"),
        "/my-file/screening",
        "SELECT count(*) FROM match m JOIN account a ON a.person_id = m.person_id WHERE a.id = $2"
        " AND m.state IN ('open', 'proposed', 'confirmed') AND $1::uuid IS NOT NULL AND $3::text IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM match_statement s WHERE s.match_id = m.id AND s.raised_by = 'person')"
        " AND NOT EXISTS (SELECT 1 FROM match_dispute d WHERE d.match_id = m.id AND d.raised_by = 'person')",
        urgent=True,
    ),
    Desk(
        "screening.check.answer",
        text("Record checks to be answered"),
        "/checks",
        f"SELECT count(*), count(*) FILTER (WHERE c.due_on < {TODAY}), min(c.due_on) FROM record_check c"  # noqa: S608
        f" JOIN organisation o ON o.id = c.institution_id WHERE {_WAITING_CHECKS} AND {_AREA}"
        " o.area_code LIKE $3 || '%'",
    ),
    Desk(
        "screening.check.decide",
        text("Answers to record checks to be decided upon"),
        "/checks?show=to_decide",
        "SELECT count(*) FROM record_check c WHERE c.institution_id = $1 AND c.decision IS NULL"
        " AND c.kind <> 'placement' AND c.outcome IS NOT NULL AND c.outcome <> 'PENDING'"
        " AND $2::uuid IS NOT NULL AND $3::text IS NOT NULL",
    ),
)

OTHERS = (
    Desk(
        "foundation.outbox.manage",
        text("Messages that did not arrive outside"),
        "/notifications/outside",
        "SELECT count(*) FROM outbox_message WHERE organisation_id = $1 AND state = 'failed'"
        " AND $2::uuid IS NOT NULL AND $3::text IS NOT NULL",
    ),
    Desk(
        "certificates.batch.approve",
        text("Batches to approve"),
        "/batches?status=submitted",
        "SELECT count(*) FROM certificate_batch WHERE status = 'submitted' AND organisation_id = $1"
        " AND prepared_by <> $2 AND $3::text IS NOT NULL",
    ),
    Desk(
        "certificates.batch.prepare",
        text("Batches returned to be mended"),
        "/batches?status=returned",
        "SELECT count(*) FROM certificate_batch WHERE status = 'returned' AND organisation_id = $1"
        " AND $2::uuid IS NOT NULL AND $3::text IS NOT NULL",
    ),
    Desk(
        "certificates.batch.prepare",
        text("Confirmed sessions without a batch"),
        "/batches",
        "SELECT count(*) FROM evaluation_session s JOIN organisation o ON o.id = s.evaluator_id"
        " WHERE s.status = 'confirmed' AND o.area_code LIKE $3 || '%'"
        " AND $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM certificate_batch b WHERE b.session_id = s.id AND b.status <> 'cancelled')",
    ),
    Desk(
        "certificates.certificate.decide",
        text("Proposals to decide"),
        "/certificates",
        "SELECT count(*) FROM certificate_proposal p JOIN certificate c ON c.id = p.certificate_id"
        " WHERE p.decided_by IS NULL AND p.proposed_by <> $2 AND c.organisation_id = $1"
        " AND p.reissue_id IS NULL AND $3::text IS NOT NULL",
    ),
    Desk(
        "certificates.certificate.decide",
        text("Reissues of many certificates to decide"),
        "/reissues",
        "SELECT count(*) FROM reissue WHERE status = 'proposed' AND organisation_id = $1"
        " AND proposed_by <> $2 AND $3::text IS NOT NULL",
    ),
    Desk(
        "certificates.subsidy.approve",
        text("Subsidy claims to decide"),
        "/subsidies?standing=registered",
        "SELECT count(*) FROM subsidy_claim WHERE status = 'registered' AND organisation_id = $1"
        " AND registered_by <> $2 AND $3::text IS NOT NULL",
    ),
    Desk(
        "certificates.subsidy.export",
        text("Approved claims that wait for a sheet"),
        "/subsidies/sheets",
        "SELECT count(*) FROM subsidy_claim WHERE status = 'approved' AND organisation_id = $1"
        " AND $2::uuid IS NOT NULL AND $3::text IS NOT NULL",
    ),
    Desk(
        "certificates.subsidy.export",
        text("Subsidies to be recovered"),
        "/subsidies?standing=recover",
        "SELECT count(*) FROM subsidy_claim s JOIN certificate c ON c.id = s.certificate_id"
        " WHERE s.status = 'exported' AND s.organisation_id = $1 AND $2::uuid IS NOT NULL"
        " AND $3::text IS NOT NULL AND EXISTS (SELECT 1 FROM certificate n"
        " WHERE n.number = c.number AND n.status = 'withdrawn')",
        urgent=True,
    ),
    Desk(
        "training.cohort.import",
        text("Rosters read but not confirmed"),
        "/cohorts",
        "SELECT count(*) FROM cohort_import i JOIN cohort c ON c.id = i.cohort_id WHERE i.state = 'previewed'"
        " AND c.college_id = $1 AND $2::uuid IS NOT NULL AND $3::text IS NOT NULL",
    ),
    Desk(
        "training.exemption.decide",
        text("Exemptions to decide"),
        "/exemptions?status=proposed",
        "SELECT count(*) FROM exemption x JOIN enrolment e ON e.id = x.enrolment_id"
        " WHERE x.status = 'proposed' AND e.college_id = $1 AND x.proposed_by <> $2 AND $3::text IS NOT NULL",
    ),
    Desk(
        "training.exemption.decide",
        text("Exemptions to be taken back: to decide"),
        "/exemptions?status=revoking",
        "SELECT count(*) FROM exemption_revocation r JOIN exemption x ON x.id = r.exemption_id"
        " JOIN enrolment e ON e.id = x.enrolment_id WHERE r.verdict IS NULL AND e.college_id = $1"
        " AND r.proposed_by <> $2 AND $3::text IS NOT NULL",
    ),
    Desk(
        "training.evaluation.file",
        text("Plans of sessions to put on file"),
        "/evaluations?status=planned",
        "SELECT count(*) FROM evaluation_plan p JOIN evaluation_session s ON s.id = p.session_id"
        " JOIN organisation o ON o.id = s.evaluator_id WHERE p.verdict IS NULL"
        " AND o.area_code LIKE $3 || '%' AND $1::uuid IS NOT NULL AND p.submitted_by <> $2",
    ),
    Desk(
        "training.evaluation.confirm",
        text("Objections to answer"),
        "/evaluations?status=publicised",
        "SELECT count(*) FROM evaluation_objection x JOIN evaluation_entry n ON n.id = x.entry_id"
        " JOIN evaluation_session s ON s.id = n.session_id WHERE x.verdict IS NULL AND s.evaluator_id = $1"
        " AND x.recorded_by <> $2 AND $3::text IS NOT NULL",
    ),
    Desk(
        "training.evaluation.score",
        text("Scores fixed by a decision to write"),
        "/evaluations",
        "SELECT count(*) FROM evaluation_objection x JOIN evaluation_entry n ON n.id = x.entry_id"
        " JOIN evaluation_session s ON s.id = n.session_id WHERE x.remedy = 'fixed'"
        " AND x.carried_out_at IS NULL AND n.status <> 'annulled' AND s.evaluator_id = $1"
        " AND x.decided_by <> $2 AND $3::text IS NOT NULL",
    ),
    Desk(
        "training.evaluation.assess",
        text("Candidates to mark anew after an objection"),
        "/evaluations",
        "SELECT count(*) FROM evaluation_objection x JOIN evaluation_entry n ON n.id = x.entry_id"
        " JOIN evaluation_staff f ON f.session_id = n.session_id AND f.account_id = $2"
        " JOIN evaluation_session s ON s.id = n.session_id WHERE f.duty = 'assessor' AND x.remedy = 'remark'"
        " AND x.carried_out_at IS NULL AND n.status <> 'annulled' AND s.evaluator_id = $1"
        " AND x.decided_by <> $2 AND $3::text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM practical_mark m"
        " WHERE m.entry_id = n.id AND m.component = 'skill' AND m.assessor_id = $2)",
    ),
    Desk(
        "training.evaluation.assess",
        text("Candidates recorded as absent by mistake: to mark"),
        "/evaluations",
        "SELECT count(*) FROM evaluation_objection x JOIN evaluation_entry n ON n.id = x.entry_id"
        " JOIN evaluation_staff f ON f.session_id = n.session_id AND f.account_id = $2"
        " JOIN evaluation_session s ON s.id = n.session_id WHERE x.remedy = 'present'"
        " AND f.duty = CASE x.component WHEN 'skill' THEN 'assessor' ELSE 'reviewer' END"
        " AND x.carried_out_at IS NULL AND n.status <> 'annulled' AND s.evaluator_id = $1"
        " AND x.decided_by <> $2 AND $3::text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM practical_mark m"
        " WHERE m.entry_id = n.id AND m.component = x.component AND m.assessor_id = $2)",
    ),
    Desk(
        "training.evaluation.confirm",
        text("Absences said to be mistakes: to decide"),
        "/evaluations?status=held",
        "SELECT count(*) FROM absence_correction x JOIN evaluation_entry n ON n.id = x.entry_id"
        " JOIN evaluation_session s ON s.id = n.session_id WHERE x.verdict IS NULL"
        " AND n.status <> 'annulled' AND s.evaluator_id = $1 AND x.requested_by <> $2"
        " AND $3::text IS NOT NULL",
    ),
    Desk(
        "registry.parameter.decide",
        text("Rules to confirm: proposals to decide"),
        "/parameters",
        "SELECT count(*) FROM parameter_confirmation WHERE decided_by IS NULL AND proposed_for = $1"
        " AND proposed_by <> $2 AND $3::text IS NOT NULL",
    ),
    Desk(
        "training.placement.accept",
        text("Placements to accept"),
        "/placements?status=proposed",
        "SELECT count(*) FROM placement WHERE host_id = $1 AND status = 'proposed' AND $2::uuid IS NOT NULL"
        " AND $3::text IS NOT NULL",
    ),
    Desk(
        "registry.filing.decide",
        text("Filings to answer"),
        "/filings?status=submitted",
        "SELECT count(*) FROM filing f JOIN organisation o ON o.id = f.organisation_id"
        " WHERE f.status IN ('submitted', 'change_submitted') AND o.area_code LIKE $3 || '%'"
        " AND $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL",
    ),
)
DESKS = (*SCREENING, *OTHERS)
