CREATE TABLE course (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  college_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  code text NOT NULL CHECK (code <> ''),
  title text NOT NULL CHECK (title <> ''),
  outline_code text NOT NULL,                               -- which training outline it must cover (data file)
  occupation_code text NOT NULL,                            -- which occupation and level it prepares for
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  created_at timestamptz NOT NULL,
  UNIQUE (college_id, code)
);

CREATE TABLE course_version (
  id uuid PRIMARY KEY,
  course_id uuid NOT NULL REFERENCES course (id) ON DELETE RESTRICT,
  number integer NOT NULL CHECK (number > 0),
  outline_edition text NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'published', 'closed')),
  published_at timestamptz,
  created_at timestamptz NOT NULL,
  UNIQUE (course_id, number),
  CHECK (status = 'draft' OR published_at IS NOT NULL)
);

CREATE TABLE course_module (
  id uuid PRIMARY KEY,
  course_version_id uuid NOT NULL REFERENCES course_version (id) ON DELETE RESTRICT,
  position smallint NOT NULL,
  code text NOT NULL CHECK (code <> ''),
  title text NOT NULL CHECK (title <> ''),
  kind text NOT NULL CHECK (kind IN ('theory', 'practice', 'ethics', 'safety', 'law', 'health')),
  hours numeric(6, 2) NOT NULL CHECK (hours > 0),
  outline_module text NOT NULL DEFAULT '',
  pass_mark numeric(5, 2),                                  -- NULL: attendance is enough
  UNIQUE (course_version_id, code)
);
GRANT DELETE ON course_module TO yuzheng_app;                -- only drafts, see below

-- What was published is frozen: trainees stay on the version they began with.
CREATE FUNCTION course_module_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM course_version v WHERE v.id = coalesce(OLD.course_version_id, NEW.course_version_id) AND v.status <> 'draft')
  THEN RAISE EXCEPTION 'a published course version does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER course_module_frozen BEFORE INSERT OR UPDATE OR DELETE ON course_module FOR EACH ROW EXECUTE FUNCTION course_module_frozen();
