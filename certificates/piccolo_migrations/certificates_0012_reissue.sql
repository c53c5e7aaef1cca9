-- A certificate stays what it is while its next version is made: one in force and one in the making, of a result and
-- of a number.
DROP INDEX certificate_entry_once;
DROP INDEX certificate_number_living;
CREATE UNIQUE INDEX certificate_entry_in_force ON certificate (entry_id) WHERE status = 'issued';
CREATE UNIQUE INDEX certificate_entry_in_making ON certificate (entry_id) WHERE status IN ('reserved', 'prepared');
CREATE UNIQUE INDEX certificate_number_in_force ON certificate (number) WHERE status = 'issued';
CREATE UNIQUE INDEX certificate_number_in_making ON certificate (number) WHERE status IN ('reserved', 'prepared');

-- Beside a certificate in force only its own next version is begun. Asked after the insert: by then whoever was
-- issuing the same result has come to an end.
CREATE FUNCTION certificate_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM certificate c WHERE c.entry_id = NEW.entry_id AND c.status = 'issued' AND c.id <> NEW.id
               AND (c.number <> NEW.number OR c.version >= NEW.version))
  THEN RAISE EXCEPTION 'this result has a certificate in force' USING ERRCODE = '23505';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER certificate_begins AFTER INSERT ON certificate FOR EACH ROW EXECUTE FUNCTION certificate_begins();

-- The new version takes the place of the former one in the statement that issues it. After the screening (triggers of
-- one kind run by name), so that the locks are taken in the order of every issue: first the ban list, then this.
-- What was withdrawn has no successor, and no new version ends a suspension by the back door; a changed identity is
-- no obstacle, since the new version was screened under it a moment ago.
CREATE FUNCTION certificate_takes_over() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE former certificate;
BEGIN
  SELECT * INTO former FROM certificate c
   WHERE c.number = NEW.number AND c.version < NEW.version AND c.status IN ('issued', 'withdrawn', 'superseded')
   ORDER BY c.version DESC LIMIT 1 FOR NO KEY UPDATE;
  IF former.status = 'withdrawn' THEN
    RAISE EXCEPTION 'the version before was withdrawn' USING ERRCODE = 'P0B11';
  END IF;
  IF former.status = 'issued' THEN
    IF EXISTS (SELECT 1 FROM certificate_hold h
                WHERE h.certificate_id = former.id AND h.lifted_at IS NULL AND h.kind <> 'identity_changed')
    THEN RAISE EXCEPTION 'the version before is suspended' USING ERRCODE = 'P0B11';
    END IF;
    UPDATE certificate SET status = 'superseded', ended_at = NEW.issued_at WHERE id = former.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificate_takes_over BEFORE UPDATE OF status ON certificate
  FOR EACH ROW WHEN (NEW.status = 'issued' AND OLD.status IS DISTINCT FROM 'issued')
  EXECUTE FUNCTION certificate_takes_over();

-- Nothing is called replaced without what replaced it.
CREATE FUNCTION certificate_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM certificate n WHERE n.number = NEW.number AND n.version > NEW.version
                   AND n.status IN ('issued', 'withdrawn', 'superseded'))
  THEN RAISE EXCEPTION 'no newer version was issued' USING ERRCODE = 'P0B06';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER certificate_replaced AFTER UPDATE OF status ON certificate DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.status = 'superseded' AND OLD.status IS DISTINCT FROM 'superseded')
  EXECUTE FUNCTION certificate_replaced();

-- An officer who suspends and a new version that is being issued wait for each other. Bans and matches do so by the
-- lock of the ban list.
CREATE FUNCTION hold_meets_issue() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE state text;
BEGIN
  SELECT status INTO state FROM certificate WHERE id = NEW.certificate_id FOR SHARE;
  IF state IS DISTINCT FROM 'issued' THEN
    RAISE EXCEPTION 'only a certificate in force is suspended' USING ERRCODE = 'P0B08';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hold_meets_issue BEFORE INSERT ON certificate_hold
  FOR EACH ROW WHEN (NEW.kind = 'officer') EXECUTE FUNCTION hold_meets_issue();

-- Everything that a struck-off key signed, of one office, issued anew: proposed once, decided once by another person.
CREATE TABLE reissue (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  public_key bytea NOT NULL REFERENCES issuer_key (public_key) ON DELETE RESTRICT,
  reason text NOT NULL CHECK (reason <> ''),
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  area_code text NOT NULL,
  status text NOT NULL CHECK (status IN ('proposed', 'agreed', 'refused')),
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  job_id uuid,
  CONSTRAINT reissue_two_persons CHECK (decided_by IS NULL OR decided_by <> proposed_by),
  CONSTRAINT reissue_decided_whole CHECK ((status = 'proposed') = (decided_by IS NULL)
    AND (decided_by IS NULL) = (decided_at IS NULL))
);
CREATE UNIQUE INDEX reissue_open ON reissue (organisation_id, public_key) WHERE status = 'proposed';
CREATE INDEX reissue_office ON reissue (area_code text_pattern_ops, proposed_at DESC);

CREATE FUNCTION reissue_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.public_id, NEW.public_key, NEW.reason, NEW.organisation_id, NEW.area_code, NEW.proposed_by, NEW.proposed_at)
     IS DISTINCT FROM
     (OLD.id, OLD.public_id, OLD.public_key, OLD.reason, OLD.organisation_id, OLD.area_code, OLD.proposed_by, OLD.proposed_at)
     OR (OLD.status <> 'proposed' AND (NEW.status, NEW.decided_by, NEW.decided_at)
         IS DISTINCT FROM (OLD.status, OLD.decided_by, OLD.decided_at))
  THEN RAISE EXCEPTION 'a reissue is decided once and otherwise does not change' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reissue_guard BEFORE UPDATE ON reissue FOR EACH ROW EXECUTE FUNCTION reissue_guard();

-- What was left out of it, and why.
CREATE TABLE reissue_refusal (
  reissue_id uuid NOT NULL REFERENCES reissue (id) ON DELETE RESTRICT,
  certificate_id uuid NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
  why text NOT NULL CHECK (why IN ('withdrawn', 'held', 'expired', 'proposed', 'in_making')),
  at timestamptz NOT NULL,
  PRIMARY KEY (reissue_id, certificate_id)
);
CREATE TRIGGER reissue_refusal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reissue_refusal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON reissue_refusal FROM yuzheng_app;

ALTER TABLE certificate_proposal ADD COLUMN reissue_id uuid REFERENCES reissue (id) ON DELETE RESTRICT;
ALTER TABLE certificate_proposal ADD CONSTRAINT proposal_of_reissue CHECK (reissue_id IS NULL OR kind = 'reissue');
CREATE INDEX certificate_proposal_reissue ON certificate_proposal (reissue_id) WHERE reissue_id IS NOT NULL;
-- An open reissue keeps nobody from proposing a withdrawal.
DROP INDEX certificate_proposal_open;
CREATE UNIQUE INDEX certificate_proposal_open ON certificate_proposal (certificate_id, kind) WHERE decided_by IS NULL;

-- Who proposed what is fixed, and so is what was decided; one of many is agreed to by whoever agreed to all.
CREATE OR REPLACE FUNCTION proposal_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.decided_by IS NOT NULL
     OR (NEW.certificate_id, NEW.kind, NEW.reason_code, NEW.reason, NEW.document_no, NEW.proposed_by, NEW.proposed_at, NEW.reissue_id)
        IS DISTINCT FROM
        (OLD.certificate_id, OLD.kind, OLD.reason_code, OLD.reason, OLD.document_no, OLD.proposed_by, OLD.proposed_at, OLD.reissue_id)
  THEN RAISE EXCEPTION 'a proposal is decided once and otherwise does not change' USING ERRCODE = 'P0B05';
  END IF;
  IF NEW.reissue_id IS NOT NULL AND NEW.verdict = 'agreed' AND NOT EXISTS (
      SELECT 1 FROM reissue r WHERE r.id = NEW.reissue_id AND r.status = 'agreed' AND r.decided_by = NEW.decided_by)
  THEN RAISE EXCEPTION 'the reissue was not agreed to' USING ERRCODE = 'P0B06';
  END IF;
  RETURN NEW;
END $$;
