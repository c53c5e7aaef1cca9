-- The same size may be signed again: by the next key, when the one before it was replaced.
ALTER TABLE log_checkpoint DROP CONSTRAINT log_checkpoint_pkey;
ALTER TABLE log_checkpoint ADD PRIMARY KEY (size, at);

-- What a struck-off key signed is never issued. The lock makes striking off and issuing wait for each other.
CREATE FUNCTION certificate_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE signer text;
BEGIN
  SELECT i.state INTO signer FROM credential k JOIN issuer_key i ON i.public_key = k.signed_with
   WHERE k.certificate_id = NEW.id FOR SHARE OF i;
  IF signer = 'compromised' THEN
    RAISE EXCEPTION 'the key that signed this certificate was struck off' USING ERRCODE = 'P0B10';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificate_signed BEFORE UPDATE OF status ON certificate
  FOR EACH ROW WHEN (NEW.status = 'issued' AND OLD.status IS DISTINCT FROM 'issued') EXECUTE FUNCTION certificate_signed();
