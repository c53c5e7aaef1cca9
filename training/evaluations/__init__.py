"""Evaluation sessions, their candidates and scores (评价)."""
