"""Hearing 听取意见: the person, or somebody for the person, reads what holds and says something to it."""
