"""Plans of examinations, on file with the office before a session is announced."""
