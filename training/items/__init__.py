"""Item quality: how hard each item of a theory paper was, how it tells candidates apart, who chose what."""
