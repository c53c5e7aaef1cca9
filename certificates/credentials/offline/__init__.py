"""Verification without network: the kit that is taken along, and the checks made with it."""
