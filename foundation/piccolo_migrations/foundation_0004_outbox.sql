-- Where an organisation is told that a message waits: one e-mail address and one webhook, each confirmed with a
-- code that was sent there. Another address is another row.
CREATE TABLE outbox_address (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  channel text NOT NULL CHECK (channel IN ('email', 'webhook')),
  address text NOT NULL CHECK (address <> ''),
  secret_sealed bytea,                                      -- what a webhook is signed with
  added_by uuid NOT NULL,
  added_at timestamptz NOT NULL,
  confirmed_by uuid,
  confirmed_at timestamptz,
  ended_by uuid,
  ended_at timestamptz,
  CONSTRAINT outbox_address_signed CHECK ((channel = 'webhook') = (secret_sealed IS NOT NULL)),
  CONSTRAINT outbox_address_https CHECK (channel <> 'webhook' OR address LIKE 'https://%'),
  CONSTRAINT outbox_address_confirmed CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
  CONSTRAINT outbox_address_ended CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX outbox_address_one ON outbox_address (organisation_id, channel) WHERE ended_at IS NULL;

CREATE FUNCTION outbox_address_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)
     OR (NEW.id, NEW.organisation_id, NEW.channel, NEW.address, NEW.secret_sealed)
        IS DISTINCT FROM (OLD.id, OLD.organisation_id, OLD.channel, OLD.address, OLD.secret_sealed)
  THEN RAISE EXCEPTION 'an address is confirmed and ended, never changed' USING ERRCODE = 'P0B01';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER outbox_address_stays BEFORE UPDATE ON outbox_address FOR EACH ROW EXECUTE FUNCTION outbox_address_stays();

-- One message to one address. Its id goes along, so that a receiver knows it when it arrives twice.
CREATE TABLE outbox_message (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  address_id uuid NOT NULL REFERENCES outbox_address (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('test', 'notice')),
  notice_id uuid,                                           -- what is to be read in the pages
  urgent boolean NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed', 'dropped')),
  tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
  problem jsonb,
  created_at timestamptz NOT NULL,
  tried_at timestamptz,
  next_at timestamptz,
  settled_at timestamptz,
  CONSTRAINT outbox_message_about CHECK ((kind = 'notice') = (notice_id IS NOT NULL)),
  CONSTRAINT outbox_message_settled CHECK ((state IN ('sent', 'dropped')) = (settled_at IS NOT NULL)),
  CONSTRAINT outbox_message_failed CHECK (state <> 'failed' OR problem IS NOT NULL),
  CONSTRAINT outbox_message_once UNIQUE (address_id, notice_id)
);
CREATE INDEX outbox_message_history ON outbox_message (organisation_id, created_at DESC);
CREATE INDEX outbox_message_failed_ones ON outbox_message (organisation_id) WHERE state = 'failed';

CREATE FUNCTION outbox_message_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM outbox_address a WHERE a.id = NEW.address_id AND a.organisation_id = NEW.organisation_id
                    AND a.ended_at IS NULL AND (NEW.kind = 'test' OR a.confirmed_at IS NOT NULL))
  THEN RAISE EXCEPTION 'messages go to confirmed addresses of the organisation only' USING ERRCODE = 'P0B01';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER outbox_message_begins BEFORE INSERT ON outbox_message FOR EACH ROW EXECUTE FUNCTION outbox_message_begins();

CREATE FUNCTION outbox_message_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.settled_at IS NOT NULL
     OR (NEW.id, NEW.organisation_id, NEW.address_id, NEW.kind, NEW.notice_id, NEW.urgent, NEW.created_at)
        IS DISTINCT FROM (OLD.id, OLD.organisation_id, OLD.address_id, OLD.kind, OLD.notice_id, OLD.urgent, OLD.created_at)
  THEN RAISE EXCEPTION 'a message does not change, and is settled once' USING ERRCODE = 'P0B01';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER outbox_message_stays BEFORE UPDATE ON outbox_message FOR EACH ROW EXECUTE FUNCTION outbox_message_stays();
