CREATE TABLE evaluation_session (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  evaluator_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  code text NOT NULL CHECK (code <> ''),
  name text NOT NULL CHECK (name <> ''),
  occupation_code text NOT NULL,
  standard_edition text NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  held_on date NOT NULL,
  place text NOT NULL DEFAULT '',
  status text NOT NULL CHECK (status IN ('planned', 'open', 'held', 'publicised', 'confirmed')),
  publicised_from date,
  publicised_until date,
  publicised_by uuid,
  confirmed_by uuid,
  confirmed_at timestamptz,
  created_at timestamptz NOT NULL,
  UNIQUE (evaluator_id, code),
  CHECK (status NOT IN ('publicised', 'confirmed') OR publicised_until >= publicised_from),
  CHECK (confirmed_by <> publicised_by),                    -- two persons
  CHECK ((confirmed_at AT TIME ZONE 'Asia/Shanghai')::date > publicised_until)
);

-- Results are confirmed by somebody, after a publicity by somebody else; then the session is closed for good.
CREATE FUNCTION evaluation_session_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'confirmed' THEN
    RAISE EXCEPTION 'a confirmed session does not change' USING ERRCODE = 'P0B07';
  END IF;
  IF NEW.status = 'confirmed' AND
     (OLD.status <> 'publicised' OR NEW.confirmed_by IS NULL OR NEW.publicised_by IS NULL OR NEW.confirmed_at IS NULL
      OR NEW.publicised_until IS NULL) THEN
    RAISE EXCEPTION 'results are publicised before they are confirmed' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_session_steps BEFORE UPDATE ON evaluation_session
  FOR EACH ROW EXECUTE FUNCTION evaluation_session_steps();

CREATE TABLE evaluation_entry (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  enrolment_id uuid REFERENCES enrolment (id) ON DELETE RESTRICT,
  ticket_no text NOT NULL CHECK (ticket_no <> ''),
  status text NOT NULL CHECK (status IN ('applied', 'eligible', 'ineligible', 'scheduled', 'sat', 'absent', 'scored', 'publicised', 'confirmed', 'failed', 'annulled')),
  eligibility_rule text NOT NULL DEFAULT '',
  eligibility_evidence text NOT NULL DEFAULT '',
  theory numeric(5, 2) CHECK (theory BETWEEN 0 AND 100),
  skill numeric(5, 2) CHECK (skill BETWEEN 0 AND 100),
  review numeric(5, 2) CHECK (review BETWEEN 0 AND 100),
  absent text[] NOT NULL DEFAULT '{}',                      -- components missed
  scored_at timestamptz,
  confirmed_at timestamptz,
  created_at timestamptz NOT NULL,
  UNIQUE (session_id, person_id),
  UNIQUE (session_id, ticket_no)
);
CREATE INDEX evaluation_entry_person ON evaluation_entry (person_id);

-- A confirmed result is frozen: nothing of it changes, and it can only be annulled, once.
CREATE FUNCTION evaluation_entry_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN ('confirmed', 'failed', 'annulled') AND
     ((NEW.theory, NEW.skill, NEW.review, NEW.absent, NEW.person_id, NEW.session_id, NEW.enrolment_id, NEW.confirmed_at)
        IS DISTINCT FROM
      (OLD.theory, OLD.skill, OLD.review, OLD.absent, OLD.person_id, OLD.session_id, OLD.enrolment_id, OLD.confirmed_at)
      OR (NEW.status <> OLD.status AND (NEW.status <> 'annulled' OR OLD.status = 'annulled')))
  THEN RAISE EXCEPTION 'a confirmed result does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_entry_frozen BEFORE UPDATE ON evaluation_entry FOR EACH ROW EXECUTE FUNCTION evaluation_entry_frozen();

-- An uploaded score sheet between preview and confirmation, sealed like a roster.
CREATE TABLE score_import (
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
  scored integer NOT NULL DEFAULT 0
);
CREATE INDEX score_import_session ON score_import (session_id, uploaded_at DESC);
