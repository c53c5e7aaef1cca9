-- A year's working calendar as the State Council's notice has it: entered by one person, in effect from the day on which
-- another agrees. Only added, never changed: a correction or a withdrawal is another version, with its reason.

-- Nothing is both off and worked, what is worked is a weekend, and the notice of a year reaches back to the last days of
-- the year before, never into the next.
CREATE FUNCTION working_calendar_fits(of_year integer, free date[], worked date[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT NOT free && worked
    AND NOT EXISTS (SELECT 1 FROM unnest(free || worked) AS at(day)
         WHERE day IS NULL OR day NOT BETWEEN make_date(of_year - 1, 12, 24) AND make_date(of_year, 12, 31))
    AND NOT EXISTS (SELECT 1 FROM unnest(worked) AS at(day) WHERE extract(isodow FROM day) < 6)
    AND cardinality(free || worked) = (SELECT count(DISTINCT day) FROM unnest(free || worked) AS at(day))
$$;

CREATE TABLE working_calendar (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  year integer NOT NULL CHECK (year BETWEEN 2020 AND 2100),
  version integer NOT NULL CHECK (version >= 1),
  withdraws boolean NOT NULL DEFAULT false,
  title text NOT NULL CHECK (title <> ''),
  document_no text NOT NULL DEFAULT '',
  dated date,
  free date[] NOT NULL,
  worked date[] NOT NULL,
  reason text NOT NULL DEFAULT '',
  proposed_by uuid NOT NULL,
  proposed_for uuid NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
  proposed_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  verdict text CHECK (verdict IN ('agreed', 'refused')),
  refusal text NOT NULL DEFAULT '',
  effective_from date,
  CONSTRAINT working_calendar_version UNIQUE (year, version),
  CONSTRAINT working_calendar_two_persons CHECK (decided_by IS NULL OR decided_by <> proposed_by),
  CHECK ((decided_by IS NULL) = (verdict IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CHECK (verdict IS DISTINCT FROM 'refused' OR refusal <> ''),
  CHECK (version = 1 OR reason <> ''),
  CHECK (withdraws = (cardinality(free) = 0) AND (cardinality(worked) = 0 OR NOT withdraws)),
  CHECK (withdraws OR (document_no <> '' AND dated IS NOT NULL)),
  CONSTRAINT working_calendar_days CHECK (working_calendar_fits(year, free, worked)),
  -- Periods that have begun were counted without it.
  CONSTRAINT working_calendar_not_backwards CHECK ((verdict IS NOT DISTINCT FROM 'agreed') = (effective_from IS NOT NULL)
    AND effective_from >= (decided_at AT TIME ZONE 'Asia/Shanghai')::date)
);
CREATE UNIQUE INDEX working_calendar_open ON working_calendar (year) WHERE decided_by IS NULL;

CREATE FUNCTION working_calendar_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE same working_calendar%ROWTYPE := NEW;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.decided_by IS NOT NULL
    THEN RAISE EXCEPTION 'a calendar is entered before somebody else confirms it' USING ERRCODE = 'P0B07';
    END IF;
    IF NEW.version <> 1 + (SELECT count(*) FROM working_calendar WHERE year = NEW.year)
    THEN RAISE EXCEPTION 'a calendar is the next version of its year' USING ERRCODE = 'P0B07';
    END IF;
    RETURN NEW;
  END IF;
  same.decided_by := OLD.decided_by; same.decided_at := OLD.decided_at; same.verdict := OLD.verdict;
  same.refusal := OLD.refusal; same.effective_from := OLD.effective_from;
  IF OLD.decided_by IS NOT NULL OR same IS DISTINCT FROM OLD
  THEN RAISE EXCEPTION 'a calendar is decided once and then stays' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER working_calendar_kept BEFORE INSERT OR UPDATE ON working_calendar
  FOR EACH ROW EXECUTE FUNCTION working_calendar_kept();
