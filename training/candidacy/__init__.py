"""What candidates have shown of work, schooling, certificates and titles, and what follows from it."""
