"""Screening measured on made-up people: recall per kind of noise, false hits, speed, and others beside it."""
