"""Making the answer of a screening again: the same input, against the register as it stood."""
