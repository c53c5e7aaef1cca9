-- 缺考误登: an absence that was recorded by mistake is taken back. Before the publicity of a session in which assessors
-- mark, a second person agrees; after it, an objection that was upheld has the candidate marked ("present").
CREATE TABLE absence_correction (
  id uuid PRIMARY KEY,
  public_id text NOT NULL UNIQUE,
  entry_id uuid NOT NULL REFERENCES evaluation_entry (id) ON DELETE RESTRICT,
  component text NOT NULL CHECK (component IN ('skill', 'review')),
  reason text NOT NULL CHECK (reason <> ''),
  requested_by uuid NOT NULL,
  requested_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  verdict text CHECK (verdict IN ('agreed', 'rejected')),
  answer text NOT NULL DEFAULT '',
  carried_out_at timestamptz,
  CHECK ((decided_by IS NULL) = (verdict IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT absence_correction_two_persons CHECK (decided_by <> requested_by),
  CHECK (verdict IS DISTINCT FROM 'rejected' OR answer <> ''),
  CHECK (carried_out_at IS NULL OR verdict IS NOT DISTINCT FROM 'agreed')
);
CREATE UNIQUE INDEX absence_correction_waiting ON absence_correction (entry_id, component) WHERE verdict IS NULL;

CREATE FUNCTION absence_correction_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  session evaluation_session%ROWTYPE;
  entry evaluation_entry%ROWTYPE;
BEGIN
  SELECT n.* INTO entry FROM evaluation_entry n WHERE n.id = NEW.entry_id;
  SELECT s.* INTO session FROM evaluation_session s WHERE s.id = entry.session_id;
  IF session.status <> 'held' OR session.publicised_from IS NOT NULL OR NOT session.double_entry
  THEN RAISE EXCEPTION 'after the publicity an absence is taken back within an objection' USING ERRCODE = 'P0B07';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.verdict IS NOT NULL OR NOT (NEW.component = ANY (entry.absent))
    THEN RAISE EXCEPTION 'an absence that is recorded is taken back, by two persons' USING ERRCODE = 'P0B07';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.entry_id, NEW.component, NEW.reason, NEW.requested_by, NEW.requested_at)
       IS DISTINCT FROM (OLD.entry_id, OLD.component, OLD.reason, OLD.requested_by, OLD.requested_at)
     OR (OLD.verdict IS NOT NULL AND (NEW.verdict, NEW.decided_by, NEW.decided_at, NEW.answer)
       IS DISTINCT FROM (OLD.verdict, OLD.decided_by, OLD.decided_at, OLD.answer))
     OR OLD.carried_out_at IS NOT NULL OR (OLD.verdict IS NULL AND NEW.carried_out_at IS NOT NULL)
  THEN RAISE EXCEPTION 'a correction is decided once and carried out once' USING ERRCODE = 'P0B07';
  END IF;
  IF NEW.carried_out_at IS NOT NULL AND NEW.component = ANY (entry.absent)
  THEN RAISE EXCEPTION 'what was decided is not done' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER absence_correction_kept BEFORE INSERT OR UPDATE ON absence_correction
  FOR EACH ROW EXECUTE FUNCTION absence_correction_kept();

-- In a session in which assessors mark, nobody alone turns an absence into something else.
CREATE FUNCTION evaluation_entry_present() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  part text;
BEGIN
  IF NEW.absent = OLD.absent OR NOT (SELECT s.double_entry FROM evaluation_session s WHERE s.id = NEW.session_id)
  THEN RETURN NEW;
  END IF;
  FOREACH part IN ARRAY ARRAY['skill', 'review'] LOOP
    IF part = ANY (OLD.absent) AND NOT (part = ANY (NEW.absent))
       AND NOT EXISTS (SELECT 1 FROM absence_correction a WHERE a.entry_id = NEW.id AND a.component = part
                          AND a.verdict = 'agreed' AND a.carried_out_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM evaluation_objection o WHERE o.entry_id = NEW.id AND o.component = part
                          AND o.remedy IN ('present', 'fixed') AND o.carried_out_at IS NULL
                          AND CASE part WHEN 'skill' THEN NEW.skill ELSE NEW.review END IS NOT NULL)
    THEN RAISE EXCEPTION 'an absence is taken back by two persons' USING ERRCODE = 'P0B01';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_entry_present BEFORE UPDATE ON evaluation_entry
  FOR EACH ROW EXECUTE FUNCTION evaluation_entry_present();

-- No result is publicised while the second person has not looked.
CREATE FUNCTION evaluation_session_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'held' AND NEW.status = 'publicised' AND EXISTS (
       SELECT 1 FROM absence_correction a JOIN evaluation_entry n ON n.id = a.entry_id
        WHERE n.session_id = NEW.id AND a.verdict IS NULL AND n.status <> 'annulled')
  THEN RAISE EXCEPTION 'a correction waits for the second person' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_session_settled BEFORE UPDATE ON evaluation_session
  FOR EACH ROW EXECUTE FUNCTION evaluation_session_settled();

-- "present": there are no marks to contest; the candidate is given the first ones, or those that are missing.
ALTER TABLE evaluation_objection DROP CONSTRAINT evaluation_objection_remedy_check;
ALTER TABLE evaluation_objection
  ADD CONSTRAINT evaluation_objection_remedy_check CHECK (remedy IN ('remark', 'fixed', 'present'));

CREATE OR REPLACE FUNCTION evaluation_objection_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  session evaluation_session%ROWTYPE;
  decided evaluation_objection%ROWTYPE := NEW;
BEGIN
  SELECT s.* INTO session FROM evaluation_session s JOIN evaluation_entry n ON n.session_id = s.id
   WHERE n.id = NEW.entry_id;
  IF session.status = 'confirmed'
  THEN RAISE EXCEPTION 'no objection against a confirmed result' USING ERRCODE = 'P0B07';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.verdict IS NOT NULL THEN RAISE EXCEPTION 'an objection is answered later' USING ERRCODE = 'P0B07';
    END IF;
    RETURN NEW;
  END IF;
  decided.carried_out_by := NULL;
  decided.carried_out_at := NULL;
  IF (NEW.entry_id, NEW.raised_by, NEW.raised_on, NEW.content, NEW.recorded_by, NEW.recorded_at)
       IS DISTINCT FROM (OLD.entry_id, OLD.raised_by, OLD.raised_on, OLD.content, OLD.recorded_by, OLD.recorded_at)
     OR OLD.carried_out_at IS NOT NULL OR (OLD.verdict IS NOT NULL AND decided IS DISTINCT FROM OLD)
  THEN RAISE EXCEPTION 'an objection is answered once and carried out once' USING ERRCODE = 'P0B07';
  END IF;
  IF OLD.verdict IS NULL AND NEW.verdict IS NOT NULL THEN
    IF EXISTS (SELECT 1 FROM practical_mark m WHERE m.entry_id = NEW.entry_id AND m.assessor_id = NEW.decided_by)
    THEN RAISE EXCEPTION 'nobody decides on their own mark' USING ERRCODE = 'P0B01';
    END IF;
    IF NEW.carried_out_at IS NOT NULL OR (NEW.remedy IS NOT NULL AND NOT session.double_entry)
    THEN RAISE EXCEPTION 'a decision is carried out after it was made' USING ERRCODE = 'P0B07';
    END IF;
  END IF;
  IF NEW.carried_out_at IS NOT NULL AND NOT (CASE NEW.remedy
       WHEN 'remark' THEN
         (SELECT count(*) FROM practical_mark m WHERE m.objection_id = NEW.id AND NOT m.settles) = 2
       ELSE EXISTS (SELECT 1 FROM evaluation_entry n WHERE n.id = NEW.entry_id AND NOT (NEW.component = ANY (n.absent))
                      AND CASE NEW.component WHEN 'skill' THEN n.skill ELSE n.review END
                          = coalesce(NEW.points, CASE NEW.component WHEN 'skill' THEN n.skill ELSE n.review END)) END)
  THEN RAISE EXCEPTION 'what was decided is not done' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;

-- Where a decision fixes the score of somebody who has none yet, it rests on the document of the decision.
CREATE OR REPLACE FUNCTION evaluation_entry_doubled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE doubled boolean := (SELECT s.double_entry FROM evaluation_session s WHERE s.id = NEW.session_id);
BEGIN
  IF doubled AND OLD.skill IS NULL AND NEW.skill IS NOT NULL AND NOT ('skill' = ANY (NEW.kept))
     AND (SELECT count(*) FROM practical_mark m WHERE m.entry_id = NEW.id AND m.component = 'skill'
             AND m.objection_id IS NULL AND NOT m.settles) < 2
     AND NOT EXISTS (SELECT 1 FROM evaluation_objection o WHERE o.entry_id = NEW.id AND o.component = 'skill'
                        AND o.carried_out_at IS NULL AND o.points = NEW.skill)
  THEN RAISE EXCEPTION 'the practical score rests on two marks' USING ERRCODE = 'P0B01';
  END IF;
  IF doubled AND OLD.skill IS NOT NULL AND NEW.skill IS DISTINCT FROM OLD.skill AND NOT EXISTS (
       SELECT 1 FROM evaluation_objection o
        WHERE o.entry_id = NEW.id AND o.component = 'skill' AND o.carried_out_at IS NULL AND NEW.skill IS NOT NULL
          AND (o.points = NEW.skill OR (o.remedy = 'remark' AND (
                SELECT count(*) FROM practical_mark m WHERE m.objection_id = o.id AND NOT m.settles) = 2)))
  THEN RAISE EXCEPTION 'a practical score is replaced within an objection that was upheld' USING ERRCODE = 'P0B01';
  END IF;
  IF doubled AND OLD.review IS NOT NULL AND NEW.review IS DISTINCT FROM OLD.review AND NOT EXISTS (
       SELECT 1 FROM evaluation_objection o WHERE o.entry_id = NEW.id AND o.component = 'review'
          AND o.carried_out_at IS NULL AND o.points = NEW.review)
  THEN RAISE EXCEPTION 'a score of the committee is replaced within an objection that was upheld' USING ERRCODE = 'P0B01';
  END IF;
  IF OLD.status IN ('confirmed', 'failed', 'annulled')
     AND (NEW.kept, NEW.kept_from) IS DISTINCT FROM (OLD.kept, OLD.kept_from)
  THEN RAISE EXCEPTION 'a confirmed result does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;

-- Who is recorded as absent is given no mark before that is put right; who decided on it gives none.
CREATE FUNCTION practical_mark_present() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.component = ANY (SELECT unnest(n.absent) FROM evaluation_entry n WHERE n.id = NEW.entry_id)
     AND NOT EXISTS (SELECT 1 FROM evaluation_objection o WHERE o.entry_id = NEW.entry_id
                        AND o.component = NEW.component AND o.remedy = 'present' AND o.carried_out_at IS NULL
                        AND o.decided_by <> NEW.assessor_id)
  THEN RAISE EXCEPTION 'who is recorded as absent is given no mark' USING ERRCODE = 'P0B01';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER practical_mark_present BEFORE INSERT ON practical_mark
  FOR EACH ROW EXECUTE FUNCTION practical_mark_present();
