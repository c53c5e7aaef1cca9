"""Standards 职业标准: how each level of an edition is assessed."""
