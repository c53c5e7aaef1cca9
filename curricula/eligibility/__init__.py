"""Eligibility 申报条件: under which condition of the standard a candidate may be assessed."""
