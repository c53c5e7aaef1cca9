"""Everything a struck-off key signed, issued anew: one proposal, one decision, one piece of work."""
