"""One module a command: read the words, call the action, say what happened."""
