-- What surrounds an examination: its plan on file with the office, rooms and seats, who watches and who assesses,
-- marks given twice, what went wrong, objections, and the archive.

ALTER TABLE evaluation_session ADD COLUMN double_entry boolean NOT NULL DEFAULT false;
ALTER TABLE evaluation_entry ADD COLUMN kept text[] NOT NULL DEFAULT '{}';  -- components passed in an earlier session
ALTER TABLE evaluation_entry ADD COLUMN kept_from uuid REFERENCES evaluation_entry (id) ON DELETE RESTRICT;

CREATE TABLE evaluation_plan (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  candidates integer NOT NULL CHECK (candidates > 0),
  note text NOT NULL DEFAULT '',
  submitted_by uuid NOT NULL,
  submitted_at timestamptz NOT NULL,
  answered_by uuid,
  answered_for uuid REFERENCES organisation (id) ON DELETE RESTRICT,
  answered_at timestamptz,
  verdict text CHECK (verdict IN ('filed', 'returned')),
  filing_no text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  CHECK ((answered_by IS NULL) = (verdict IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL)),
  CHECK (answered_by <> submitted_by),
  CHECK (verdict IS DISTINCT FROM 'filed' OR filing_no <> ''),
  CHECK (verdict IS DISTINCT FROM 'returned' OR reason <> '')
);
CREATE UNIQUE INDEX evaluation_plan_standing ON evaluation_plan (session_id) WHERE verdict IS DISTINCT FROM 'returned';
CREATE UNIQUE INDEX evaluation_plan_number ON evaluation_plan (answered_for, filing_no) WHERE filing_no <> '';

-- No session is announced before its plan is on file, and no result is confirmed over an open objection.
CREATE TABLE evaluation_objection (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  entry_id uuid NOT NULL REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  raised_by text NOT NULL CHECK (raised_by <> ''),
  raised_on date NOT NULL,
  content text NOT NULL CHECK (content <> ''),
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  verdict text CHECK (verdict IN ('upheld', 'rejected')),
  answer text NOT NULL DEFAULT '',
  CHECK ((decided_by IS NULL) = (verdict IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CHECK (decided_by <> recorded_by),
  CHECK (verdict IS NULL OR answer <> '')
);
CREATE INDEX evaluation_objection_entry ON evaluation_objection (entry_id);

CREATE FUNCTION evaluation_session_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'planned' AND NEW.status = 'open' AND NOT EXISTS (
       SELECT 1 FROM evaluation_plan p WHERE p.session_id = NEW.id AND p.verdict = 'filed')
  THEN RAISE EXCEPTION 'the plan of a session is on file before it is announced' USING ERRCODE = 'P0B07';
  END IF;
  IF OLD.status <> 'confirmed' AND NEW.status = 'confirmed' AND EXISTS (
       SELECT 1 FROM evaluation_objection o JOIN evaluation_entry n ON n.id = o.entry_id
        WHERE n.session_id = NEW.id AND o.verdict IS NULL)
  THEN RAISE EXCEPTION 'every objection is answered before results are confirmed' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_session_guarded BEFORE UPDATE ON evaluation_session
  FOR EACH ROW EXECUTE FUNCTION evaluation_session_guarded();

CREATE TABLE evaluation_room (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  component text NOT NULL CHECK (component IN ('theory', 'skill', 'review')),
  name text NOT NULL CHECK (name <> ''),
  begins_at timestamptz NOT NULL,
  minutes integer NOT NULL CHECK (minutes BETWEEN 10 AND 600),
  seats integer NOT NULL CHECK (seats BETWEEN 1 AND 500),
  UNIQUE (session_id, component, name)
);
GRANT DELETE ON evaluation_room TO yuzheng_app;               -- until the examination is held

CREATE TABLE evaluation_seat (
  entry_id uuid NOT NULL REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  component text NOT NULL,
  room_id uuid NOT NULL REFERENCES evaluation_room (id) ON DELETE RESTRICT,
  seat integer NOT NULL CHECK (seat > 0),
  PRIMARY KEY (entry_id, component),
  UNIQUE (room_id, seat)
);
GRANT DELETE ON evaluation_seat TO yuzheng_app;               -- seats are given anew until the examination is held

CREATE TABLE evaluation_staff (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
  duty text NOT NULL CHECK (duty IN ('invigilator', 'assessor', 'reviewer')),
  room_id uuid REFERENCES evaluation_room (id) ON DELETE RESTRICT,
  promised_at timestamptz,                                  -- has declared every relative and pupil among the candidates
  appointed_by uuid NOT NULL,
  appointed_at timestamptz NOT NULL,
  UNIQUE (session_id, account_id, duty)
);
GRANT DELETE ON evaluation_staff TO yuzheng_app;              -- until the examination is held

-- Whom somebody must not assess: a pupil, a relative. Never taken back.
CREATE TABLE evaluation_recusal (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
  entry_id uuid NOT NULL REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('trainer', 'relative', 'other')),
  declared_by uuid NOT NULL,
  declared_at timestamptz NOT NULL,
  UNIQUE (account_id, entry_id)
);
REVOKE UPDATE ON evaluation_recusal FROM yuzheng_app;

-- Marks that two assessors give independently; never changed, and read by nobody before both are there.
CREATE TABLE practical_mark (
  id uuid PRIMARY KEY,
  entry_id uuid NOT NULL REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  component text NOT NULL CHECK (component IN ('skill', 'review')),
  assessor_id uuid NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
  points numeric(5, 2) NOT NULL CHECK (points BETWEEN 0 AND 100),
  settles boolean NOT NULL DEFAULT false,                   -- the third person's, where the two lie too far apart
  reason text NOT NULL DEFAULT '',
  entered_at timestamptz NOT NULL,
  UNIQUE (entry_id, component, assessor_id),
  CHECK (NOT settles OR reason <> '')
);
CREATE UNIQUE INDEX practical_mark_settled ON practical_mark (entry_id, component) WHERE settles;
REVOKE UPDATE ON practical_mark FROM yuzheng_app;

CREATE FUNCTION practical_mark_given() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE needed text := CASE NEW.component WHEN 'skill' THEN 'assessor' ELSE 'reviewer' END;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM evaluation_staff s JOIN evaluation_entry n ON n.session_id = s.session_id
                  WHERE n.id = NEW.entry_id AND s.account_id = NEW.assessor_id AND s.duty = needed)
  THEN RAISE EXCEPTION 'only an appointed assessor gives marks' USING ERRCODE = 'P0B01';
  END IF;
  IF EXISTS (SELECT 1 FROM evaluation_recusal r WHERE r.entry_id = NEW.entry_id AND r.account_id = NEW.assessor_id)
  THEN RAISE EXCEPTION 'nobody assesses a pupil or a relative' USING ERRCODE = 'P0B01';
  END IF;
  IF (SELECT count(*) FROM practical_mark m WHERE m.entry_id = NEW.entry_id AND m.component = NEW.component
        AND NOT m.settles) >= 2 AND NOT NEW.settles AND NEW.component = 'skill'
  THEN RAISE EXCEPTION 'two assessors have given their marks' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER practical_mark_given BEFORE INSERT ON practical_mark FOR EACH ROW EXECUTE FUNCTION practical_mark_given();

-- In a session with double entry the practical score rests on the marks of two.
CREATE FUNCTION evaluation_entry_doubled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.skill IS DISTINCT FROM OLD.skill AND NEW.skill IS NOT NULL AND NOT ('skill' = ANY (NEW.kept))
     AND (SELECT s.double_entry FROM evaluation_session s WHERE s.id = NEW.session_id)
     AND (SELECT count(*) FROM practical_mark m WHERE m.entry_id = NEW.id AND m.component = 'skill' AND NOT m.settles) < 2
  THEN RAISE EXCEPTION 'the practical score rests on two marks' USING ERRCODE = 'P0B01';
  END IF;
  IF OLD.status IN ('confirmed', 'failed', 'annulled')
     AND (NEW.kept, NEW.kept_from) IS DISTINCT FROM (OLD.kept, OLD.kept_from)
  THEN RAISE EXCEPTION 'a confirmed result does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_entry_doubled BEFORE UPDATE ON evaluation_entry FOR EACH ROW EXECUTE FUNCTION evaluation_entry_doubled();

CREATE TABLE evaluation_incident (
  id uuid PRIMARY KEY,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  entry_id uuid REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('cheating', 'impersonation', 'disturbance', 'illness', 'technical', 'other')),
  note text NOT NULL CHECK (note <> ''),
  annulled boolean NOT NULL DEFAULT false,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  CHECK (NOT annulled OR entry_id IS NOT NULL)
);
CREATE INDEX evaluation_incident_session ON evaluation_incident (session_id);
REVOKE UPDATE ON evaluation_incident FROM yuzheng_app;

-- The whole session as it was when it was confirmed, sealed, with its hash.
CREATE TABLE evaluation_archive (
  session_id uuid PRIMARY KEY REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  content_sealed bytea NOT NULL,
  made_at timestamptz NOT NULL
);
REVOKE UPDATE ON evaluation_archive FROM yuzheng_app;
