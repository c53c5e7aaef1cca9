-- A sheet of decisions between preview and confirmation; its hash stays, its bytes go once it is settled.
CREATE TABLE ban_sheet (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  file_name text NOT NULL,
  file_sha256 bytea NOT NULL,
  file_sealed bytea,
  state text NOT NULL CHECK (state IN ('previewed', 'confirmed', 'discarded')),
  rows_read integer NOT NULL,
  rows_good integer NOT NULL,
  rows_known integer NOT NULL,
  rows_bad integer NOT NULL,
  uploaded_by uuid NOT NULL,
  uploaded_at timestamptz NOT NULL,
  settled_at timestamptz,
  job_id uuid
);
CREATE INDEX ban_sheet_organisation ON ban_sheet (organisation_id, uploaded_at DESC);

-- An entry that cannot be searched for yet has an owner and a day; who completes it does not confirm it.
ALTER TABLE ban
  ADD COLUMN completed_by uuid,
  ADD COLUMN owner_id uuid,
  ADD COLUMN due_on date,
  ADD COLUMN sheet_id uuid REFERENCES ban_sheet (id) ON DELETE RESTRICT,
  ADD COLUMN sheet_row integer,
  ADD CONSTRAINT ban_completed_two_persons
    CHECK (completed_by IS NULL OR confirmed_by IS NULL OR completed_by <> confirmed_by),
  ADD CONSTRAINT ban_set_aside_owned
    CHECK (status <> 'unscreenable' OR (owner_id IS NOT NULL AND due_on IS NOT NULL)),
  ADD CONSTRAINT ban_sheet_row CHECK ((sheet_id IS NULL) = (sheet_row IS NULL)),
  ADD CONSTRAINT ban_sheet_row_once UNIQUE (sheet_id, sheet_row);

-- Another document of the authority changes the entry: one person proposes, another agrees. Sealed: it names a person.
CREATE TABLE ban_amendment (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  ban_id uuid NOT NULL REFERENCES ban (id) ON DELETE RESTRICT,
  draft_sealed bytea NOT NULL,
  document_no text NOT NULL CHECK (document_no <> ''),
  authority_name text NOT NULL CHECK (authority_name <> ''),
  reason text NOT NULL CHECK (reason <> ''),
  proposed_by uuid NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  decided_in bigint,                                        -- the transaction in which the identity may change
  verdict text CHECK (verdict IN ('agreed', 'refused')),
  CONSTRAINT ban_amendment_decided CHECK ((verdict IS NULL) = (decided_by IS NULL) AND (verdict IS NULL) = (decided_at IS NULL)),
  CONSTRAINT ban_amendment_two_persons CHECK (decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX ban_amendment_open ON ban_amendment (ban_id) WHERE verdict IS NULL;

CREATE FUNCTION ban_amendment_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.verdict IS NOT NULL OR (NEW.id, NEW.ban_id, NEW.draft_sealed, NEW.document_no, NEW.authority_name, NEW.proposed_by, NEW.proposed_at)
     IS DISTINCT FROM (OLD.id, OLD.ban_id, OLD.draft_sealed, OLD.document_no, OLD.authority_name, OLD.proposed_by, OLD.proposed_at)
  THEN RAISE EXCEPTION 'a proposed amendment does not change, and is decided once' USING ERRCODE = 'P0B05';
  END IF;
  NEW.decided_in := CASE WHEN NEW.verdict = 'agreed' THEN txid_current() END;
  RETURN NEW;
END $$;
CREATE TRIGGER ban_amendment_frozen BEFORE UPDATE ON ban_amendment FOR EACH ROW EXECUTE FUNCTION ban_amendment_frozen();

CREATE FUNCTION ban_amendment_begins_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.verdict IS NOT NULL OR NEW.decided_in IS NOT NULL THEN
    RAISE EXCEPTION 'an amendment begins undecided' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ban_amendment_begins BEFORE INSERT ON ban_amendment FOR EACH ROW EXECUTE FUNCTION ban_amendment_begins_open();

CREATE FUNCTION ban_may_be_amended(entry uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM ban_amendment WHERE ban_id = entry AND verdict = 'agreed' AND decided_in = txid_current())
$$;

-- Whom a confirmed entry names changes by an agreed amendment only, and never in place.
CREATE FUNCTION ban_identity_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.valid_to_epoch IS NOT NULL
     OR (NEW.id, NEW.ban_id, NEW.kind, NEW.document_kind, NEW.value_sealed, NEW.valid_from_epoch)
        IS DISTINCT FROM (OLD.id, OLD.ban_id, OLD.kind, OLD.document_kind, OLD.value_sealed, OLD.valid_from_epoch))
  THEN RAISE EXCEPTION 'an identity is ended and another added, never changed' USING ERRCODE = 'P0B07';
  END IF;
  IF EXISTS (SELECT 1 FROM ban WHERE id = NEW.ban_id AND confirmed_by IS NOT NULL) AND NOT ban_may_be_amended(NEW.ban_id)
  THEN RAISE EXCEPTION 'whom a confirmed ban names is amended by two persons only' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER b_two_persons BEFORE INSERT OR UPDATE ON ban_identity FOR EACH ROW EXECUTE FUNCTION ban_identity_two_persons();

CREATE FUNCTION ban_facts_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.completed_by IS NOT NULL AND NEW.completed_by IS DISTINCT FROM OLD.completed_by THEN
    RAISE EXCEPTION 'who completed an entry does not change' USING ERRCODE = 'P0B05';
  END IF;
  IF OLD.confirmed_by IS NOT NULL AND NOT ban_may_be_amended(NEW.id)
     AND ((NEW.kind, NEW.authority_name, NEW.document_no, NEW.decision_on, NEW.effective_on, NEW.served_on, NEW.scope,
           NEW.person_role, NEW.term_until, NEW.person_name, NEW.document_masked, NEW.area_code)
          IS DISTINCT FROM
          (OLD.kind, OLD.authority_name, OLD.document_no, OLD.decision_on, OLD.effective_on, OLD.served_on, OLD.scope,
           OLD.person_role, OLD.term_until, OLD.person_name, OLD.document_masked, OLD.area_code)
          OR (NEW.status = 'amended' AND OLD.status <> 'amended'))
  THEN RAISE EXCEPTION 'a confirmed ban is amended by two persons only' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER c_two_persons BEFORE UPDATE ON ban FOR EACH ROW EXECUTE FUNCTION ban_facts_two_persons();

-- A settled match that is contested, or whose clearing has grown old, is judged again from `reopened_at` on.
ALTER TABLE match ADD COLUMN reopened_at timestamptz;

CREATE TABLE match_dispute (
  id uuid PRIMARY KEY,
  match_id uuid NOT NULL REFERENCES match (id) ON DELETE RESTRICT,
  raised_by text NOT NULL CHECK (raised_by IN ('person', 'college', 'institution', 'authority')),
  settled_as text NOT NULL CHECK (settled_as IN ('cleared', 'confirmed')),
  grounds text NOT NULL CHECK (grounds <> ''),
  account_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX match_dispute_match ON match_dispute (match_id, at);
CREATE TRIGGER match_dispute_append_only BEFORE UPDATE OR DELETE ON match_dispute
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Besides two persons, for a strong match of two organisations: after a dispute, nobody who judged it before.
CREATE OR REPLACE FUNCTION adjudication_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last adjudication; strength text;
BEGIN
  IF EXISTS (SELECT 1 FROM match_dispute d JOIN adjudication a ON a.match_id = d.match_id AND a.at <= d.at AND a.id < d.id
              WHERE d.match_id = NEW.match_id AND a.account_id = NEW.account_id) THEN
    RAISE EXCEPTION 'a disputed match is judged by people who did not judge it before' USING ERRCODE = 'P0B06';
  END IF;
  IF NEW.step = 'decide' THEN
    SELECT * INTO last FROM adjudication WHERE match_id = NEW.match_id AND step = 'propose' ORDER BY at DESC, id DESC LIMIT 1;
    IF last.id IS NULL OR last.account_id = NEW.account_id THEN
      RAISE EXCEPTION 'a match is decided by another person than the one who proposed' USING ERRCODE = 'P0B06';
    END IF;
    SELECT m.strength INTO strength FROM match m WHERE m.id = NEW.match_id;
    IF strength = 'strong' AND NEW.verdict = 'different' AND last.verdict = 'different'
       AND last.organisation_id = NEW.organisation_id THEN
      RAISE EXCEPTION 'a strong match is cleared by another organisation' USING ERRCODE = 'P0B06';
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- As before, and: old opinions do not settle a match that was opened again; it also ends when a newer match of
-- the same pair, made from the data of now, takes its place. A screening that was overtaken by the end of a ban opens
-- nothing: its row is left out silently, for there is nothing to tell anybody.
CREATE OR REPLACE FUNCTION match_needs_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted text; proposal adjudication; decision adjudication;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN RAISE EXCEPTION 'a match begins open' USING ERRCODE = 'P0B06'; END IF;
    IF EXISTS (SELECT 1 FROM ban WHERE id = NEW.ban_id AND status IN ('lifted', 'rejected')) THEN
      RETURN NULL;
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state = 'open' AND OLD.state = 'ended' AND EXISTS (SELECT 1 FROM ban WHERE id = NEW.ban_id AND status IN ('lifted', 'rejected')) THEN
    RETURN NULL;
  END IF;
  IF (NEW.id, NEW.person_id, NEW.ban_id, NEW.strength, NEW.evidence, NEW.person_fp, NEW.ban_fp, NEW.matcher_version, NEW.opened_at)
     IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.ban_id, OLD.strength, OLD.evidence, OLD.person_fp, OLD.ban_fp, OLD.matcher_version, OLD.opened_at)
  THEN RAISE EXCEPTION 'what was compared does not change' USING ERRCODE = 'P0B07';
  END IF;
  IF OLD.reopened_at IS NOT NULL AND (NEW.reopened_at IS NULL OR NEW.reopened_at < OLD.reopened_at) THEN
    RAISE EXCEPTION 'when a match was opened again does not go back' USING ERRCODE = 'P0B07';
  END IF;
  IF NEW.state = OLD.state THEN RETURN NEW; END IF;
  IF NEW.state = 'ended' AND NOT EXISTS (SELECT 1 FROM ban WHERE id = NEW.ban_id AND status IN ('lifted', 'rejected'))
     AND NOT EXISTS (SELECT 1 FROM match n WHERE n.person_id = NEW.person_id AND n.ban_id = NEW.ban_id AND n.id <> NEW.id
                        AND n.state IN ('open', 'proposed', 'confirmed')
                        AND coalesce(n.reopened_at, n.opened_at) >= coalesce(NEW.reopened_at, NEW.opened_at))
  THEN RAISE EXCEPTION 'a match ends with its ban, or when a newer one takes its place' USING ERRCODE = 'P0B06';
  END IF;
  IF NEW.state = 'open' AND OLD.state IN ('cleared', 'confirmed', 'ended') AND NEW.reopened_at IS NOT DISTINCT FROM OLD.reopened_at THEN
    RAISE EXCEPTION 'a match that is opened again says when' USING ERRCODE = 'P0B07';
  END IF;
  IF NEW.state IN ('cleared', 'confirmed') THEN
    wanted := CASE NEW.state WHEN 'cleared' THEN 'different' ELSE 'same' END;
    SELECT * INTO proposal FROM adjudication WHERE match_id = NEW.id AND step = 'propose' ORDER BY at DESC, id DESC LIMIT 1;
    SELECT * INTO decision FROM adjudication WHERE match_id = NEW.id AND step = 'decide' ORDER BY at DESC, id DESC LIMIT 1;
    IF proposal.verdict IS DISTINCT FROM wanted OR decision.verdict IS DISTINCT FROM wanted OR decision.at < proposal.at
       OR decision.account_id = proposal.account_id OR proposal.at < coalesce(NEW.reopened_at, proposal.at)
    THEN RAISE EXCEPTION 'a match is resolved by two agreeing persons only' USING ERRCODE = 'P0B06';
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- Everybody on record compared anew: once a year, or by another matcher before it goes live.
CREATE TABLE sweep (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  kind text NOT NULL CHECK (kind IN ('yearly', 'shadow')),
  matcher_version text NOT NULL,
  started_by uuid NOT NULL,
  started_at timestamptz NOT NULL,
  job_id uuid,
  people integer NOT NULL,
  done integer NOT NULL DEFAULT 0,
  opened integer NOT NULL DEFAULT 0,
  unscreenable integer NOT NULL DEFAULT 0,
  after uuid,                                               -- the last person done, to go on from
  finished_at timestamptz,
  accepted_by uuid,
  accepted_at timestamptz,
  reason text NOT NULL DEFAULT '',
  CONSTRAINT sweep_two_persons CHECK (accepted_by IS NULL OR (finished_at IS NOT NULL AND accepted_by <> started_by))
);
CREATE UNIQUE INDEX sweep_running ON sweep (kind) WHERE finished_at IS NULL;

CREATE FUNCTION sweep_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.kind, NEW.matcher_version, NEW.started_by) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.matcher_version, OLD.started_by)
     OR (OLD.accepted_by IS NOT NULL AND NEW.accepted_by IS DISTINCT FROM OLD.accepted_by)
  THEN RAISE EXCEPTION 'who started and who accepted a sweep does not change' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sweep_settled BEFORE UPDATE ON sweep FOR EACH ROW EXECUTE FUNCTION sweep_settled();

-- What another matcher would find and does not find; no value of the identities.
CREATE TABLE sweep_difference (
  sweep_id uuid NOT NULL REFERENCES sweep (id) ON DELETE RESTRICT,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  ban_id uuid NOT NULL REFERENCES ban (id) ON DELETE RESTRICT,
  found_before text NOT NULL CHECK (found_before IN ('clear', 'possible', 'strong')),
  found_now text NOT NULL CHECK (found_now IN ('clear', 'possible', 'strong')),
  PRIMARY KEY (sweep_id, person_id, ban_id),
  CHECK (found_before <> found_now)
);

-- The search keys that another matcher would give the bans, while its shadow run lasts.
CREATE UNLOGGED TABLE shadow_key (
  sweep_id uuid NOT NULL,
  k bigint NOT NULL,
  ban_id uuid NOT NULL,
  PRIMARY KEY (sweep_id, k, ban_id)
);
GRANT DELETE ON shadow_key, sweep_difference TO yuzheng_app;

-- The matcher that is live; another one goes live when two persons have seen what it changes.
CREATE TABLE matcher_live (
  one boolean PRIMARY KEY CHECK (one),
  version text NOT NULL,
  since timestamptz NOT NULL,
  sweep_id uuid REFERENCES sweep (id) ON DELETE RESTRICT
);

CREATE FUNCTION matcher_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.version <> OLD.version AND NOT EXISTS (
     SELECT 1 FROM sweep WHERE id = NEW.sweep_id AND kind = 'shadow' AND matcher_version = NEW.version AND accepted_by IS NOT NULL)
  THEN RAISE EXCEPTION 'a matcher goes live when two persons have seen what it changes' USING ERRCODE = 'P0B05';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER matcher_accepted BEFORE UPDATE ON matcher_live FOR EACH ROW EXECUTE FUNCTION matcher_accepted();

-- 未成年人保护法 62: the employer asks before hiring and every year; the answer holds no detail of any offence.
CREATE TABLE record_check (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  institution_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('pre_hire', 'yearly')),
  post text NOT NULL CHECK (post <> ''),
  asked_by uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  due_on date NOT NULL,
  outcome text CHECK (outcome IN ('CLEAR', 'HIT', 'PENDING', 'SEALED_NA')),
  letter_no text NOT NULL DEFAULT '',
  station text NOT NULL DEFAULT '',
  answered_on date,
  answered_by uuid,
  answered_at timestamptz,
  answering_id uuid REFERENCES organisation (id) ON DELETE RESTRICT,
  decision text CHECK (decision IN ('hired', 'not_hired', 'kept', 'ended')),
  decided_on date,
  decided_by uuid,
  decided_at timestamptz,
  CONSTRAINT record_check_answered CHECK (
    (outcome IS NULL) = (answered_by IS NULL) AND (outcome IS NULL) = (answered_at IS NULL)
    AND (outcome IS NULL) = (answering_id IS NULL)
    AND (outcome IS NULL OR outcome = 'PENDING' OR (letter_no <> '' AND station <> '' AND answered_on IS NOT NULL))),
  CONSTRAINT record_check_another_office CHECK (answering_id IS NULL OR answering_id <> institution_id),
  CONSTRAINT record_check_decided CHECK (
    (decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_on IS NULL)
    AND (decision IS NULL) = (decided_at IS NULL)),
  -- Nobody is hired or kept without an answer, nor after a hit.
  CONSTRAINT record_check_hit_stops CHECK (decision IS NULL OR decision IN ('not_hired', 'ended') OR coalesce(outcome, 'HIT') NOT IN ('HIT', 'PENDING'))
);
CREATE UNIQUE INDEX record_check_open ON record_check (institution_id, person_id, kind)
  WHERE outcome IS NULL OR outcome = 'PENDING';
CREATE INDEX record_check_institution ON record_check (institution_id, asked_at DESC);
CREATE INDEX record_check_person ON record_check (person_id);

CREATE FUNCTION record_check_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.institution_id, NEW.person_id, NEW.kind, NEW.asked_by, NEW.asked_at)
     IS DISTINCT FROM (OLD.id, OLD.institution_id, OLD.person_id, OLD.kind, OLD.asked_by, OLD.asked_at)
     OR (OLD.outcome IS NOT NULL AND OLD.outcome <> 'PENDING' AND
         (NEW.outcome, NEW.letter_no, NEW.answered_on, NEW.answered_by) IS DISTINCT FROM (OLD.outcome, OLD.letter_no, OLD.answered_on, OLD.answered_by))
     OR (OLD.decision IS NOT NULL AND NEW.decision IS DISTINCT FROM OLD.decision)
  THEN RAISE EXCEPTION 'an answer, and what was decided on it, do not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER record_check_settled BEFORE UPDATE ON record_check FOR EACH ROW EXECUTE FUNCTION record_check_settled();
