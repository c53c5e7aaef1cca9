-- A ban is never made by the system: it records another authority's decision, entered by one person
-- and confirmed by another. There is no uniqueness on name and birth date: namesakes exist.
CREATE TABLE ban (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  status text NOT NULL CHECK (status IN ('drafted', 'unscreenable', 'awaiting_second', 'active', 'under_remedy', 'amended', 'lifted', 'rejected')),
  kind text NOT NULL,
  legal_basis_document text NOT NULL,
  legal_basis_article text NOT NULL,
  authority_name text NOT NULL CHECK (authority_name <> ''),
  authority_uscc text,
  document_no text NOT NULL CHECK (document_no <> ''),
  decision_on date NOT NULL,
  effective_on date NOT NULL,
  served_on date NOT NULL,
  remedy_notice text NOT NULL CHECK (remedy_notice <> ''),
  remedy_status text NOT NULL DEFAULT 'none' CHECK (remedy_status IN ('none', 'reconsideration', 'litigation', 'annulled', 'changed', 'declared_unlawful')),
  scope text NOT NULL,
  person_role text NOT NULL CHECK (person_role IN ('perpetrator', 'responsible_manager', 'other_responsible')),
  term_until date,                                          -- NULL: for life
  source_channel text NOT NULL,
  evidence_sha256 bytea,
  person_name text NOT NULL CHECK (person_name <> ''),
  document_masked text NOT NULL DEFAULT '',
  area_code text NOT NULL REFERENCES area (code) ON DELETE RESTRICT,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  recorded_by uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  confirmed_by uuid,
  confirmed_at timestamptz,
  lift_proposed_by uuid,
  lift_document_no text,
  lift_authority_name text,
  lift_reason text,
  lifted_by uuid,
  lifted_at timestamptz,
  CONSTRAINT ban_two_persons CHECK (confirmed_by IS NULL OR confirmed_by <> recorded_by),
  CONSTRAINT ban_lift_two_persons CHECK (lifted_by IS NULL OR (lift_proposed_by IS NOT NULL AND lifted_by <> lift_proposed_by)),
  CONSTRAINT ban_active_confirmed CHECK (status NOT IN ('active', 'under_remedy', 'amended') OR confirmed_by IS NOT NULL),
  CONSTRAINT ban_lifted_decided CHECK (status <> 'lifted' OR (lifted_by IS NOT NULL AND lift_document_no IS NOT NULL))
);
CREATE INDEX ban_area ON ban (area_code text_pattern_ops, recorded_at DESC);

-- Bitemporal and append-only: an amended ban ends a row and adds another.
CREATE TABLE ban_identity (
  id uuid PRIMARY KEY,
  ban_id uuid NOT NULL REFERENCES ban (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('name', 'alias', 'document', 'birth_date', 'area', 'sex')),
  document_kind text,
  value_sealed bytea NOT NULL,
  masked text NOT NULL DEFAULT '',
  valid_from_epoch bigint NOT NULL,
  valid_to_epoch bigint
);
CREATE INDEX ban_identity_ban ON ban_identity (ban_id);

-- Blocking keys: HMAC cut to 64 bits. Strong: the same document number.
CREATE TABLE ban_key (
  k bigint NOT NULL,
  key_version smallint NOT NULL,
  ban_id uuid NOT NULL REFERENCES ban (id) ON DELETE RESTRICT,
  strong boolean NOT NULL,
  PRIMARY KEY (k, ban_id)
);
CREATE INDEX ban_key_ban ON ban_key (ban_id);
GRANT DELETE ON ban_key TO yuzheng_app;                     -- an annulled ban loses its keys

CREATE TABLE person_key (
  k bigint NOT NULL,
  key_version smallint NOT NULL,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  strong boolean NOT NULL,
  PRIMARY KEY (k, person_id)
);
CREATE INDEX person_key_person ON person_key (person_id);
GRANT DELETE ON person_key TO yuzheng_app;

CREATE TABLE ban_epoch (one boolean PRIMARY KEY CHECK (one), epoch bigint NOT NULL);
INSERT INTO ban_epoch VALUES (true, 1);

-- When the list was last known to be complete; older than the parameter allows: stale, refuse.
CREATE TABLE ban_list (one boolean PRIMARY KEY CHECK (one), refreshed_at timestamptz NOT NULL, max_age_hours integer NOT NULL);
INSERT INTO ban_list VALUES (true, now(), 72);

-- Every write to a table that a screening reads takes the lock before anything else and moves the epoch.
-- BEFORE, and on every such table: a bump that comes later lets a certificate slip between.
CREATE FUNCTION ban_bump() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'ban writes run in READ COMMITTED only' USING ERRCODE = 'P0B03';
  END IF;
  PERFORM pg_advisory_xact_lock(7001);
  UPDATE ban_epoch SET epoch = epoch + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER a_bump BEFORE INSERT OR UPDATE OR DELETE ON ban FOR EACH STATEMENT EXECUTE FUNCTION ban_bump();
CREATE TRIGGER a_bump BEFORE INSERT OR UPDATE OR DELETE ON ban_identity FOR EACH STATEMENT EXECUTE FUNCTION ban_bump();
CREATE TRIGGER a_bump BEFORE INSERT OR UPDATE OR DELETE ON ban_key FOR EACH STATEMENT EXECUTE FUNCTION ban_bump();

-- Who recorded it is fixed: otherwise two-person entry could be faked afterwards.
CREATE FUNCTION ban_recorder_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.recorded_by IS DISTINCT FROM OLD.recorded_by
     OR (OLD.confirmed_by IS NOT NULL AND NEW.confirmed_by IS DISTINCT FROM OLD.confirmed_by)
     OR (OLD.lift_proposed_by IS NOT NULL AND OLD.lifted_by IS NOT NULL AND NEW.lift_proposed_by IS DISTINCT FROM OLD.lift_proposed_by)
  THEN RAISE EXCEPTION 'who recorded or confirmed a ban cannot be changed' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_recorder BEFORE UPDATE ON ban FOR EACH ROW EXECUTE FUNCTION ban_recorder_fixed();
