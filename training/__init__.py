"""Fourth floor: cohorts, enrolments, learning records, placements and evaluations."""
