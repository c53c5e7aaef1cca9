"""Third floor: occupations, standards, outlines, courses and their completion rules."""
