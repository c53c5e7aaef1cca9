"""Alarms from theory papers, and the two looks that set an alarm aside."""
