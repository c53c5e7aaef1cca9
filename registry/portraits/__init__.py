"""The portrait in a person's file."""
