-- What the rule tables are unsure of takes effect from a day on, on a document, by two persons. Only added, never changed:
-- a newer confirmation replaces an older one from its own day on, and a withdrawal ends it.
CREATE TABLE parameter_confirmation (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  parameter text NOT NULL CHECK (parameter <> ''),
  withdraws boolean NOT NULL DEFAULT false,
  value integer CHECK (value >= 0),                         -- NULL: a rule without a number of its own
  document text NOT NULL CHECK (document <> ''),
  article text NOT NULL DEFAULT '',
  effective_from date NOT NULL,
  reason text NOT NULL DEFAULT '',
  proposed_by uuid NOT NULL,
  proposed_for uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  verdict text CHECK (verdict IN ('agreed', 'refused')),
  refusal text NOT NULL DEFAULT '',
  CONSTRAINT parameter_two_persons CHECK (decided_by IS NULL OR decided_by <> proposed_by),
  CHECK ((decided_by IS NULL) = (verdict IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CHECK (verdict IS DISTINCT FROM 'refused' OR refusal <> ''),
  -- What holds today does not change for yesterday.
  CONSTRAINT parameter_not_backwards CHECK (verdict IS DISTINCT FROM 'agreed'
    OR effective_from >= (decided_at AT TIME ZONE 'Asia/Shanghai')::date)
);
CREATE UNIQUE INDEX parameter_confirmation_open ON parameter_confirmation (parameter) WHERE decided_by IS NULL;
CREATE INDEX parameter_confirmation_agreed ON parameter_confirmation (parameter, effective_from DESC, decided_at DESC)
  WHERE verdict = 'agreed';

CREATE FUNCTION parameter_confirmation_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE same parameter_confirmation%ROWTYPE := NEW;
BEGIN
  same.decided_by := OLD.decided_by; same.decided_at := OLD.decided_at;
  same.verdict := OLD.verdict; same.refusal := OLD.refusal;
  IF OLD.decided_by IS NOT NULL OR same IS DISTINCT FROM OLD
  THEN RAISE EXCEPTION 'a confirmation is decided once and then stays' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER parameter_confirmation_kept BEFORE UPDATE ON parameter_confirmation
  FOR EACH ROW EXECUTE FUNCTION parameter_confirmation_kept();
