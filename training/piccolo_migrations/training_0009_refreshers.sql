-- 复训: a subject that was trained again. Added or struck out with a reason, never changed.
CREATE TABLE refresher (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,   -- who recorded it
  subject text NOT NULL CHECK (subject IN ('ethics', 'safety', 'law')),
  held_on date NOT NULL,
  hours numeric(5, 2) NOT NULL CHECK (hours > 0 AND hours <= 200),
  provider text NOT NULL CHECK (provider <> ''),
  evidence text NOT NULL DEFAULT '',
  entered_by uuid NOT NULL,
  entered_at timestamptz NOT NULL,
  voided_at timestamptz,
  voided_by uuid,
  void_reason text,
  CHECK (voided_at IS NULL OR (voided_by IS NOT NULL AND void_reason <> ''))
);
CREATE UNIQUE INDEX refresher_once ON refresher (person_id, subject, held_on) WHERE voided_at IS NULL;

CREATE FUNCTION refresher_only_voided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR
     (NEW.person_id, NEW.organisation_id, NEW.subject, NEW.held_on, NEW.hours, NEW.provider, NEW.evidence, NEW.entered_by)
       IS DISTINCT FROM
     (OLD.person_id, OLD.organisation_id, OLD.subject, OLD.held_on, OLD.hours, OLD.provider, OLD.evidence, OLD.entered_by)
  THEN RAISE EXCEPTION 'a refresher is struck out, never changed' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refresher_only_voided BEFORE UPDATE ON refresher
  FOR EACH ROW EXECUTE FUNCTION refresher_only_voided();
