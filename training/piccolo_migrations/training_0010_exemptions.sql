-- 免修与学分转换: hours of a module that were learnt elsewhere, with evidence; counted once another person agrees.
CREATE TABLE exemption (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  enrolment_id uuid NOT NULL REFERENCES enrolment (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('exemption', 'transfer')),
  module_code text NOT NULL CHECK (module_code <> ''),
  hours numeric(6, 2) NOT NULL CHECK (hours > 0),
  score numeric(5, 2) CHECK (score BETWEEN 0 AND 100),
  learnt_at text NOT NULL CHECK (learnt_at <> ''),          -- the school or body
  learnt_on date NOT NULL,
  evidence text NOT NULL CHECK (evidence <> ''),            -- what it is and its number
  file_name text,
  file_sha256 bytea,
  file_sealed bytea,
  note text NOT NULL DEFAULT '',
  status text NOT NULL CHECK (status IN ('proposed', 'approved', 'rejected')),
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  decision_note text,
  CHECK ((file_name IS NULL) = (file_sealed IS NULL) AND (file_name IS NULL) = (file_sha256 IS NULL)),
  CONSTRAINT exemption_two_persons CHECK (decided_by <> proposed_by),
  CHECK ((status = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CHECK (status <> 'rejected' OR decision_note <> '')
);
-- One that is open or counts, for each module of a trainee.
CREATE UNIQUE INDEX exemption_once ON exemption (enrolment_id, module_code) WHERE status <> 'rejected';

CREATE FUNCTION exemption_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'proposed' OR
     (NEW.enrolment_id, NEW.kind, NEW.module_code, NEW.hours, NEW.score, NEW.learnt_at, NEW.learnt_on, NEW.evidence,
      NEW.file_sha256, NEW.proposed_by, NEW.proposed_at)
       IS DISTINCT FROM
     (OLD.enrolment_id, OLD.kind, OLD.module_code, OLD.hours, OLD.score, OLD.learnt_at, OLD.learnt_on, OLD.evidence,
      OLD.file_sha256, OLD.proposed_by, OLD.proposed_at)
  THEN RAISE EXCEPTION 'an exemption is decided as it was proposed, once' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER exemption_decided BEFORE UPDATE ON exemption FOR EACH ROW EXECUTE FUNCTION exemption_decided();
