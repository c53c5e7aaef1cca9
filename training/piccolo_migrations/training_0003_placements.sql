CREATE TABLE placement (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  enrolment_id uuid NOT NULL REFERENCES enrolment (id) ON DELETE RESTRICT,
  host_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  status text NOT NULL CHECK (status IN ('proposed', 'accepted', 'blocked', 'active', 'interrupted', 'completed', 'assessed', 'cancelled')),
  post text NOT NULL CHECK (post <> ''),
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  required_hours numeric(6, 2) NOT NULL DEFAULT 0,
  teacher_name text NOT NULL DEFAULT '',
  mentor_name text NOT NULL DEFAULT '',
  arranged_via text NOT NULL DEFAULT 'school' CHECK (arranged_via IN ('school', 'student_self_approved', 'agency')),
  agreement_school_on date,                                 -- 三方协议: each party's signature
  agreement_host_on date,
  agreement_trainee_on date,
  guardian_consent_on date,
  consent_on date,
  insurance_policy_no text,
  insurance_from date,
  insurance_until date,
  safety_training_passed_on date,
  health_certificate_until date,
  record_check_on date,
  record_check_letter_no text,
  over_cap_reason text,
  started_at timestamptz,
  completed_on date,
  mentor_appraisal text,
  mentor_score numeric(5, 2) CHECK (mentor_score BETWEEN 0 AND 100),
  school_appraisal text,
  school_score numeric(5, 2) CHECK (school_score BETWEEN 0 AND 100),
  cancelled_reason text,
  created_at timestamptz NOT NULL,
  CHECK (ends_on >= starts_on)
);
CREATE INDEX placement_host ON placement (host_id, status);
-- One running placement a trainee.
CREATE UNIQUE INDEX placement_one ON placement (enrolment_id) WHERE status IN ('proposed', 'accepted', 'blocked', 'active', 'interrupted');

CREATE TABLE placement_log (
  id uuid PRIMARY KEY,
  placement_id uuid NOT NULL REFERENCES placement (id) ON DELETE RESTRICT,
  worked_on date NOT NULL,
  hours numeric(4, 2) NOT NULL CHECK (hours > 0 AND hours <= 8),  -- no overtime for interns
  note text NOT NULL DEFAULT '',
  signed_by uuid,                                           -- the mentor's account
  signed_at timestamptz,
  UNIQUE (placement_id, worked_on)
);
