"""What the results of a session tell: figures, alarms, and the sealed archive."""
