-- One row for each browser that signed in, or that has the form for signing in open (account_id NULL).
CREATE TABLE web_session (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32), -- the token itself is only in the cookie
  account_id uuid,
  role_id uuid,
  csrf_secret bytea NOT NULL CHECK (length(csrf_secret) = 32),
  agent_hash bytea NOT NULL CHECK (length(agent_hash) = 32),
  idle_seconds integer NOT NULL CHECK (idle_seconds > 0),
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
  flash jsonb,
  CHECK (role_id IS NULL OR account_id IS NOT NULL)
);
-- Signing out everywhere.
CREATE INDEX web_session_account ON web_session (account_id) WHERE account_id IS NOT NULL;
-- Clearing away.
CREATE INDEX web_session_expires ON web_session (expires_at);
GRANT DELETE ON web_session TO yuzheng_app;

-- When the next request under a key is due at the agreed rate (generic cell rate algorithm). Counts need not
-- survive a crash, and unlogged rows do not wait for the disk.
CREATE UNLOGGED TABLE rate_count (
  key bytea PRIMARY KEY CHECK (length(key) = 32), -- keyed hash: no address or name in clear
  due_at timestamptz NOT NULL
);
CREATE INDEX rate_count_due ON rate_count (due_at);
GRANT DELETE ON rate_count TO yuzheng_app;

-- Failed trials of signing in, by account, by address and by both; and where signing in succeeded before.
CREATE TABLE login_trial (
  key bytea PRIMARY KEY CHECK (length(key) = 32), -- keyed hash: no address or name in clear
  failures integer NOT NULL CHECK (failures >= 0),
  not_before timestamptz NOT NULL,
  failed_at timestamptz,
  succeeded_at timestamptz
);
GRANT DELETE ON login_trial TO yuzheng_app;

-- Whether all migrations have been run is part of being ready; the table is Piccolo's.
GRANT SELECT ON migration TO yuzheng_app;
