-- 撤销免修: proposed by one person with a reason and a document, decided by another. The exemption and its own decision
-- stay as they were; from then on it no longer counts, and the same module can be proposed anew.
CREATE TABLE exemption_revocation (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  exemption_id uuid NOT NULL REFERENCES exemption (id) ON DELETE RESTRICT,
  reason text NOT NULL CHECK (reason <> ''),
  document text NOT NULL CHECK (document <> ''),            -- what it is and its number
  file_name text,
  file_sha256 bytea,
  file_sealed bytea,
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  verdict text CHECK (verdict IN ('agreed', 'refused')),
  decided_by uuid,
  decided_at timestamptz,
  decision_note text NOT NULL DEFAULT '',
  CHECK ((file_name IS NULL) = (file_sealed IS NULL) AND (file_name IS NULL) = (file_sha256 IS NULL)),
  CONSTRAINT exemption_revocation_two_persons CHECK (decided_by <> proposed_by),
  CHECK ((verdict IS NULL) = (decided_by IS NULL) AND (verdict IS NULL) = (decided_at IS NULL)),
  CHECK (verdict IS DISTINCT FROM 'refused' OR decision_note <> '')
);
-- One that is open or was agreed to, for each exemption.
CREATE UNIQUE INDEX exemption_revocation_once ON exemption_revocation (exemption_id)
  WHERE verdict IS DISTINCT FROM 'refused';
CREATE INDEX exemption_revocation_exemption ON exemption_revocation (exemption_id, proposed_at);

CREATE FUNCTION exemption_revocation_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE proposed exemption_revocation%ROWTYPE;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.verdict IS NOT NULL
       OR (SELECT x.status FROM exemption x WHERE x.id = NEW.exemption_id) IS DISTINCT FROM 'approved'
    THEN RAISE EXCEPTION 'only an approved exemption is taken back' USING ERRCODE = 'P0B07';
    END IF;
    RETURN NEW;
  END IF;
  proposed := NEW;
  proposed.verdict := NULL;
  proposed.decided_by := NULL;
  proposed.decided_at := NULL;
  proposed.decision_note := '';
  IF OLD.verdict IS NOT NULL OR proposed IS DISTINCT FROM OLD
  THEN RAISE EXCEPTION 'a revocation is decided as it was proposed, once' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER exemption_revocation_kept BEFORE INSERT OR UPDATE ON exemption_revocation
  FOR EACH ROW EXECUTE FUNCTION exemption_revocation_kept();

ALTER TABLE exemption DROP CONSTRAINT exemption_status_check;
ALTER TABLE exemption ADD CONSTRAINT exemption_status_check
  CHECK (status IN ('proposed', 'approved', 'rejected', 'revoked'));
DROP INDEX exemption_once;
CREATE UNIQUE INDEX exemption_once ON exemption (enrolment_id, module_code) WHERE status IN ('proposed', 'approved');

CREATE OR REPLACE FUNCTION exemption_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before exemption%ROWTYPE;
BEGIN
  IF OLD.status = 'approved' AND NEW.status = 'revoked' THEN
    before := NEW;
    before.status := OLD.status;
    IF before IS DISTINCT FROM OLD OR NOT EXISTS (
         SELECT 1 FROM exemption_revocation r WHERE r.exemption_id = OLD.id AND r.verdict = 'agreed')
    THEN RAISE EXCEPTION 'an exemption is taken back by two persons and otherwise unchanged' USING ERRCODE = 'P0B07';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.status <> 'proposed' OR NEW.status NOT IN ('proposed', 'approved', 'rejected') OR
     (NEW.enrolment_id, NEW.kind, NEW.module_code, NEW.hours, NEW.score, NEW.learnt_at, NEW.learnt_on, NEW.evidence,
      NEW.file_sha256, NEW.proposed_by, NEW.proposed_at)
       IS DISTINCT FROM
     (OLD.enrolment_id, OLD.kind, OLD.module_code, OLD.hours, OLD.score, OLD.learnt_at, OLD.learnt_on, OLD.evidence,
      OLD.file_sha256, OLD.proposed_by, OLD.proposed_at)
  THEN RAISE EXCEPTION 'an exemption is decided as it was proposed, once' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
