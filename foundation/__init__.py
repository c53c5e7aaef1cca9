"""Ground floor: settings, database, clock, errors, history, sealing, jobs and the web kit."""
