"""Organisations 机构: what they are, their credit code and their filing 备案."""
