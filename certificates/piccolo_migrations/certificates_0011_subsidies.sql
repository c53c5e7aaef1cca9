CREATE TABLE subsidy_export (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  area_code text NOT NULL,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  claims integer NOT NULL CHECK (claims >= 0),
  total integer NOT NULL CHECK (total >= 0),
  rows_sealed bytea NOT NULL,                               -- what the sheet says, as it was when it was made
  exported_by uuid NOT NULL,
  exported_at timestamptz NOT NULL
);
CREATE INDEX subsidy_export_office ON subsidy_export (organisation_id, exported_at DESC);

CREATE TABLE subsidy_claim (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind <> ''),
  certificate_id uuid NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  occupation_code text NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  area_code text NOT NULL,
  payee text NOT NULL DEFAULT 'holder' CHECK (payee IN ('holder', 'school')),
  claimed_on date NOT NULL,
  status text NOT NULL CHECK (status IN ('registered', 'approved', 'refused', 'exported')),
  registered_by uuid NOT NULL,
  registered_at timestamptz NOT NULL,
  screening_id uuid NOT NULL REFERENCES screening (id) ON DELETE RESTRICT,
  screened_epoch bigint NOT NULL,
  screened_identity_version integer NOT NULL,
  amount integer CHECK (amount > 0),
  decided_by uuid,
  decided_at timestamptz,
  refusal text NOT NULL DEFAULT '',
  export_id uuid REFERENCES subsidy_export (id) ON DELETE RESTRICT,
  CONSTRAINT subsidy_two_persons CHECK (decided_by IS NULL OR decided_by <> registered_by),
  CONSTRAINT subsidy_decided_whole CHECK ((status = 'registered') = (decided_by IS NULL)
    AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT subsidy_amount_whole CHECK ((status IN ('approved', 'exported')) = (amount IS NOT NULL)),
  CONSTRAINT subsidy_refused_why CHECK ((status = 'refused') = (refusal <> '')),
  CONSTRAINT subsidy_exported_whole CHECK ((status = 'exported') = (export_id IS NOT NULL))
);
-- One benefit for one level, over every kind and every office.
CREATE UNIQUE INDEX subsidy_claim_once ON subsidy_claim (person_id, occupation_code, level) WHERE status <> 'refused';
CREATE INDEX subsidy_claim_office ON subsidy_claim (area_code text_pattern_ops, claimed_on DESC);
CREATE INDEX subsidy_claim_certificate ON subsidy_claim (certificate_id);
CREATE INDEX subsidy_claim_export ON subsidy_claim (export_id) WHERE export_id IS NOT NULL;

-- A claim begins as registered, says what its certificate says, and comes after no higher level. Claims of one
-- person wait for each other, so that caps and higher levels are counted on what is really there.
CREATE FUNCTION subsidy_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM person WHERE id = NEW.person_id FOR NO KEY UPDATE;
  IF NEW.status <> 'registered' THEN
    RAISE EXCEPTION 'a claim begins as registered' USING ERRCODE = 'P0B08';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM certificate c WHERE c.id = NEW.certificate_id AND c.person_id = NEW.person_id
        AND c.occupation_code = NEW.occupation_code AND c.level = NEW.level AND c.status = 'issued') THEN
    RAISE EXCEPTION 'the claim does not agree with a certificate in force' USING ERRCODE = 'P0B06';
  END IF;
  IF EXISTS (SELECT 1 FROM subsidy_claim s WHERE s.person_id = NEW.person_id
        AND s.occupation_code = NEW.occupation_code AND s.level < NEW.level AND s.status <> 'refused') THEN
    RAISE EXCEPTION 'a higher level was claimed already' USING ERRCODE = 'P0B06';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER subsidy_begins BEFORE INSERT ON subsidy_claim FOR EACH ROW EXECUTE FUNCTION subsidy_begins();

-- What was claimed is fixed; it is decided once, by another person; approval asks for the same proof as issuing.
CREATE FUNCTION subsidy_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.public_id, NEW.kind, NEW.certificate_id, NEW.person_id, NEW.occupation_code, NEW.level,
      NEW.organisation_id, NEW.area_code, NEW.payee, NEW.claimed_on, NEW.registered_by, NEW.registered_at)
     IS DISTINCT FROM
     (OLD.id, OLD.public_id, OLD.kind, OLD.certificate_id, OLD.person_id, OLD.occupation_code, OLD.level,
      OLD.organisation_id, OLD.area_code, OLD.payee, OLD.claimed_on, OLD.registered_by, OLD.registered_at)
     OR (OLD.status <> 'registered' AND (NEW.amount, NEW.decided_by, NEW.decided_at, NEW.refusal, NEW.screening_id,
          NEW.screened_epoch, NEW.screened_identity_version) IS DISTINCT FROM (OLD.amount, OLD.decided_by, OLD.decided_at,
          OLD.refusal, OLD.screening_id, OLD.screened_epoch, OLD.screened_identity_version))
     OR OLD.export_id IS NOT NULL
  THEN RAISE EXCEPTION 'a claim is decided once and otherwise does not change' USING ERRCODE = 'P0B05';
  END IF;
  IF (OLD.status, NEW.status) NOT IN (('registered', 'approved'), ('registered', 'refused'), ('approved', 'exported'))
  THEN RAISE EXCEPTION 'a claim does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'P0B08';
  END IF;
  IF NEW.status IN ('approved', 'exported') THEN
    PERFORM 1 FROM certificate n JOIN certificate c ON c.number = n.number
      WHERE c.id = NEW.certificate_id AND n.status = 'issued'
        AND NOT EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = n.id AND h.lifted_at IS NULL) FOR SHARE OF n;
    IF NOT FOUND
    THEN RAISE EXCEPTION 'the certificate is not in force' USING ERRCODE = 'P0B06';
    END IF;
  END IF;
  IF NEW.status = 'approved' THEN
    PERFORM screened_now(NEW.person_id, NEW.screened_epoch, NEW.screened_identity_version);
    IF NOT EXISTS (SELECT 1 FROM screening s WHERE s.id = NEW.screening_id AND s.person_id = NEW.person_id
          AND s.epoch = NEW.screened_epoch AND s.identity_version = NEW.screened_identity_version)
    THEN RAISE EXCEPTION 'the screening named is not the one made' USING ERRCODE = 'P0B04';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER subsidy_guard BEFORE UPDATE ON subsidy_claim FOR EACH ROW EXECUTE FUNCTION subsidy_guard();

-- A sheet that was made stays as it is.
CREATE FUNCTION subsidy_export_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a sheet that was made does not change' USING ERRCODE = 'P0B07';
END $$;
CREATE TRIGGER subsidy_export_frozen BEFORE UPDATE ON subsidy_export FOR EACH ROW EXECUTE FUNCTION subsidy_export_frozen();
