CREATE TABLE person (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  name text NOT NULL CHECK (name <> ''),                    -- as on the document
  former_names text[] NOT NULL DEFAULT '{}',
  sex text NOT NULL CHECK (sex IN ('F', 'M', 'U')),
  birth_date date,
  ethnicity text NOT NULL DEFAULT '',
  education text NOT NULL DEFAULT '',
  phone_sealed bytea,
  guardian_name text NOT NULL DEFAULT '',
  area_code text REFERENCES area (code) ON DELETE RESTRICT,
  -- Counts every change of what identifies the person; a screening is good for one version only.
  identity_version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);
CREATE INDEX person_name ON person (name text_pattern_ops);
CREATE INDEX person_area ON person (area_code text_pattern_ops);
-- The list begins with who was registered last.
CREATE INDEX person_newest ON person (created_at DESC NULLS LAST, id);

CREATE TABLE person_document (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  kind text NOT NULL,                                    -- facts: 01 citizen … 09 other
  number_sealed bytea NOT NULL,
  number_index bytea NOT NULL,                              -- HMAC of family and number: one number, one person
  masked text NOT NULL,
  is_primary boolean NOT NULL DEFAULT false,
  valid_until date,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX person_document_number ON person_document (number_index);
CREATE INDEX person_document_person ON person_document (person_id);
CREATE UNIQUE INDEX person_document_primary ON person_document (person_id) WHERE is_primary;

CREATE TABLE person_photo (
  person_id uuid PRIMARY KEY REFERENCES person (id) ON DELETE RESTRICT,
  jpeg bytea NOT NULL,
  added_at timestamptz NOT NULL
);

-- Whose people they are: an organisation sees whom it registered, teaches, hosts or employs.
CREATE TABLE person_organisation (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  kind text NOT NULL CHECK (kind IN ('registered', 'trainee', 'worker')),
  since date NOT NULL,
  until date,
  CHECK (until IS NULL OR until >= since)
);
CREATE UNIQUE INDEX person_organisation_once ON person_organisation (organisation_id, person_id, kind) WHERE until IS NULL;
CREATE INDEX person_organisation_people ON person_organisation (organisation_id, person_id);
CREATE INDEX person_organisation_person ON person_organisation (person_id);

-- PIPL art. 13, 29: which text was agreed to, by whom, on what evidence.
CREATE TABLE consent (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
  kind text NOT NULL,
  text_version text NOT NULL,
  given_on date NOT NULL,
  given_by text NOT NULL,
  evidence text NOT NULL DEFAULT '',
  withdrawn_on date,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX consent_person ON consent (person_id);

-- Whoever forgets to count a change of identity is corrected here.
CREATE FUNCTION person_identity_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.name, NEW.former_names, NEW.sex, NEW.birth_date) IS DISTINCT FROM (OLD.name, OLD.former_names, OLD.sex, OLD.birth_date)
  THEN NEW.identity_version := OLD.identity_version + 1;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER person_identity BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION person_identity_changed();

CREATE FUNCTION person_document_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE person SET identity_version = identity_version + 1
   WHERE id = coalesce(NEW.person_id, OLD.person_id);
  RETURN NULL;
END $$;
CREATE TRIGGER person_document_identity AFTER INSERT OR UPDATE OF number_index, kind, person_id OR DELETE ON person_document
  FOR EACH ROW EXECUTE FUNCTION person_document_changed();
