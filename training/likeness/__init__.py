"""Papers that are more alike than chance makes them."""
