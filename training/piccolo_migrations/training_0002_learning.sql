-- Hours are added, never overwritten: a mistake is mended by a correcting row that refers to it.
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
  void_reason text
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
  entered_at timestamptz NOT NULL
);
CREATE INDEX module_result_enrolment ON module_result (enrolment_id, module_code, held_on DESC);
