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
  CHECK (status NOT IN ('publicised', 'confirmed') OR publicised_until >= publicised_from)
);

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

-- A confirmed result is frozen.
CREATE FUNCTION evaluation_entry_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IN ('confirmed', 'failed', 'annulled') AND
     (NEW.theory, NEW.skill, NEW.review, NEW.absent, NEW.person_id) IS DISTINCT FROM (OLD.theory, OLD.skill, OLD.review, OLD.absent, OLD.person_id)
  THEN RAISE EXCEPTION 'a confirmed result does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_entry_frozen BEFORE UPDATE ON evaluation_entry FOR EACH ROW EXECUTE FUNCTION evaluation_entry_frozen();
