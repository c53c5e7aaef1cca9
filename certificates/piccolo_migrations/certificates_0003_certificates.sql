CREATE TABLE certificate (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  number text NOT NULL CHECK (length(number) = 22),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),   -- 补发: the same number, a new version
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  batch_id uuid NOT NULL REFERENCES certificate_batch (id) ON DELETE RESTRICT,
  entry_id uuid NOT NULL REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  evaluator_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  area_code text NOT NULL,
  occupation_code text NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  standard_edition text NOT NULL,
  holder_name text NOT NULL CHECK (holder_name <> ''),
  issued_on date NOT NULL,
  expires_on date,
  status text NOT NULL CHECK (status IN ('reserved', 'prepared', 'issued', 'withdrawn', 'superseded', 'voided')),
  content_sealed bytea NOT NULL,                            -- frozen when the number was reserved
  content_sha256 bytea NOT NULL,
  token_hash bytea NOT NULL UNIQUE,                         -- SHA-256 of the 128-bit secret in the QR code
  check_code_hash bytea NOT NULL,                           -- HMAC of the code printed on the certificate
  screening_id uuid REFERENCES screening (id) ON DELETE RESTRICT,
  screened_epoch bigint,
  screened_identity_version integer,
  pdf_sha256 bytea,
  supersedes uuid REFERENCES certificate (id) ON DELETE RESTRICT,
  reserved_at timestamptz NOT NULL,
  prepared_at timestamptz,
  issued_at timestamptz,
  ended_at timestamptz,
  UNIQUE (number, version),
  CONSTRAINT certificate_issued_whole CHECK (status IN ('reserved', 'prepared', 'voided') OR
    (screening_id IS NOT NULL AND screened_epoch IS NOT NULL AND screened_identity_version IS NOT NULL
     AND pdf_sha256 IS NOT NULL AND issued_at IS NOT NULL))
);
-- One living certificate a result, however often a batch is resumed.
CREATE UNIQUE INDEX certificate_entry_once ON certificate (entry_id) WHERE status IN ('reserved', 'prepared', 'issued');
CREATE UNIQUE INDEX certificate_number_living ON certificate (number) WHERE status IN ('reserved', 'prepared', 'issued');
CREATE INDEX certificate_person ON certificate (person_id);
CREATE INDEX certificate_batch_members ON certificate (batch_id, status);
CREATE INDEX certificate_office ON certificate (area_code text_pattern_ops, issued_on DESC);

-- A hold never overwrites the state underneath it: a certificate is valid when it is issued and nothing holds it.
CREATE TABLE certificate_hold (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  certificate_id uuid NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('ban', 'match', 'identity_changed', 'officer')),
  ban_id uuid REFERENCES ban (id) ON DELETE RESTRICT,
  match_id uuid REFERENCES match (id) ON DELETE RESTRICT,
  reason text NOT NULL DEFAULT '',
  opened_by uuid,
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  lifted_by uuid,
  lifted_at timestamptz,
  lift_reason text,
  lift_screening_id uuid REFERENCES screening (id) ON DELETE RESTRICT,
  CONSTRAINT hold_two_persons CHECK (lifted_by IS NULL OR opened_by IS NULL OR lifted_by <> opened_by)
);
CREATE INDEX certificate_hold_open ON certificate_hold (certificate_id) WHERE lifted_at IS NULL;
CREATE UNIQUE INDEX certificate_hold_ban_once ON certificate_hold (certificate_id, ban_id) WHERE lifted_at IS NULL AND ban_id IS NOT NULL;

-- Withdrawing, and whatever else needs a proposer and another person who decides.
CREATE TABLE certificate_proposal (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  certificate_id uuid NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('withdraw', 'reissue')),
  reason_code text NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  document_no text NOT NULL DEFAULT '',
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  verdict text CHECK (verdict IN ('agreed', 'refused')),
  CONSTRAINT proposal_two_persons CHECK (decided_by IS NULL OR decided_by <> proposed_by),
  CONSTRAINT proposal_decided_whole CHECK ((decided_by IS NULL) = (verdict IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL))
);
CREATE UNIQUE INDEX certificate_proposal_open ON certificate_proposal (certificate_id) WHERE decided_by IS NULL;

-- Who proposed what is fixed, and so is what was decided.
CREATE FUNCTION proposal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.decided_by IS NOT NULL
     OR (NEW.certificate_id, NEW.kind, NEW.reason_code, NEW.reason, NEW.document_no, NEW.proposed_by, NEW.proposed_at)
        IS DISTINCT FROM
        (OLD.certificate_id, OLD.kind, OLD.reason_code, OLD.reason, OLD.document_no, OLD.proposed_by, OLD.proposed_at)
  THEN RAISE EXCEPTION 'a proposal is decided once and otherwise does not change' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER proposal_guard BEFORE UPDATE ON certificate_proposal FOR EACH ROW EXECUTE FUNCTION proposal_guard();

-- What an issued certificate says never changes; reserved numbers never go back; the end is the end.
CREATE FUNCTION certificate_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.public_id, NEW.number, NEW.version, NEW.person_id, NEW.batch_id, NEW.entry_id, NEW.evaluator_id,
      NEW.organisation_id, NEW.area_code, NEW.occupation_code, NEW.level, NEW.standard_edition, NEW.holder_name, NEW.issued_on,
      NEW.expires_on, NEW.content_sealed, NEW.content_sha256, NEW.token_hash, NEW.check_code_hash, NEW.supersedes, NEW.reserved_at)
     IS DISTINCT FROM
     (OLD.id, OLD.public_id, OLD.number, OLD.version, OLD.person_id, OLD.batch_id, OLD.entry_id, OLD.evaluator_id,
      OLD.organisation_id, OLD.area_code, OLD.occupation_code, OLD.level, OLD.standard_edition, OLD.holder_name, OLD.issued_on,
      OLD.expires_on, OLD.content_sealed, OLD.content_sha256, OLD.token_hash, OLD.check_code_hash, OLD.supersedes, OLD.reserved_at)
     OR (OLD.status <> 'reserved'
         AND (NEW.pdf_sha256, NEW.prepared_at) IS DISTINCT FROM (OLD.pdf_sha256, OLD.prepared_at))
     OR (OLD.status NOT IN ('reserved', 'prepared')
         AND (NEW.screening_id, NEW.screened_epoch, NEW.screened_identity_version, NEW.issued_at)
             IS DISTINCT FROM (OLD.screening_id, OLD.screened_epoch, OLD.screened_identity_version, OLD.issued_at))
  THEN RAISE EXCEPTION 'what a certificate says does not change' USING ERRCODE = 'P0B07';
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
      ('reserved', 'prepared'), ('prepared', 'issued'), ('reserved', 'voided'), ('prepared', 'voided'),
      ('issued', 'withdrawn'), ('issued', 'superseded'))
  THEN RAISE EXCEPTION 'a certificate does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'P0B08';
  END IF;
  IF OLD.status = 'issued' AND NEW.status <> 'issued' AND NOT EXISTS (
      SELECT 1 FROM certificate_proposal p WHERE p.certificate_id = NEW.id AND p.verdict = 'agreed'
         AND p.kind = CASE NEW.status WHEN 'withdrawn' THEN 'withdraw' ELSE 'reissue' END)
  THEN RAISE EXCEPTION 'a certificate ends by a decision of two persons only' USING ERRCODE = 'P0B06';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificate_frozen BEFORE UPDATE ON certificate FOR EACH ROW EXECUTE FUNCTION certificate_frozen();

-- Promise 1. The shared lock queues fairly behind a waiting ban; the row lock makes an old snapshot fail
-- instead of passing silently; the epoch must be the one the screening was made against.
CREATE FUNCTION screened_now(holder uuid, at_epoch bigint, at_identity integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE current_epoch bigint; current_identity integer;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7001);
  SELECT epoch INTO current_epoch FROM ban_epoch FOR SHARE;
  IF at_epoch IS DISTINCT FROM current_epoch THEN
    RAISE EXCEPTION 'stale screening: the ban list has changed' USING ERRCODE = 'P0B02';
  END IF;
  SELECT identity_version INTO current_identity FROM person WHERE id = holder FOR SHARE;
  IF at_identity IS DISTINCT FROM current_identity THEN
    RAISE EXCEPTION 'stale screening: the identity has changed' USING ERRCODE = 'P0B02';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM person_key WHERE person_id = holder) THEN
    RAISE EXCEPTION 'the person cannot be screened' USING ERRCODE = 'P0B04';
  END IF;
  IF EXISTS (SELECT 1 FROM match WHERE person_id = holder AND state IN ('open', 'proposed', 'confirmed')) THEN
    RAISE EXCEPTION 'a match is not resolved' USING ERRCODE = 'P0B04';
  END IF;
END $$;

CREATE FUNCTION certificate_screened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM screened_now(NEW.person_id, NEW.screened_epoch, NEW.screened_identity_version);
  IF NOT EXISTS (SELECT 1 FROM screening s WHERE s.id = NEW.screening_id AND s.person_id = NEW.person_id
                    AND s.epoch = NEW.screened_epoch AND s.identity_version = NEW.screened_identity_version)
  THEN RAISE EXCEPTION 'the screening named is not the one made' USING ERRCODE = 'P0B04';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM certificate_batch b WHERE b.id = NEW.batch_id AND b.status IN ('approved', 'issued'))
  THEN RAISE EXCEPTION 'the batch is not approved' USING ERRCODE = 'P0B06';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificate_screened BEFORE INSERT OR UPDATE OF status ON certificate
  FOR EACH ROW WHEN (NEW.status = 'issued') EXECUTE FUNCTION certificate_screened();

-- Lifting a hold makes a certificate valid again: the same proof is asked as for issuing.
CREATE FUNCTION hold_lift() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE s screening; holder uuid;
BEGIN
  IF OLD.lifted_at IS NOT NULL OR (NEW.certificate_id, NEW.kind, NEW.ban_id, NEW.opened_by) IS DISTINCT FROM (OLD.certificate_id, OLD.kind, OLD.ban_id, OLD.opened_by)
  THEN RAISE EXCEPTION 'a hold is lifted once and otherwise does not change' USING ERRCODE = 'P0B07';
  END IF;
  SELECT person_id INTO holder FROM certificate WHERE id = NEW.certificate_id;
  SELECT * INTO s FROM screening WHERE id = NEW.lift_screening_id AND person_id = holder;
  PERFORM screened_now(holder, s.epoch, s.identity_version);
  RETURN NEW;
END $$;
CREATE TRIGGER hold_lift BEFORE UPDATE ON certificate_hold FOR EACH ROW EXECUTE FUNCTION hold_lift();

-- A new key of a ban holds every certificate of whoever carries the same document number, in the ban's own
-- transaction, even if the application forgets to. Other candidates are scored by the application.
CREATE FUNCTION ban_retro() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO certificate_hold (certificate_id, kind, ban_id)
  SELECT DISTINCT c.id, 'ban', n.ban_id
    FROM new_keys n JOIN person_key p ON p.k = n.k JOIN certificate c ON c.person_id = p.person_id
   WHERE n.strong AND p.strong AND c.status = 'issued'
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER b_retro AFTER INSERT ON ban_key REFERENCING NEW TABLE AS new_keys FOR EACH STATEMENT EXECUTE FUNCTION ban_retro();

-- An unresolved match holds, in the transaction that records it.
CREATE FUNCTION match_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state IN ('open', 'proposed', 'confirmed') THEN
    INSERT INTO certificate_hold (certificate_id, kind, ban_id, match_id)
    SELECT c.id, 'match', NEW.ban_id, NEW.id FROM certificate c WHERE c.person_id = NEW.person_id AND c.status = 'issued'
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER match_holds AFTER INSERT OR UPDATE OF state ON match FOR EACH ROW EXECUTE FUNCTION match_holds();

-- Whoever the screening was about must still be who is screened: a changed identity holds until re-screened.
CREATE FUNCTION identity_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO certificate_hold (certificate_id, kind)
  SELECT c.id, 'identity_changed' FROM certificate c
   WHERE c.person_id = NEW.id AND c.status = 'issued'
     AND NOT EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.kind = 'identity_changed' AND h.lifted_at IS NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER z_identity_holds AFTER UPDATE ON person
  FOR EACH ROW WHEN (NEW.identity_version IS DISTINCT FROM OLD.identity_version) EXECUTE FUNCTION identity_holds();
