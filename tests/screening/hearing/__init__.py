"""What holds somebody, and what can be said to it."""
