-- One more occasion on which people are screened.
ALTER TABLE screening DROP CONSTRAINT screening_trigger_check;
ALTER TABLE screening ADD CONSTRAINT screening_trigger_check CHECK (trigger IN ('issue', 'enrol', 'placement', 'evaluation', 'hire', 'yearly', 'new_ban', 'ban_amended', 'person_amended', 'matcher_upgrade', 'subsidy')) NOT VALID;
ALTER TABLE screening VALIDATE CONSTRAINT screening_trigger_check;
