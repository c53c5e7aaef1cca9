"""Lessons 课次 in a room or online, who came, and the hours that follow from it."""
