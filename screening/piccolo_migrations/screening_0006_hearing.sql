-- What is said for the person while a match is not decided; once it is settled, it is contested (match_dispute).
CREATE TABLE match_statement (
  id uuid PRIMARY KEY,
  match_id uuid NOT NULL REFERENCES match (id) ON DELETE RESTRICT,
  raised_by text NOT NULL CHECK (raised_by IN ('person', 'college', 'institution')),
  statement text NOT NULL CHECK (statement <> ''),
  account_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX match_statement_match ON match_statement (match_id, at);
CREATE TRIGGER match_statement_append_only BEFORE UPDATE OR DELETE ON match_statement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Papers that were handed in with it. Sealed: they show documents of people.
CREATE TABLE match_paper (
  id uuid PRIMARY KEY,
  match_id uuid NOT NULL REFERENCES match (id) ON DELETE RESTRICT,
  name text NOT NULL CHECK (name <> ''),
  media_type text NOT NULL CHECK (media_type IN ('application/pdf', 'image/jpeg', 'image/png')),
  content_sealed bytea NOT NULL,
  sha256 bytea NOT NULL CHECK (length(sha256) = 32),
  account_id uuid NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX match_paper_match ON match_paper (match_id, at);
CREATE TRIGGER match_paper_append_only BEFORE UPDATE OR DELETE ON match_paper
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The institution that takes a trainee asks before the first day as well; nobody is hired by it.
ALTER TABLE record_check DROP CONSTRAINT record_check_kind_check;
ALTER TABLE record_check ADD CONSTRAINT record_check_kind_check CHECK (kind IN ('pre_hire', 'yearly', 'placement'));
ALTER TABLE record_check ADD CONSTRAINT record_check_placement_undecided CHECK (kind <> 'placement' OR decision IS NULL);
-- The newest answer of an institution about a person.
CREATE INDEX record_check_answers ON record_check (institution_id, person_id, answered_on DESC) WHERE outcome IS NOT NULL;
