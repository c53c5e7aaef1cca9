-- Codes of the documents that a module teaches from (ETH-01, LAW-01 …), as the register of content has them.
ALTER TABLE course_module ADD COLUMN topics text[] NOT NULL DEFAULT '{}';

-- Neither taken out of a published version, nor put into one: not even by moving a module from a draft.
CREATE OR REPLACE FUNCTION course_module_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM course_version v WHERE v.status <> 'draft' AND v.id IN (
       CASE WHEN TG_OP <> 'INSERT' THEN OLD.course_version_id END,
       CASE WHEN TG_OP <> 'DELETE' THEN NEW.course_version_id END))
  THEN RAISE EXCEPTION 'a published course version does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;

-- Of a published version nothing changes but that it is closed to new cohorts; it never becomes a draft again.
CREATE FUNCTION course_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.status <> 'draft' THEN
      RAISE EXCEPTION 'a published course version does not change' USING ERRCODE = 'P0B07';
    END IF;
    RETURN OLD;
  END IF;
  IF (NEW.id, NEW.course_id, NEW.number) IS DISTINCT FROM (OLD.id, OLD.course_id, OLD.number)
     OR (OLD.status <> 'draft' AND (
           (NEW.outline_edition, NEW.published_at) IS DISTINCT FROM (OLD.outline_edition, OLD.published_at)
           OR NOT (NEW.status = OLD.status OR (OLD.status = 'published' AND NEW.status = 'closed'))))
     OR (OLD.status = 'draft' AND NEW.status = 'closed')
  THEN RAISE EXCEPTION 'a published course version does not change' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER course_version_frozen BEFORE UPDATE OR DELETE ON course_version
  FOR EACH ROW EXECUTE FUNCTION course_version_frozen();

-- What a published course prepares for, and under which outline, stays.
CREATE FUNCTION course_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.college_id, NEW.outline_code, NEW.occupation_code, NEW.level)
       IS DISTINCT FROM (OLD.college_id, OLD.outline_code, OLD.occupation_code, OLD.level)
     AND EXISTS (SELECT 1 FROM course_version v WHERE v.course_id = OLD.id AND v.status <> 'draft')
  THEN RAISE EXCEPTION 'a published course does not change what it prepares for' USING ERRCODE = 'P0B07';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER course_frozen BEFORE UPDATE ON course FOR EACH ROW EXECUTE FUNCTION course_frozen();
