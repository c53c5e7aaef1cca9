-- Hours and results are added, never overwritten: what was entered wrongly is set aside with a reason and entered again.
CREATE TABLE learning_record (
  id uuid PRIMARY KEY,
  enrolment_id uuid NOT NULL REFERENCES enrolment (id) ON DELETE RESTRICT,
  module_code text NOT NULL,
  hours numeric(6, 2) NOT NULL CHECK (hours > 0 AND hours <= 24),
  held_on date NOT NULL,
  source text NOT NULL CHECK (source IN ('form', 'sheet', 'placement')),
  source_ref text NOT NULL DEFAULT '',
  entered_by uuid NOT NULL,
  entered_at timestamptz NOT NULL,
  voided_at timestamptz,
  voided_by uuid,
  void_reason text,
  CHECK (voided_at IS NULL OR (voided_by IS NOT NULL AND void_reason <> ''))
);
CREATE INDEX learning_record_enrolment ON learning_record (enrolment_id) WHERE voided_at IS NULL;
-- The same line of the same sheet counts once, however often the sheet is sent.
CREATE UNIQUE INDEX learning_record_once ON learning_record (enrolment_id, module_code, held_on) WHERE voided_at IS NULL;

CREATE TABLE module_result (
  id uuid PRIMARY KEY,
  enrolment_id uuid NOT NULL REFERENCES enrolment (id) ON DELETE RESTRICT,
  module_code text NOT NULL,
  score numeric(5, 2) NOT NULL CHECK (score BETWEEN 0 AND 100),
  passed boolean NOT NULL,
  held_on date NOT NULL,
  entered_by uuid NOT NULL,
  entered_at timestamptz NOT NULL,
  voided_at timestamptz,
  voided_by uuid,
  void_reason text,
  CHECK (voided_at IS NULL OR (voided_by IS NOT NULL AND void_reason <> ''))
);
CREATE UNIQUE INDEX module_result_once ON module_result (enrolment_id, module_code, held_on) WHERE voided_at IS NULL;

-- An uploaded sheet of hours and results between preview and confirmation, sealed like a roster.
CREATE TABLE learning_import (
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
  hours_recorded integer NOT NULL DEFAULT 0,
  results_recorded integer NOT NULL DEFAULT 0
);
CREATE INDEX learning_import_cohort ON learning_import (cohort_id, uploaded_at DESC);
