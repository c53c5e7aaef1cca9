-- Work in the background: this table is the queue, the lease and the progress in one.
-- All times are the database's own, for workers on several machines must agree on them.
CREATE TABLE job (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind <> ''),
  title jsonb NOT NULL,
  args jsonb NOT NULL,
  -- Who wanted it, as they were then; the body acts and writes history in their name.
  actor jsonb NOT NULL,
  account_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  -- Colleagues of the same organisation who hold this permission may look on.
  shared_with text CHECK (shared_with <> ''),
  subject_kind text CHECK (subject_kind <> ''),
  subject_id uuid,
  -- While a job with this key is not finished, asking again gives that job.
  once text CHECK (once <> ''),
  cancellable boolean NOT NULL,
  state text NOT NULL DEFAULT 'queued'
    CHECK (state IN ('queued', 'running', 'cancelling', 'done', 'failed', 'cancelled')),
  run_after timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- How often it was begun: the fence, for what an earlier attempt still writes is refused.
  attempt integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  faults integer NOT NULL DEFAULT 0 CHECK (faults BETWEEN 0 AND attempt),
  worker text,
  heartbeat timestamptz,
  done integer NOT NULL DEFAULT 0 CHECK (done >= 0),
  total integer CHECK (total >= 0),
  message jsonb,
  result jsonb,
  -- Where the result is to be seen.
  link text CHECK (link ~ '^/([^/]|$)'),
  created timestamptz NOT NULL DEFAULT clock_timestamp(),
  started timestamptz,
  resumed timestamptz,
  finished timestamptz,
  CONSTRAINT job_subject_whole CHECK ((subject_kind IS NULL) = (subject_id IS NULL)),
  CONSTRAINT job_lease CHECK ((state IN ('running', 'cancelling')) = (heartbeat IS NOT NULL AND worker IS NOT NULL)),
  CONSTRAINT job_finished CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished IS NOT NULL)),
  CONSTRAINT job_started CHECK (attempt = 0 OR (started IS NOT NULL AND resumed IS NOT NULL)),
  CONSTRAINT job_failed_says_why CHECK (state <> 'failed' OR message IS NOT NULL),
  CONSTRAINT job_cancelled_may_be CHECK (cancellable OR state NOT IN ('cancelling', 'cancelled'))
);
-- The next job to take.
CREATE INDEX job_waiting ON job (run_after, id) WHERE state = 'queued';
-- Jobs whose worker fell silent.
CREATE INDEX job_leased ON job (heartbeat) WHERE state IN ('running', 'cancelling');
CREATE UNIQUE INDEX job_once ON job (once) WHERE finished IS NULL;
-- "My work in the background".
CREATE INDEX job_wanted ON job (account_id, organisation_id, created DESC);
-- The progress shown on the page of what is worked on.
CREATE INDEX job_subject ON job (subject_kind, subject_id, created DESC);
-- Old ones to be forgotten.
CREATE INDEX job_ended ON job (finished) WHERE finished IS NOT NULL;

-- How it ended stays as it was.
CREATE TRIGGER job_final BEFORE UPDATE ON job
  FOR EACH ROW WHEN (OLD.finished IS NOT NULL) EXECUTE FUNCTION refuse_change();

-- Rows that did not go through, with what is wrong and where to mend it.
CREATE TABLE job_failure (
  job_id uuid NOT NULL REFERENCES job ON DELETE CASCADE,
  row_key text NOT NULL CHECK (row_key <> ''),
  position integer NOT NULL,
  message jsonb NOT NULL,
  remedy jsonb,
  link text CHECK (link ~ '^/([^/]|$)'),
  PRIMARY KEY (job_id, row_key)
);
-- A new attempt starts from a clean sheet; old jobs are forgotten.
GRANT DELETE ON job, job_failure TO yuzheng_app;

-- The latest moment for which each periodic kind was asked, so that one of many workers asks.
CREATE TABLE job_period (
  kind text PRIMARY KEY CHECK (kind <> ''),
  last_tick timestamptz NOT NULL
);
