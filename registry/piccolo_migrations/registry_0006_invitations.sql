-- A link with which a person opens the own account, once; only its hash is kept. At most one link of a person is open.
CREATE TABLE account_invitation (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  invited_by uuid NOT NULL,
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
  ended_at timestamptz,
  outcome text CHECK (outcome IN ('used', 'revoked', 'superseded')),
  account_id uuid REFERENCES account (id) ON DELETE RESTRICT,
  CHECK ((ended_at IS NULL) = (outcome IS NULL)),
  CHECK ((outcome IS NOT DISTINCT FROM 'used') = (account_id IS NOT NULL))
);
CREATE UNIQUE INDEX account_invitation_open ON account_invitation (person_id) WHERE ended_at IS NULL;
CREATE INDEX account_invitation_person ON account_invitation (person_id, created_at DESC);

CREATE FUNCTION account_invitation_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE same account_invitation%ROWTYPE := NEW;
BEGIN
  same.ended_at := OLD.ended_at; same.outcome := OLD.outcome; same.account_id := OLD.account_id;
  IF OLD.ended_at IS NOT NULL OR same IS DISTINCT FROM OLD
  THEN RAISE EXCEPTION 'an invitation ends once and then stays' USING ERRCODE = 'P0B07';
  END IF;
  IF NEW.account_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.account_id AND a.person_id = NEW.person_id)
  THEN RAISE EXCEPTION 'an invitation opens the account of its own person' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER account_invitation_kept BEFORE UPDATE ON account_invitation
  FOR EACH ROW EXECUTE FUNCTION account_invitation_kept();
