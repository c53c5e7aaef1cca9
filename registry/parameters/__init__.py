"""What the rule tables are unsure of: it has no effect until two persons have confirmed it on a document."""
