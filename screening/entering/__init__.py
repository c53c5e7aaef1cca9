"""Entering another authority's decision: the form and its check."""
