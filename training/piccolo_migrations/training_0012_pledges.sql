-- 职业行为承诺: who signed which version, with the digest of its very words. Added, never changed.
CREATE TABLE pledge (
  id uuid PRIMARY KEY,
  enrolment_id uuid NOT NULL REFERENCES enrolment (id) ON DELETE RESTRICT,
  version text NOT NULL CHECK (version <> ''),
  digest bytea NOT NULL CHECK (length(digest) = 32),
  signed_name text NOT NULL CHECK (signed_name <> ''),
  signed_on date NOT NULL,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  UNIQUE (enrolment_id, version)
);
CREATE FUNCTION pledge_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was signed stays as it was signed' USING ERRCODE = 'P0B07';
END $$;
CREATE TRIGGER pledge_stays BEFORE UPDATE OR DELETE ON pledge FOR EACH ROW EXECUTE FUNCTION pledge_stays();
