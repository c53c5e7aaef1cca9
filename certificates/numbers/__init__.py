"""The evaluator register and the register of certificate numbers."""
