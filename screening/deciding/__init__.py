"""The second person: confirming or refusing an entry, lifting a ban."""
