"""Hours and module results of trainees (学时与成绩)."""
