-- What a person has shown of work, schooling, certificates and titles. Nothing of it is overwritten: what was entered
-- wrongly is set aside with a reason and entered anew.
CREATE TABLE candidate_evidence (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('employment', 'diploma', 'certificate', 'title', 'apprenticeship', 'technician_class')),
  occupation text NOT NULL DEFAULT '',
  from_on date,                                             -- began, issued, granted, completed; final year since
  until_on date,                                            -- last day; day of graduation
  employer text NOT NULL DEFAULT '',
  insured_months integer CHECK (insured_months >= 0),
  diploma text NOT NULL DEFAULT '',
  major text NOT NULL DEFAULT '',
  final_year boolean NOT NULL DEFAULT false,
  assessed boolean NOT NULL DEFAULT false,                  -- the school's programme was assessed 经评估论证
  level smallint CHECK (level BETWEEN 0 AND 5),             -- 0: 预备技师
  number text NOT NULL DEFAULT '',
  rank text NOT NULL DEFAULT '',
  paper text NOT NULL CHECK (paper <> ''),                  -- which document says so
  file_name text NOT NULL DEFAULT '',
  file_sealed bytea,
  fingerprint text NOT NULL,
  entered_by uuid NOT NULL,
  entered_for uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  entered_at timestamptz NOT NULL,
  seen_by uuid,                                             -- who has had the original in hand; nobody: only declared
  seen_at timestamptz,
  voided_by uuid,
  voided_at timestamptz,
  void_reason text,
  CHECK ((seen_by IS NULL) = (seen_at IS NULL)),
  CHECK ((file_sealed IS NULL) = (file_name = '')),
  CHECK (voided_at IS NULL OR (voided_by IS NOT NULL AND void_reason <> '')),
  CHECK (until_on IS NULL OR from_on IS NULL OR kind = 'diploma' OR until_on >= from_on),
  CHECK (kind <> 'employment' OR (from_on IS NOT NULL AND occupation <> '' AND employer <> '')),
  CHECK (kind <> 'diploma' OR (diploma <> '' AND major <> '' AND (until_on IS NOT NULL OR (final_year AND from_on IS NOT NULL)))),
  CHECK (kind <> 'certificate' OR (from_on IS NOT NULL AND occupation <> '' AND level IS NOT NULL)),
  CHECK (kind <> 'title' OR (from_on IS NOT NULL AND rank <> '')),
  CHECK (kind NOT IN ('apprenticeship', 'technician_class') OR from_on IS NOT NULL)
);
CREATE INDEX candidate_evidence_person ON candidate_evidence (person_id) WHERE voided_at IS NULL;
-- The same line of the same sheet counts once, however often the sheet is sent.
CREATE UNIQUE INDEX candidate_evidence_once ON candidate_evidence (person_id, fingerprint) WHERE voided_at IS NULL;

CREATE FUNCTION candidate_evidence_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE same candidate_evidence%ROWTYPE := NEW;
BEGIN
  same.seen_by := OLD.seen_by; same.seen_at := OLD.seen_at;
  same.voided_by := OLD.voided_by; same.voided_at := OLD.voided_at; same.void_reason := OLD.void_reason;
  IF same IS DISTINCT FROM OLD OR OLD.voided_at IS NOT NULL
     OR (OLD.seen_at IS NOT NULL AND (NEW.seen_by, NEW.seen_at) IS DISTINCT FROM (OLD.seen_by, OLD.seen_at))
  THEN RAISE EXCEPTION 'evidence does not change; it is set aside and entered anew' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER candidate_evidence_kept BEFORE UPDATE ON candidate_evidence
  FOR EACH ROW EXECUTE FUNCTION candidate_evidence_kept();

-- An uploaded sheet of evidence between preview and confirmation, sealed like a roster.
CREATE TABLE evidence_import (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  cohort_id uuid NOT NULL REFERENCES cohort (id) ON DELETE RESTRICT,
  file_name text NOT NULL,
  file_sha256 bytea NOT NULL,
  file_sealed bytea,
  state text NOT NULL CHECK (state IN ('previewed', 'confirmed', 'discarded')),
  rows_read integer NOT NULL,
  rows_good integer NOT NULL,
  rows_known integer NOT NULL,
  rows_bad integer NOT NULL,
  uploaded_by uuid NOT NULL,
  uploaded_at timestamptz NOT NULL,
  settled_at timestamptz,
  entered integer NOT NULL DEFAULT 0
);
CREATE INDEX evidence_import_cohort ON evidence_import (cohort_id, uploaded_at DESC);

-- Why somebody was admitted or not: every rule that was tried, on which evidence, under which version of the rules.
CREATE TABLE eligibility_decision (
  id uuid PRIMARY KEY,
  nth bigint GENERATED ALWAYS AS IDENTITY,                  -- the order in which decisions were made
  entry_id uuid NOT NULL REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  decided_on date NOT NULL,
  eligible boolean NOT NULL,
  rules_version text NOT NULL CHECK (rules_version <> ''),
  met text[] NOT NULL,
  earliest date,
  answer text NOT NULL,                                     -- JSON: the rules tried, with what each lacked
  evidence uuid[] NOT NULL,
  certificates text[] NOT NULL,
  decided_by uuid NOT NULL,
  decided_at timestamptz NOT NULL,
  CHECK (eligible = (cardinality(met) > 0))
);
CREATE INDEX eligibility_decision_entry ON eligibility_decision (entry_id, nth DESC);
REVOKE UPDATE ON eligibility_decision FROM yuzheng_app;

-- Nobody gets a ticket without a decision that says so.
CREATE FUNCTION evaluation_entry_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT coalesce((SELECT d.eligible FROM eligibility_decision d WHERE d.entry_id = NEW.id
                    ORDER BY d.nth DESC LIMIT 1), false)
  THEN RAISE EXCEPTION 'nobody is admitted without a decision on eligibility' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_entry_admitted BEFORE UPDATE ON evaluation_entry FOR EACH ROW
  WHEN (OLD.status IN ('applied', 'ineligible') AND NEW.status NOT IN ('applied', 'ineligible', 'annulled'))
  EXECUTE FUNCTION evaluation_entry_admitted();
