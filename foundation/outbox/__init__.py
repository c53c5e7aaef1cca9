"""Telling organisations outside of the pages: by e-mail and signed webhook, never what it is about."""
