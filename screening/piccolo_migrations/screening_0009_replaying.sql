-- The threshold follows the length of the list, which is an estimate of the moment: it is kept with each screening.
-- Screenings of before have no length and an input that tells no document from another; they are not replayed.
ALTER TABLE screening ADD COLUMN listed integer NOT NULL DEFAULT 0 CHECK (listed >= 0);
ALTER TABLE screening ALTER COLUMN listed DROP DEFAULT;

-- From which epoch to which an entry was searched for, and until which day it held: beside `ban_identity` all it takes
-- to know the register as it stood. Times would not do: an entry is seen from its commit on, not from its moment.
-- Dated like `ban_identity` by the epoch before the statement moved it: an epoch lies within when from < epoch <= to.
-- Only the database writes here.
CREATE TABLE ban_standing (
  ban_id uuid NOT NULL REFERENCES ban (id) ON DELETE RESTRICT,
  from_epoch bigint NOT NULL,
  to_epoch bigint,
  term_until date,
  PRIMARY KEY (ban_id, from_epoch),
  CONSTRAINT ban_standing_span CHECK (to_epoch > from_epoch)
);
CREATE UNIQUE INDEX ban_standing_present ON ban_standing (ban_id) WHERE to_epoch IS NULL;

CREATE FUNCTION ban_searched(status text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT status IN ('awaiting_second', 'active', 'under_remedy', 'amended')
$$;
CREATE FUNCTION ban_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE before bigint := (SELECT epoch - 1 FROM ban_epoch);
BEGIN
  IF TG_OP = 'UPDATE' AND ban_searched(OLD.status) THEN
    IF ban_searched(NEW.status) AND NEW.term_until IS NOT DISTINCT FROM OLD.term_until THEN RETURN NULL; END IF;
    UPDATE ban_standing SET to_epoch = before WHERE ban_id = NEW.id AND to_epoch IS NULL;
  END IF;
  IF ban_searched(NEW.status) THEN
    INSERT INTO ban_standing (ban_id, from_epoch, term_until) VALUES (NEW.id, before, NEW.term_until);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER d_standing_entered AFTER INSERT ON ban FOR EACH ROW EXECUTE FUNCTION ban_stands();
CREATE TRIGGER d_standing AFTER UPDATE ON ban FOR EACH ROW
  WHEN (NEW.status IS DISTINCT FROM OLD.status OR NEW.term_until IS DISTINCT FROM OLD.term_until) EXECUTE FUNCTION ban_stands();

-- How a match stood at any moment; the row itself says only how it stands now.
CREATE TABLE match_standing (
  match_id uuid NOT NULL REFERENCES match (id) ON DELETE RESTRICT,
  number bigint GENERATED ALWAYS AS IDENTITY,
  state text NOT NULL CHECK (state IN ('open', 'proposed', 'cleared', 'confirmed', 'ended')),
  since timestamptz NOT NULL,
  PRIMARY KEY (match_id, number)
);
CREATE FUNCTION match_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO match_standing (match_id, state, since) VALUES (NEW.id, NEW.state, CASE
    WHEN TG_OP = 'INSERT' THEN NEW.opened_at
    WHEN NEW.reopened_at IS DISTINCT FROM OLD.reopened_at THEN NEW.reopened_at
    WHEN NEW.state = 'ended' THEN clock_timestamp()
    ELSE coalesce((SELECT max(at) FROM adjudication WHERE match_id = NEW.id), clock_timestamp()) END);
  RETURN NULL;
END $$;
CREATE TRIGGER d_standing_opened AFTER INSERT ON match FOR EACH ROW EXECUTE FUNCTION match_stands();
CREATE TRIGGER d_standing AFTER UPDATE ON match FOR EACH ROW
  WHEN (NEW.state IS DISTINCT FROM OLD.state OR NEW.reopened_at IS DISTINCT FROM OLD.reopened_at) EXECUTE FUNCTION match_stands();

REVOKE INSERT, UPDATE ON ban_standing, match_standing FROM yuzheng_app;

-- What is there already, as far as it can be told: entries in force since their identity, matches as they stand.
INSERT INTO ban_standing (ban_id, from_epoch, term_until)
SELECT b.id, min(i.valid_from_epoch), b.term_until FROM ban b JOIN ban_identity i ON i.ban_id = b.id
 WHERE ban_searched(b.status) GROUP BY b.id, b.term_until;
INSERT INTO match_standing (match_id, state, since) SELECT id, state, coalesce(reopened_at, opened_at) FROM match;
