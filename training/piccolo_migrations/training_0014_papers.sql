-- 理论答卷: the key of each version of a session's theory paper, and what every candidate has answered.
CREATE TABLE paper_key (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  version text NOT NULL CHECK (version ~ '^[A-Z0-9]{1,4}$'),
  answers text[] NOT NULL CHECK (cardinality(answers) BETWEEN 2 AND 240),  -- letters in order, or T or F
  options smallint[] NOT NULL,
  points numeric(5, 2)[] NOT NULL,
  entered_by uuid NOT NULL,
  entered_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  verdict text CHECK (verdict IN ('agreed', 'rejected')),
  reason text NOT NULL DEFAULT '',
  replaced_at timestamptz,
  CHECK (cardinality(options) = cardinality(answers) AND cardinality(points) = cardinality(answers)),
  CHECK ((decided_by IS NULL) = (verdict IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CHECK (decided_by <> entered_by),                         -- two persons
  CHECK (verdict IS DISTINCT FROM 'rejected' OR reason <> ''),
  CHECK (replaced_at IS NULL OR verdict = 'agreed')
);
CREATE UNIQUE INDEX paper_key_waiting ON paper_key (session_id, version) WHERE verdict IS NULL;
CREATE UNIQUE INDEX paper_key_in_force ON paper_key (session_id, version)
  WHERE verdict = 'agreed' AND replaced_at IS NULL;

-- An uploaded sheet of answers between preview and confirmation, sealed like a roster.
CREATE TABLE paper_import (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
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
  taken integer NOT NULL DEFAULT 0
);
CREATE INDEX paper_import_session ON paper_import (session_id, uploaded_at DESC);

-- One row for each candidate: five hundred papers of a hundred items are five hundred rows.
CREATE TABLE theory_paper (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  entry_id uuid NOT NULL REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  import_id uuid NOT NULL REFERENCES paper_import (id) ON DELETE RESTRICT,
  version text NOT NULL CHECK (version ~ '^[A-Z0-9]{1,4}$'),
  answers text[] NOT NULL CHECK (cardinality(answers) BETWEEN 2 AND 240),  -- '' blank, '*' unreadable
  handed_in_at timestamptz,
  voided_by uuid,
  voided_at timestamptz,
  void_reason text NOT NULL DEFAULT '',
  CHECK ((voided_by IS NULL) = (voided_at IS NULL)),
  CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE UNIQUE INDEX theory_paper_standing ON theory_paper (entry_id) WHERE voided_at IS NULL;
CREATE INDEX theory_paper_session ON theory_paper (session_id);

-- A key is entered once and decided once; a paper is what was handed in, or set aside. Both stand still with the results.
CREATE FUNCTION paper_key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM evaluation_session s WHERE s.id = NEW.session_id AND s.status IN ('held', 'publicised'))
  THEN RAISE EXCEPTION 'papers belong to an examination that was held and is not confirmed' USING ERRCODE = 'P0B07';
  END IF;
  IF TG_OP = 'UPDATE' AND (
       (NEW.session_id, NEW.version, NEW.answers, NEW.options, NEW.points, NEW.entered_by, NEW.entered_at) IS DISTINCT FROM
       (OLD.session_id, OLD.version, OLD.answers, OLD.options, OLD.points, OLD.entered_by, OLD.entered_at)
       OR (OLD.verdict IS NOT NULL AND (NEW.verdict, NEW.decided_by, NEW.decided_at, NEW.reason) IS DISTINCT FROM
                                       (OLD.verdict, OLD.decided_by, OLD.decided_at, OLD.reason))
       OR (OLD.replaced_at IS NOT NULL AND NEW.replaced_at IS DISTINCT FROM OLD.replaced_at))
  THEN RAISE EXCEPTION 'a key is replaced, never changed' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER paper_key_stays BEFORE INSERT OR UPDATE ON paper_key
  FOR EACH ROW EXECUTE FUNCTION paper_key_stays();

CREATE FUNCTION theory_paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM evaluation_entry n JOIN evaluation_session s ON s.id = n.session_id
                  WHERE n.id = NEW.entry_id AND s.id = NEW.session_id AND s.status IN ('held', 'publicised'))
  THEN RAISE EXCEPTION 'papers belong to an examination that was held and is not confirmed' USING ERRCODE = 'P0B07';
  END IF;
  IF TG_OP = 'UPDATE' AND (
       (NEW.session_id, NEW.entry_id, NEW.import_id, NEW.version, NEW.answers, NEW.handed_in_at) IS DISTINCT FROM
       (OLD.session_id, OLD.entry_id, OLD.import_id, OLD.version, OLD.answers, OLD.handed_in_at)
       OR OLD.voided_at IS NOT NULL)
  THEN RAISE EXCEPTION 'a paper is set aside, never changed' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER theory_paper_stays BEFORE INSERT OR UPDATE ON theory_paper
  FOR EACH ROW EXECUTE FUNCTION theory_paper_stays();

-- Who has looked at an alarm and what they found; the second look, by somebody else, sets it aside.
CREATE TABLE evaluation_alarm_look (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  alarm text NOT NULL CHECK (alarm ~ '^[0-9a-f]{24}$'),      -- digest of what the alarm says
  kind text NOT NULL,
  said text NOT NULL,
  look smallint NOT NULL CHECK (look IN (1, 2)),
  note text NOT NULL CHECK (note <> ''),
  looked_by uuid NOT NULL,
  looked_at timestamptz NOT NULL,
  UNIQUE (session_id, alarm, look),
  UNIQUE (session_id, alarm, looked_by)                     -- two persons
);
REVOKE UPDATE ON evaluation_alarm_look FROM yuzheng_app;
CREATE FUNCTION evaluation_alarm_looked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.look = 2 AND NOT EXISTS (SELECT 1 FROM evaluation_alarm_look l
       WHERE l.session_id = NEW.session_id AND l.alarm = NEW.alarm AND l.look = 1)
  THEN RAISE EXCEPTION 'a second look comes after the first' USING ERRCODE = 'P0B01';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_alarm_looked BEFORE INSERT ON evaluation_alarm_look
  FOR EACH ROW EXECUTE FUNCTION evaluation_alarm_looked();
