-- Scores that rest on the marks of assessors are corrected within an objection that was upheld: marked anew by two others
-- (重新评分), or fixed by the decision with its document and written by a second person. The former marks stay.
ALTER TABLE evaluation_objection
  ADD COLUMN remedy text CHECK (remedy IN ('remark', 'fixed')),  -- none: corrected on the candidate's page, with a reason
  ADD COLUMN component text CHECK (component IN ('skill', 'review')),
  ADD COLUMN points numeric(5, 2) CHECK (points BETWEEN 0 AND 100),
  ADD COLUMN document text NOT NULL DEFAULT '',
  ADD COLUMN carried_out_by uuid,
  ADD COLUMN carried_out_at timestamptz,
  ADD CHECK ((remedy IS NULL) = (component IS NULL)),
  ADD CHECK (remedy IS NULL OR verdict IS NOT DISTINCT FROM 'upheld'),
  ADD CHECK (remedy IS DISTINCT FROM 'remark' OR component = 'skill'),
  ADD CHECK ((remedy IS NOT DISTINCT FROM 'fixed') = (points IS NOT NULL)),
  ADD CHECK ((document <> '') = (points IS NOT NULL)),
  ADD CHECK ((carried_out_by IS NULL) = (carried_out_at IS NULL)),
  ADD CHECK (carried_out_at IS NULL OR remedy IS NOT NULL),
  ADD CONSTRAINT evaluation_objection_two_persons CHECK (carried_out_by <> decided_by);
CREATE UNIQUE INDEX evaluation_objection_pending ON evaluation_objection (entry_id, component)
  WHERE remedy IS NOT NULL AND carried_out_at IS NULL;

ALTER TABLE practical_mark ADD COLUMN objection_id uuid REFERENCES evaluation_objection (id) ON DELETE RESTRICT;
DROP INDEX practical_mark_settled;
CREATE UNIQUE INDEX practical_mark_settled ON practical_mark
  (entry_id, component, coalesce(objection_id, '00000000-0000-0000-0000-000000000000')) WHERE settles;
-- One mark for each assessor, entry and component stays: whoever gave a contested mark does not mark anew.

CREATE FUNCTION evaluation_objection_kept() RETURNS trigger LANGUAGE plpgsql AS $$
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
       ELSE EXISTS (SELECT 1 FROM evaluation_entry n WHERE n.id = NEW.entry_id
                      AND CASE NEW.component WHEN 'skill' THEN n.skill ELSE n.review END = NEW.points) END)
  THEN RAISE EXCEPTION 'what was decided is not done' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER evaluation_objection_kept BEFORE INSERT OR UPDATE ON evaluation_objection
  FOR EACH ROW EXECUTE FUNCTION evaluation_objection_kept();

CREATE OR REPLACE FUNCTION practical_mark_given() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE needed text := CASE NEW.component WHEN 'skill' THEN 'assessor' ELSE 'reviewer' END;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM evaluation_staff s JOIN evaluation_entry n ON n.session_id = s.session_id
                  WHERE n.id = NEW.entry_id AND s.account_id = NEW.assessor_id AND s.duty = needed)
  THEN RAISE EXCEPTION 'only an appointed assessor gives marks' USING ERRCODE = 'P0B01';
  END IF;
  IF EXISTS (SELECT 1 FROM evaluation_recusal r WHERE r.entry_id = NEW.entry_id AND r.account_id = NEW.assessor_id)
  THEN RAISE EXCEPTION 'nobody assesses a pupil or a relative' USING ERRCODE = 'P0B01';
  END IF;
  IF (SELECT s.status FROM evaluation_session s JOIN evaluation_entry n ON n.session_id = s.id
       WHERE n.id = NEW.entry_id) = 'confirmed'
  THEN RAISE EXCEPTION 'a confirmed result does not change' USING ERRCODE = 'P0B07';
  END IF;
  IF NEW.objection_id IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM evaluation_objection o WHERE o.id = NEW.objection_id AND o.entry_id = NEW.entry_id
          AND o.remedy = 'remark' AND o.component = NEW.component AND o.carried_out_at IS NULL
          AND o.decided_by <> NEW.assessor_id)
  THEN RAISE EXCEPTION 'marks are given anew within an objection that was upheld by another' USING ERRCODE = 'P0B01';
  END IF;
  IF (SELECT count(*) FROM practical_mark m WHERE m.entry_id = NEW.entry_id AND m.component = NEW.component
        AND m.objection_id IS NOT DISTINCT FROM NEW.objection_id AND NOT m.settles) >= 2
     AND NOT NEW.settles AND NEW.component = 'skill'
  THEN RAISE EXCEPTION 'two assessors have given their marks' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;

-- In a session with double entry the practical score rests on the marks of two, and like the committee's it is replaced
-- only as an objection that was upheld has it.
CREATE OR REPLACE FUNCTION evaluation_entry_doubled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE doubled boolean := (SELECT s.double_entry FROM evaluation_session s WHERE s.id = NEW.session_id);
BEGIN
  IF doubled AND OLD.skill IS NULL AND NEW.skill IS NOT NULL AND NOT ('skill' = ANY (NEW.kept))
     AND (SELECT count(*) FROM practical_mark m WHERE m.entry_id = NEW.id AND m.component = 'skill'
             AND m.objection_id IS NULL AND NOT m.settles) < 2
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

CREATE OR REPLACE FUNCTION evaluation_session_guarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'planned' AND NEW.status = 'open' AND NOT EXISTS (
       SELECT 1 FROM evaluation_plan p WHERE p.session_id = NEW.id AND p.verdict = 'filed')
  THEN RAISE EXCEPTION 'the plan of a session is on file before it is announced' USING ERRCODE = 'P0B07';
  END IF;
  IF OLD.status <> 'confirmed' AND NEW.status = 'confirmed' AND EXISTS (
       SELECT 1 FROM evaluation_objection o JOIN evaluation_entry n ON n.id = o.entry_id
        WHERE n.session_id = NEW.id AND (o.verdict IS NULL
              OR (o.remedy IS NOT NULL AND o.carried_out_at IS NULL AND n.status <> 'annulled')))
  THEN RAISE EXCEPTION 'every objection is answered and carried out before results are confirmed' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
