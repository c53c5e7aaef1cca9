"""Accounts of people and programs, and the roles in which they act for organisations."""
