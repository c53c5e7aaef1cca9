-- Every screening is kept, negatives too, with what it was made against.
CREATE TABLE screening (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  trigger text NOT NULL CHECK (trigger IN ('issue', 'enrol', 'placement', 'evaluation', 'hire', 'yearly', 'new_ban', 'ban_amended', 'person_amended', 'matcher_upgrade')),
  epoch bigint NOT NULL,
  matcher_version text NOT NULL,
  identity_version integer NOT NULL,
  person_fp bytea NOT NULL,
  input_sealed bytea NOT NULL,                              -- so that an answer can be replayed
  result text NOT NULL CHECK (result IN ('clear', 'possible', 'strong')),
  candidates integer NOT NULL,
  at timestamptz NOT NULL,
  purpose text NOT NULL,
  account_id uuid NOT NULL,
  organisation_id uuid NOT NULL
);
CREATE INDEX screening_person ON screening (person_id, at DESC);
CREATE TRIGGER screening_append_only BEFORE UPDATE OR DELETE ON screening
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A possible or strong hit: clearing belongs to the pair and both fingerprints, never to a name.
CREATE TABLE match (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  ban_id uuid NOT NULL REFERENCES ban (id) ON DELETE RESTRICT,
  strength text NOT NULL CHECK (strength IN ('possible', 'strong')),
  bits numeric(6, 2),
  evidence jsonb NOT NULL,
  person_fp bytea NOT NULL,
  ban_fp bytea NOT NULL,
  matcher_version text NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'proposed', 'cleared', 'confirmed', 'ended')),
  opened_at timestamptz NOT NULL,
  due_on date NOT NULL,
  UNIQUE (person_id, ban_id, person_fp, ban_fp)
);
CREATE INDEX match_person_unresolved ON match (person_id) WHERE state IN ('open', 'proposed', 'confirmed');
CREATE INDEX match_work_list ON match (due_on) WHERE state IN ('open', 'proposed');

CREATE TABLE adjudication (
  id uuid PRIMARY KEY,
  match_id uuid NOT NULL REFERENCES match (id) ON DELETE RESTRICT,
  step text NOT NULL CHECK (step IN ('propose', 'decide')),
  account_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('same', 'different', 'unsure')),
  reason_code text NOT NULL,
  note text NOT NULL DEFAULT '',
  at timestamptz NOT NULL
);
CREATE INDEX adjudication_match ON adjudication (match_id, at);
CREATE TRIGGER adjudication_append_only BEFORE UPDATE OR DELETE ON adjudication
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Two persons for clearing or confirming; for a strong match of two organisations.
CREATE FUNCTION adjudication_two_persons() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last adjudication; strength text;
BEGIN
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
CREATE TRIGGER adjudication_two_persons BEFORE INSERT ON adjudication FOR EACH ROW EXECUTE FUNCTION adjudication_two_persons();

-- A match begins open, ends with its ban, and is cleared or confirmed by two agreeing persons on record only:
-- the last proposal and the last decision. What was compared, and how strong it was, does not change.
CREATE FUNCTION match_needs_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted text; proposal adjudication; decision adjudication;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open' THEN RAISE EXCEPTION 'a match begins open' USING ERRCODE = 'P0B06'; END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.person_id, NEW.ban_id, NEW.strength, NEW.evidence, NEW.person_fp, NEW.ban_fp, NEW.matcher_version)
     IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.ban_id, OLD.strength, OLD.evidence, OLD.person_fp, OLD.ban_fp, OLD.matcher_version)
  THEN RAISE EXCEPTION 'what was compared does not change' USING ERRCODE = 'P0B07';
  END IF;
  IF NEW.state = OLD.state THEN RETURN NEW; END IF;
  IF NEW.state = 'ended' AND NOT EXISTS (SELECT 1 FROM ban WHERE id = NEW.ban_id AND status IN ('lifted', 'rejected'))
  THEN RAISE EXCEPTION 'a match ends with its ban only' USING ERRCODE = 'P0B06';
  END IF;
  IF NEW.state IN ('cleared', 'confirmed') THEN
    wanted := CASE NEW.state WHEN 'cleared' THEN 'different' ELSE 'same' END;
    SELECT * INTO proposal FROM adjudication WHERE match_id = NEW.id AND step = 'propose' ORDER BY at DESC, id DESC LIMIT 1;
    SELECT * INTO decision FROM adjudication WHERE match_id = NEW.id AND step = 'decide' ORDER BY at DESC, id DESC LIMIT 1;
    IF proposal.verdict IS DISTINCT FROM wanted OR decision.verdict IS DISTINCT FROM wanted OR decision.at < proposal.at
       OR decision.account_id = proposal.account_id
    THEN RAISE EXCEPTION 'a match is resolved by two agreeing persons only' USING ERRCODE = 'P0B06';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER match_decided BEFORE INSERT OR UPDATE ON match FOR EACH ROW EXECUTE FUNCTION match_needs_decision();
