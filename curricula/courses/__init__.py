"""Courses of a college and their versions, each held against the training outline it covers."""
