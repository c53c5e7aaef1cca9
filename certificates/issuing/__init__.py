"""Issuing in numbered write-ahead steps."""
