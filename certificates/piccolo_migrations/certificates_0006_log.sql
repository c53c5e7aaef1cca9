-- What happens to certificates, written by the database itself in the same transaction, whoever caused it;
-- the sequencer takes these facts into the public log.
CREATE TABLE certificate_event (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  certificate_id uuid NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('issued', 'held', 'released', 'withdrawn', 'superseded')),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  taken boolean NOT NULL DEFAULT false
);
CREATE INDEX certificate_event_waiting ON certificate_event (id) WHERE NOT taken;
CREATE INDEX certificate_event_certificate ON certificate_event (certificate_id);
CREATE UNIQUE INDEX certificate_event_once ON certificate_event (certificate_id, kind)
  WHERE kind IN ('issued', 'withdrawn', 'superseded');

CREATE FUNCTION certificate_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.certificate_id, NEW.kind, NEW.at) IS DISTINCT FROM (OLD.id, OLD.certificate_id, OLD.kind, OLD.at)
     OR (OLD.taken AND NOT NEW.taken)
  THEN RAISE EXCEPTION 'what happened to a certificate does not change' USING ERRCODE = 'P0B01';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER certificate_event_guard BEFORE UPDATE ON certificate_event
  FOR EACH ROW EXECUTE FUNCTION certificate_event_guard();

CREATE FUNCTION certificate_event_of_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO certificate_event (certificate_id, kind) VALUES (NEW.id, NEW.status);
  RETURN NULL;
END $$;
CREATE TRIGGER y_event_insert AFTER INSERT ON certificate
  FOR EACH ROW WHEN (NEW.status = 'issued') EXECUTE FUNCTION certificate_event_of_status();
CREATE TRIGGER y_event_update AFTER UPDATE OF status ON certificate
  FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status AND NEW.status IN ('issued', 'withdrawn', 'superseded'))
  EXECUTE FUNCTION certificate_event_of_status();

CREATE FUNCTION certificate_event_of_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO certificate_event (certificate_id, kind)
  VALUES (NEW.certificate_id, CASE WHEN NEW.lifted_at IS NULL THEN 'held' ELSE 'released' END);
  RETURN NULL;
END $$;
CREATE TRIGGER y_event_insert AFTER INSERT ON certificate_hold
  FOR EACH ROW WHEN (NEW.lifted_at IS NULL) EXECUTE FUNCTION certificate_event_of_hold();
CREATE TRIGGER y_event_update AFTER UPDATE OF lifted_at ON certificate_hold
  FOR EACH ROW WHEN (OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL)
  EXECUTE FUNCTION certificate_event_of_hold();

-- The log (RFC 6962): entries in their order, hashes by tile (C2SP tlog-tiles), and every checkpoint signed.
CREATE TABLE log_entry (
  idx bigint PRIMARY KEY CHECK (idx >= 0),
  certificate_id uuid NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('issue', 'suspend', 'reinstate', 'withdraw', 'supersede')),
  data bytea NOT NULL
);
CREATE INDEX log_entry_certificate ON log_entry (certificate_id);
CREATE UNIQUE INDEX log_entry_issue_once ON log_entry (certificate_id) WHERE kind = 'issue';
CREATE TRIGGER log_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON log_entry FROM yuzheng_app;

CREATE TABLE log_tile (
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
  number bigint NOT NULL CHECK (number >= 0),
  hashes bytea NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
  PRIMARY KEY (level, number)
);
-- Tiles only grow at their end.
CREATE FUNCTION log_tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.level, NEW.number) IS DISTINCT FROM (OLD.level, OLD.number)
     OR substring(NEW.hashes FROM 1 FOR length(OLD.hashes)) IS DISTINCT FROM OLD.hashes
  THEN RAISE EXCEPTION 'a tile of the log only grows' USING ERRCODE = 'P0B01';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER log_tile_grows BEFORE UPDATE ON log_tile FOR EACH ROW EXECUTE FUNCTION log_tile_grows();

CREATE TABLE log_checkpoint (
  size bigint PRIMARY KEY CHECK (size >= 0),
  note text NOT NULL,
  at timestamptz NOT NULL
);
CREATE TRIGGER log_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON log_checkpoint FROM yuzheng_app;
