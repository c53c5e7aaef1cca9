"""Suspending and reinstating."""
