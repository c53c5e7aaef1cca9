"""Batches, prepared by one person and approved by another."""
