"""Outlines 培训大纲: the hours and modules a training must hold, and when it is complete."""
