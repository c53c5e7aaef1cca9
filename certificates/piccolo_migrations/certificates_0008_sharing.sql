-- Licence identifiers (GB/T 36904), share links, and what looks a certificate up by its bytes.

-- 电子证照标识: given when the number is reserved, where the type code is configured; it never changes.
CREATE TABLE certificate_identifier (
  certificate_id uuid PRIMARY KEY REFERENCES certificate (id) ON DELETE RESTRICT,
  identifier text NOT NULL UNIQUE CHECK (identifier ~ '^1\.2\.156\.3005\.2\.[^.]+\.[0-9A-Z]{18}\.[0-9A-Z]+\.[0-9]{3}\.[0-9A-Z]$')
);
CREATE TRIGGER certificate_identifier_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate_identifier
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON certificate_identifier FROM yuzheng_app;

-- A holder shows chosen fields of a certificate to whoever has the link, until it ends or is switched off.
CREATE TABLE certificate_share (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  certificate_id uuid NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),  -- SHA-256 of the 128-bit secret in the link
  label text NOT NULL DEFAULT '' CHECK (length(label) <= 60),        -- the holder's own word for it; shown to nobody else
  fields text[] NOT NULL CHECK (fields <@ ARRAY['name', 'number', 'evaluator', 'issued_on', 'results', 'photo']),
  created_by uuid NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  CONSTRAINT share_has_an_end CHECK (expires_at > created_at AND expires_at <= created_at + interval '366 days')
);
CREATE INDEX certificate_share_certificate ON certificate_share (certificate_id);

-- A link is given for what it was given for; only switching it off comes after.
CREATE FUNCTION certificate_share_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.public_id, NEW.certificate_id, NEW.token_hash, NEW.label, NEW.fields, NEW.created_by, NEW.created_at, NEW.expires_at)
     IS DISTINCT FROM
     (OLD.id, OLD.public_id, OLD.certificate_id, OLD.token_hash, OLD.label, OLD.fields, OLD.created_by, OLD.created_at, OLD.expires_at)
     OR OLD.ended_at IS NOT NULL
  THEN RAISE EXCEPTION 'a share link is switched off once and otherwise does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificate_share_guard BEFORE UPDATE ON certificate_share FOR EACH ROW EXECUTE FUNCTION certificate_share_guard();

-- Nobody shares a certificate that is not the account's own.
CREATE FUNCTION certificate_share_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM certificate c JOIN account a ON a.person_id = c.person_id
                  WHERE c.id = NEW.certificate_id AND a.id = NEW.created_by AND a.disabled_at IS NULL)
  THEN RAISE EXCEPTION 'only the holder shares a certificate' USING ERRCODE = 'P0B06';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificate_share_own BEFORE INSERT ON certificate_share FOR EACH ROW EXECUTE FUNCTION certificate_share_own();

-- Who looked: when, with what kind of device, from which network at large. No address, no name.
CREATE TABLE share_look (
  id uuid PRIMARY KEY,
  share_id uuid NOT NULL REFERENCES certificate_share (id) ON DELETE RESTRICT,
  at timestamptz NOT NULL,
  device text NOT NULL CHECK (device IN ('phone', 'computer', 'program')),
  network text NOT NULL CHECK (length(network) <= 20)
);
CREATE INDEX share_look_share ON share_look (share_id, at DESC);
CREATE TRIGGER share_look_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON share_look
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON share_look FROM yuzheng_app;

-- A file that somebody brings is found by its digest, and by that of the credential in it.
CREATE INDEX certificate_document ON certificate (pdf_sha256) WHERE pdf_sha256 IS NOT NULL;
CREATE UNIQUE INDEX credential_digest ON credential (sha256) WHERE sha256 IS NOT NULL;
-- What an evaluator issued, by year: its public page.
CREATE INDEX certificate_evaluator ON certificate (evaluator_id, issued_on);

ALTER TABLE certificate_lookup DROP CONSTRAINT certificate_lookup_channel_check;
ALTER TABLE certificate_lookup ADD CONSTRAINT certificate_lookup_channel_check
  CHECK (channel IN ('qr', 'number', 'document', 'share', 'roster', 'officer'));
