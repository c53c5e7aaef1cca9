CREATE TABLE cohort (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  college_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  code text NOT NULL CHECK (code <> ''),
  name text NOT NULL CHECK (name <> ''),
  course_version_id uuid NOT NULL REFERENCES course_version (id) ON DELETE RESTRICT,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  grade_year smallint NOT NULL DEFAULT 2 CHECK (grade_year BETWEEN 1 AND 6),
  created_at timestamptz NOT NULL,
  UNIQUE (college_id, code),
  CHECK (ends_on >= starts_on)
);

-- An uploaded roster between preview and confirmation. The rows are sealed and go when it is settled.
CREATE TABLE cohort_import (
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
  enrolled integer NOT NULL DEFAULT 0,
  held integer NOT NULL DEFAULT 0                           -- of them, those whom the ban register may know
);
CREATE INDEX cohort_import_cohort ON cohort_import (cohort_id, uploaded_at DESC);

CREATE TABLE enrolment (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  cohort_id uuid NOT NULL REFERENCES cohort (id) ON DELETE RESTRICT,
  college_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  student_no text NOT NULL CHECK (student_no <> ''),
  status text NOT NULL CHECK (status IN ('draft', 'submitted', 'active', 'deferred', 'completed', 'withdrawn', 'transferred')),
  enrolled_on date NOT NULL,
  completed_on date,
  ended_on date,
  withdrawal_trigger text,
  withdrawal_reason text,
  created_at timestamptz NOT NULL,
  UNIQUE (person_id, cohort_id),                            -- a repeated import enrols nobody twice
  UNIQUE (college_id, student_no),
  CHECK (status <> 'completed' OR completed_on IS NOT NULL),
  CHECK (status NOT IN ('withdrawn', 'transferred') OR ended_on IS NOT NULL)
);
CREATE INDEX enrolment_cohort ON enrolment (cohort_id, status);
CREATE INDEX enrolment_college ON enrolment (college_id, status);

CREATE TABLE enrolment_deferral (
  id uuid PRIMARY KEY,
  enrolment_id uuid NOT NULL REFERENCES enrolment (id) ON DELETE RESTRICT,
  from_on date NOT NULL,
  until_on date NOT NULL,
  returned_on date,
  reason text NOT NULL CHECK (reason <> ''),
  recorded_at timestamptz NOT NULL,
  CHECK (until_on >= from_on)
);
CREATE INDEX enrolment_deferral_enrolment ON enrolment_deferral (enrolment_id);
