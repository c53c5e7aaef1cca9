-- Who has signed documents: X.509 certificates (DER) and the root above each, so that old documents stay checkable.
CREATE TABLE document_signer (
  certificate bytea PRIMARY KEY,
  root bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'retired', 'compromised')),
  since timestamptz NOT NULL,
  until timestamptz,
  CONSTRAINT document_signer_ended CHECK ((state = 'active') = (until IS NULL))
);
CREATE UNIQUE INDEX document_signer_active ON document_signer (state) WHERE state = 'active';

-- A signer is never made good again: retired at its time, or compromised at any time.
CREATE FUNCTION document_signer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.certificate, NEW.root, NEW.since) IS DISTINCT FROM (OLD.certificate, OLD.root, OLD.since)
     OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
         (('active', 'retired'), ('active', 'compromised'), ('retired', 'compromised')))
  THEN RAISE EXCEPTION 'a document signer does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'P0B08';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER document_signer_guard BEFORE UPDATE ON document_signer
  FOR EACH ROW EXECUTE FUNCTION document_signer_guard();
