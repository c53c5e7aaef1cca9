"""Screening on PostgreSQL: a million people and a hundred thousand bans, through the real actions."""
