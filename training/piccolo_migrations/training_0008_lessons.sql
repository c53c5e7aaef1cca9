-- 课次: a module of a cohort's course, taught once, in a room or online.
CREATE TABLE lesson (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  cohort_id uuid NOT NULL REFERENCES cohort (id) ON DELETE RESTRICT,
  module_code text NOT NULL CHECK (module_code <> ''),
  mode text NOT NULL CHECK (mode IN ('onsite', 'online')),
  place text NOT NULL CHECK (place <> ''),                  -- the room, or where it takes place online
  teacher_name text NOT NULL CHECK (teacher_name <> ''),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  hours numeric(4, 2) NOT NULL CHECK (hours > 0 AND hours <= 12),
  check_out boolean NOT NULL DEFAULT false,                 -- trainees scan again when they leave
  status text NOT NULL CHECK (status IN ('planned', 'closed', 'cancelled')),
  settled_by uuid,
  settled_at timestamptz,
  reason text,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  CHECK (ends_at > starts_at),
  CHECK (status = 'planned' OR (settled_by IS NOT NULL AND settled_at IS NOT NULL)),
  CHECK (status <> 'cancelled' OR reason <> '')
);
CREATE INDEX lesson_cohort ON lesson (cohort_id, starts_at);

-- Who was there, from when until when. Nobody's row: absent.
CREATE TABLE attendance (
  id uuid PRIMARY KEY,
  lesson_id uuid NOT NULL REFERENCES lesson (id) ON DELETE RESTRICT,
  enrolment_id uuid NOT NULL REFERENCES enrolment (id) ON DELETE RESTRICT,
  came_at timestamptz,
  left_at timestamptz,
  how text NOT NULL CHECK (how IN ('code', 'sheet', 'hand')),
  came_device bytea,                                        -- digest of the telephone's visit
  left_device bytea,
  note text NOT NULL DEFAULT '',
  changed_by uuid,                                          -- NULL: the trainee
  changed_at timestamptz NOT NULL,
  UNIQUE (lesson_id, enrolment_id),
  CHECK (left_at >= came_at)
);
-- One telephone checks in one trainee, and checks out one.
CREATE UNIQUE INDEX attendance_came_device ON attendance (lesson_id, came_device) WHERE came_device IS NOT NULL;
CREATE UNIQUE INDEX attendance_left_device ON attendance (lesson_id, left_device) WHERE left_device IS NOT NULL;

-- What was settled stays: the hours were made from it.
CREATE FUNCTION lesson_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'planned' THEN
    RAISE EXCEPTION 'a settled lesson does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lesson_settled BEFORE UPDATE ON lesson FOR EACH ROW EXECUTE FUNCTION lesson_settled();
CREATE FUNCTION attendance_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT status FROM lesson WHERE id = NEW.lesson_id) <> 'planned' THEN
    RAISE EXCEPTION 'a settled lesson does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER attendance_settled BEFORE INSERT OR UPDATE ON attendance
  FOR EACH ROW EXECUTE FUNCTION attendance_settled();

-- Hours of a lesson name it: a module may be taught twice on a day, each lesson counts once.
ALTER TABLE learning_record ADD COLUMN lesson_id uuid REFERENCES lesson (id) ON DELETE RESTRICT;
ALTER TABLE learning_record DROP CONSTRAINT learning_record_source_check;
ALTER TABLE learning_record ADD CONSTRAINT learning_record_source_check
  CHECK (source IN ('form', 'sheet', 'placement', 'lesson') AND (source = 'lesson') = (lesson_id IS NOT NULL));
DROP INDEX learning_record_once;
CREATE UNIQUE INDEX learning_record_once ON learning_record (enrolment_id, module_code, held_on)
  WHERE voided_at IS NULL AND lesson_id IS NULL;
CREATE UNIQUE INDEX learning_record_lesson ON learning_record (enrolment_id, lesson_id)
  WHERE voided_at IS NULL AND lesson_id IS NOT NULL;
