-- Every look-up of a named person's certificate: by whom, for what; shown to the person.
CREATE TABLE certificate_lookup (
  id uuid PRIMARY KEY,
  certificate_id uuid NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
  channel text NOT NULL CHECK (channel IN ('qr', 'number', 'roster', 'officer')),
  organisation_id uuid,
  purpose text NOT NULL DEFAULT '',
  answer text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX certificate_lookup_certificate ON certificate_lookup (certificate_id, at DESC);

-- An institution watches its people: it is told when a certificate's answer changes.
CREATE TABLE certificate_watch (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  certificate_id uuid NOT NULL REFERENCES certificate (id) ON DELETE RESTRICT,
  since date NOT NULL,
  ended_on date,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX certificate_watch_once ON certificate_watch (organisation_id, certificate_id) WHERE ended_on IS NULL;
CREATE INDEX certificate_watch_certificate ON certificate_watch (certificate_id) WHERE ended_on IS NULL;

-- What an organisation is told. Never why a certificate is on hold.
CREATE TABLE notice (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  kind text NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  message jsonb NOT NULL,
  href text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  read_at timestamptz,
  read_by uuid
);
CREATE INDEX notice_organisation ON notice (organisation_id, at DESC);
