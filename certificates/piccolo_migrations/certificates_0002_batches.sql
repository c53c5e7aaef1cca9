CREATE TABLE certificate_batch (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  title text NOT NULL CHECK (title <> ''),
  session_id uuid NOT NULL REFERENCES evaluation_session (id) ON DELETE RESTRICT,
  evaluator_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,  -- the HR & social-security office
  area_code text NOT NULL REFERENCES area (code) ON DELETE RESTRICT,
  status text NOT NULL CHECK (status IN ('drafted', 'submitted', 'returned', 'approved', 'issued', 'cancelled')),
  prepared_by uuid NOT NULL,
  prepared_at timestamptz NOT NULL,
  submitted_at timestamptz,
  content_sha256 bytea,                                     -- what was submitted: members and their evidence
  approved_by uuid,
  approved_at timestamptz,
  approved_sha256 bytea,                                    -- what was approved; must be the same
  returned_reason text,
  job_id uuid,
  issued_at timestamptz,
  CONSTRAINT batch_two_persons CHECK (approved_by IS NULL OR approved_by <> prepared_by),
  CONSTRAINT batch_approved_as_submitted CHECK (status NOT IN ('approved', 'issued') OR
    (approved_by IS NOT NULL AND approved_at IS NOT NULL AND content_sha256 IS NOT NULL
     AND approved_sha256 IS NOT NULL AND approved_sha256 = content_sha256))  -- a NULL alone would pass
);
CREATE INDEX certificate_batch_office ON certificate_batch (organisation_id, status);

CREATE TABLE batch_item (
  id uuid PRIMARY KEY,
  batch_id uuid NOT NULL REFERENCES certificate_batch (id) ON DELETE RESTRICT,
  entry_id uuid NOT NULL REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  included boolean NOT NULL,
  gate jsonb NOT NULL,                                      -- each line with its evidence and rule, as it was seen
  excluded_reason text NOT NULL DEFAULT '',
  UNIQUE (batch_id, entry_id)
);
CREATE INDEX batch_item_entry ON batch_item (entry_id);

-- The preparer is fixed, and after submission so is what was submitted.
CREATE FUNCTION batch_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.prepared_by IS DISTINCT FROM OLD.prepared_by
     OR (OLD.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by)
     OR (OLD.status IN ('approved', 'issued') AND NEW.content_sha256 IS DISTINCT FROM OLD.content_sha256)
     OR (OLD.status = 'issued' AND NEW.status <> 'issued')
  THEN RAISE EXCEPTION 'who prepared or approved a batch, and what was approved, cannot be changed' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER batch_guard BEFORE UPDATE ON certificate_batch FOR EACH ROW EXECUTE FUNCTION batch_guard();

CREATE FUNCTION batch_item_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM certificate_batch b WHERE b.id = NEW.batch_id AND b.status IN ('approved', 'issued'))
  THEN RAISE EXCEPTION 'an approved batch does not change' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER batch_item_guard BEFORE INSERT OR UPDATE ON batch_item FOR EACH ROW EXECUTE FUNCTION batch_item_guard();
