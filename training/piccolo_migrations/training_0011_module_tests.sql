-- 题库
CREATE TABLE question_bank (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  college_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  code text NOT NULL CHECK (code <> ''),
  title text NOT NULL CHECK (title <> ''),
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (college_id, code)
);

CREATE TABLE question (
  id uuid PRIMARY KEY,
  bank_id uuid NOT NULL REFERENCES question_bank (id) ON DELETE RESTRICT,
  code text NOT NULL CHECK (code <> ''),
  kind text NOT NULL CHECK (kind IN ('single', 'multiple', 'judgement')),
  stem text NOT NULL CHECK (stem <> ''),
  options text[] NOT NULL,                                  -- of a judgement: none
  answer text[] NOT NULL CHECK (cardinality(answer) > 0),   -- letters; of a judgement T or F
  topic text NOT NULL DEFAULT '',
  entered_by uuid NOT NULL,
  entered_at timestamptz NOT NULL,
  retired_at timestamptz,
  UNIQUE (bank_id, code),
  CHECK (kind = 'multiple' OR cardinality(answer) = 1),
  CHECK ((kind = 'judgement') = (cardinality(options) = 0))
);
-- A question is asked as it was written or not at all: it is retired and written anew under another number.
CREATE FUNCTION question_only_retired() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.bank_id, NEW.code, NEW.kind, NEW.stem, NEW.options, NEW.answer)
       IS DISTINCT FROM (OLD.bank_id, OLD.code, OLD.kind, OLD.stem, OLD.options, OLD.answer)
  THEN RAISE EXCEPTION 'a question is retired, never changed' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER question_only_retired BEFORE UPDATE ON question
  FOR EACH ROW EXECUTE FUNCTION question_only_retired();

-- 模块测验: so many of each kind, drawn anew for every attempt.
CREATE TABLE module_test (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  cohort_id uuid NOT NULL REFERENCES cohort (id) ON DELETE RESTRICT,
  module_code text NOT NULL CHECK (module_code <> ''),
  bank_id uuid NOT NULL REFERENCES question_bank (id) ON DELETE RESTRICT,
  title text NOT NULL CHECK (title <> ''),
  singles smallint NOT NULL CHECK (singles >= 0),
  multiples smallint NOT NULL CHECK (multiples >= 0),
  judgements smallint NOT NULL CHECK (judgements >= 0),
  minutes smallint NOT NULL CHECK (minutes BETWEEN 1 AND 300),
  attempts smallint NOT NULL CHECK (attempts BETWEEN 1 AND 10),
  pass_mark numeric(5, 2) NOT NULL CHECK (pass_mark BETWEEN 0 AND 100),
  opens_at timestamptz NOT NULL,
  closes_at timestamptz NOT NULL,
  access_code text NOT NULL CHECK (access_code <> ''),      -- told in the room
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  CHECK (closes_at > opens_at),
  CHECK (singles + multiples + judgements BETWEEN 1 AND 200)
);
CREATE INDEX module_test_cohort ON module_test (cohort_id, opens_at);

CREATE TABLE test_attempt (
  id uuid PRIMARY KEY,
  test_id uuid NOT NULL REFERENCES module_test (id) ON DELETE RESTRICT,
  enrolment_id uuid NOT NULL REFERENCES enrolment (id) ON DELETE RESTRICT,
  number smallint NOT NULL CHECK (number > 0),
  token_hash bytea NOT NULL UNIQUE,
  started_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  submitted_at timestamptz,
  score numeric(5, 2) CHECK (score BETWEEN 0 AND 100),
  passed boolean,
  UNIQUE (test_id, enrolment_id, number),
  CHECK ((submitted_at IS NULL) = (score IS NULL) AND (score IS NULL) = (passed IS NULL))
);
CREATE UNIQUE INDEX test_attempt_running ON test_attempt (test_id, enrolment_id) WHERE submitted_at IS NULL;

CREATE TABLE test_answer (
  id uuid PRIMARY KEY,
  attempt_id uuid NOT NULL REFERENCES test_attempt (id) ON DELETE RESTRICT,
  position smallint NOT NULL CHECK (position > 0),
  question_id uuid NOT NULL REFERENCES question (id) ON DELETE RESTRICT,
  shown text[] NOT NULL,                                    -- the letters of the options in the order shown
  chosen text[] NOT NULL DEFAULT '{}',
  answered_at timestamptz,
  correct boolean,
  UNIQUE (attempt_id, position),
  UNIQUE (attempt_id, question_id)
);
CREATE INDEX test_answer_question ON test_answer (question_id);

-- What was handed in stays.
CREATE FUNCTION test_attempt_handed_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.submitted_at IS NOT NULL THEN
    RAISE EXCEPTION 'a test that was handed in does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER test_attempt_handed_in BEFORE UPDATE ON test_attempt
  FOR EACH ROW EXECUTE FUNCTION test_attempt_handed_in();
CREATE FUNCTION test_answer_handed_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT submitted_at FROM test_attempt WHERE id = NEW.attempt_id) IS NOT NULL THEN
    RAISE EXCEPTION 'a test that was handed in does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER test_answer_handed_in BEFORE INSERT OR UPDATE ON test_answer
  FOR EACH ROW EXECUTE FUNCTION test_answer_handed_in();

-- Results of tests name the attempt: several on a day stand beside each other, the best counts.
ALTER TABLE module_result ADD COLUMN attempt_id uuid REFERENCES test_attempt (id) ON DELETE RESTRICT;
DROP INDEX module_result_once;
CREATE UNIQUE INDEX module_result_once ON module_result (enrolment_id, module_code, held_on)
  WHERE voided_at IS NULL AND attempt_id IS NULL;
CREATE UNIQUE INDEX module_result_attempt ON module_result (attempt_id) WHERE attempt_id IS NOT NULL;
