-- The hours of a trainee by module, from the index alone.
CREATE INDEX learning_record_done ON learning_record (enrolment_id, module_code) INCLUDE (hours)
  WHERE voided_at IS NULL;
DROP INDEX learning_record_enrolment;
