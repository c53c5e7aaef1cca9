"""A sheet of decisions: previewed, confirmed, entered row by row."""
