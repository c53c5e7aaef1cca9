"""Cohorts (班级) and their trainees' enrolments (学籍)."""
