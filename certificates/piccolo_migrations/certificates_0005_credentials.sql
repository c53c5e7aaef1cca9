-- Which keys have signed for this installation: public halves only, so that old signatures stay verifiable.
CREATE TABLE issuer_key (
  public_key bytea PRIMARY KEY CHECK (length(public_key) = 32),
  purpose text NOT NULL CHECK (purpose IN ('credential', 'log')),
  state text NOT NULL CHECK (state IN ('active', 'retired', 'compromised')),
  since timestamptz NOT NULL,
  until timestamptz,
  CONSTRAINT issuer_key_ended CHECK ((state = 'active') = (until IS NULL))
);
CREATE UNIQUE INDEX issuer_key_active ON issuer_key (purpose) WHERE state = 'active';

-- A key is never made good again: retired at its time, or compromised at any time.
CREATE FUNCTION issuer_key_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.public_key, NEW.purpose, NEW.since) IS DISTINCT FROM (OLD.public_key, OLD.purpose, OLD.since)
     OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
         (('active', 'retired'), ('active', 'compromised'), ('retired', 'compromised')))
  THEN RAISE EXCEPTION 'a signing key does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'P0B08';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER issuer_key_guard BEFORE UPDATE ON issuer_key FOR EACH ROW EXECUTE FUNCTION issuer_key_guard();

-- Counts places in status lists: it says in which list the next certificate gets a random place.
CREATE SEQUENCE status_place MINVALUE 0 START 0;

-- The signed credential of a certificate. Its address and its places are reserved with the number; the
-- bytes are written with the document and shown to nobody before the certificate is issued.
CREATE TABLE credential (
  certificate_id uuid PRIMARY KEY REFERENCES certificate (id) ON DELETE RESTRICT,
  token text NOT NULL UNIQUE CHECK (length(token) >= 22),
  subject uuid NOT NULL UNIQUE,
  status_list integer NOT NULL CHECK (status_list > 0),
  status_index integer NOT NULL CHECK (status_index BETWEEN 0 AND 131071),
  reserved_at timestamptz NOT NULL,
  body bytea,
  sha256 bytea,
  signed_with bytea REFERENCES issuer_key (public_key) ON DELETE RESTRICT,
  UNIQUE (status_list, status_index),
  CONSTRAINT credential_whole CHECK ((body IS NULL) = (sha256 IS NULL) AND (body IS NULL) = (signed_with IS NULL))
);

CREATE FUNCTION credential_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.body IS NOT NULL
     OR (NEW.certificate_id, NEW.token, NEW.subject, NEW.status_list, NEW.status_index, NEW.reserved_at)
        IS DISTINCT FROM
        (OLD.certificate_id, OLD.token, OLD.subject, OLD.status_list, OLD.status_index, OLD.reserved_at)
  THEN RAISE EXCEPTION 'a signed credential does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER credential_frozen BEFORE UPDATE ON credential FOR EACH ROW EXECUTE FUNCTION credential_frozen();

-- Read every minute for the list of what is revoked.
CREATE INDEX certificate_ended ON certificate (id) WHERE status IN ('withdrawn', 'superseded');

-- The status lists as they were signed last; signed anew when a bit changes and before they expire.
CREATE TABLE status_list (
  number integer NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('revocation', 'suspension')),
  bits_sha256 bytea NOT NULL,
  body bytea NOT NULL,
  jwt text NOT NULL,
  signed_with bytea NOT NULL REFERENCES issuer_key (public_key) ON DELETE RESTRICT,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  PRIMARY KEY (number, purpose)
);
