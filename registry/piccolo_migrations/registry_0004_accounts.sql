CREATE TABLE account (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  login text NOT NULL CHECK (login <> '' AND login = lower(login)),
  name text NOT NULL CHECK (name <> ''),
  password_hash text NOT NULL,
  person_id uuid REFERENCES person (id) ON DELETE RESTRICT, -- a worker's own account
  must_change_password boolean NOT NULL DEFAULT false,
  disabled_at timestamptz,
  password_changed_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login);
CREATE UNIQUE INDEX account_person ON account (person_id) WHERE person_id IS NOT NULL AND disabled_at IS NULL;

CREATE TABLE account_role (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account (id) ON DELETE RESTRICT,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  role text NOT NULL CHECK (role <> ''),
  granted_by uuid NOT NULL,
  granted_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE UNIQUE INDEX account_role_once ON account_role (account_id, organisation_id, role) WHERE ended_at IS NULL;
CREATE INDEX account_role_organisation ON account_role (organisation_id);

-- What a program of an organisation signs in with; only the hash is kept.
CREATE TABLE account_token (
  id uuid PRIMARY KEY,
  account_role_id uuid NOT NULL REFERENCES account_role (id) ON DELETE RESTRICT,
  name text NOT NULL CHECK (name <> ''),
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
  revoked_at timestamptz
);
CREATE INDEX account_token_role ON account_token (account_role_id);
