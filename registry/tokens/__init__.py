"""Tokens with which programs of an organisation use the API in one role."""
