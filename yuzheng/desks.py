"""What each role finds on its desk: how much waits, how much is late, and until when the first is due."""

from __future__ import annotations

from foundation.text import text
from yuzheng.desk import Desk
from yuzheng.screening_desks import SCREENING

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
