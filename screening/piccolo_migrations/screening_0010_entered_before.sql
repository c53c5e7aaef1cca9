-- Whether a decision about a person was entered before is asked for each entry.
CREATE INDEX ban_document ON ban (document_no, person_name);
