"""Exemption 免修 and credit transfer 学分转换: learnt elsewhere, counted once another person agrees."""
