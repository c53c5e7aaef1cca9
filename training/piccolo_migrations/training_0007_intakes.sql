-- 招生计划与报到人数: a college's figures of one programme in one year.
CREATE TABLE intake_plan (
  id uuid PRIMARY KEY,
  college_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  programme_code text NOT NULL CHECK (programme_code <> ''),
  year smallint NOT NULL CHECK (year BETWEEN 2000 AND 2100),
  planned integer NOT NULL CHECK (planned >= 0),
  admitted integer CHECK (admitted >= 0),                   -- NULL: not known yet
  note text NOT NULL DEFAULT '',
  changed_by uuid NOT NULL,
  changed_at timestamptz NOT NULL,
  UNIQUE (college_id, programme_code, year)
);

-- The programme of a school to which a cohort belongs, if it is one of a school's.
ALTER TABLE cohort ADD COLUMN programme_code text NOT NULL DEFAULT '';

-- Trainees stay on the version they began with: a cohort with trainees keeps its version.
CREATE FUNCTION cohort_keeps_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.course_version_id <> OLD.course_version_id AND EXISTS (SELECT 1 FROM enrolment e WHERE e.cohort_id = OLD.id)
  THEN RAISE EXCEPTION 'trainees stay on the version they began with' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cohort_keeps_version BEFORE UPDATE OF course_version_id ON cohort
  FOR EACH ROW EXECUTE FUNCTION cohort_keeps_version();
