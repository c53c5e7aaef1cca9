"""Rooms, seats, tickets, who watches and who assesses, whom they must not assess, and what went wrong."""
