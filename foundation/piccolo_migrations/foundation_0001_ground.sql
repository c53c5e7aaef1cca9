-- The role in which pages, API and jobs work: it owns nothing, so it can neither alter a table,
-- disable a trigger nor truncate. The owner of the schema only migrates.
DO $$ BEGIN
  CREATE ROLE yuzheng_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server has made it
END $$;
GRANT yuzheng_app TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO yuzheng_app;
-- Rows are added and changed, not deleted: where deleting is right, the table's own migration grants it.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO yuzheng_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO yuzheng_app;

-- For tables and columns that are written once.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'P0B01';
END $$;

CREATE TABLE history (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind <> ''),
  account_id uuid NOT NULL,
  account_name text NOT NULL,
  organisation_id uuid NOT NULL,
  role text NOT NULL,
  purpose text NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  changes jsonb NOT NULL,
  reason text
);
-- The change history shown beside every object.
CREATE INDEX history_subject ON history (subject_kind, subject_id, at DESC);
CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE ON history FROM yuzheng_app;

-- Which sealing keys belong to this database: fingerprints only.
CREATE TABLE sealing_key (
  version integer PRIMARY KEY CHECK (version BETWEEN 1 AND 255),
  fingerprint bytea NOT NULL,
  registered_at timestamptz NOT NULL
);
CREATE TRIGGER sealing_key_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sealing_key
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
