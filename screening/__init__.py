"""Second floor: the ban register, the matcher, screenings and adjudication."""
