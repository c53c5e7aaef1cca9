-- A sweep goes through people in slices of their ids, in whatever order, several at a time; a slice is done in the
-- transaction that says so, or not at all.
CREATE TABLE sweep_slice (
  sweep_id uuid NOT NULL REFERENCES sweep (id) ON DELETE RESTRICT,
  number integer NOT NULL,
  after uuid NOT NULL,
  upto uuid NOT NULL,
  people integer NOT NULL CHECK (people > 0),
  done_at timestamptz,
  PRIMARY KEY (sweep_id, number),
  CHECK (after < upto)
);
CREATE INDEX sweep_slice_left ON sweep_slice (sweep_id, number) WHERE done_at IS NULL;

CREATE FUNCTION sweep_slice_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.done_at IS NOT NULL OR (NEW.sweep_id, NEW.number, NEW.after, NEW.upto, NEW.people)
     IS DISTINCT FROM (OLD.sweep_id, OLD.number, OLD.after, OLD.upto, OLD.people)
  THEN RAISE EXCEPTION 'a slice of a sweep is done once and otherwise does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sweep_slice_once BEFORE UPDATE ON sweep_slice FOR EACH ROW EXECUTE FUNCTION sweep_slice_once();

-- A sweep ends when all its slices are done.
CREATE FUNCTION sweep_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM sweep_slice WHERE sweep_id = NEW.id AND done_at IS NULL) THEN
    RAISE EXCEPTION 'a slice of the sweep is not done' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sweep_whole BEFORE UPDATE OF finished_at ON sweep
  FOR EACH ROW WHEN (NEW.finished_at IS NOT NULL AND OLD.finished_at IS NULL) EXECUTE FUNCTION sweep_whole();
