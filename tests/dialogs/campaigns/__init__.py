"""Campaigns as documents: fields, faults, the calendar, occasions, moves, and who is left out in the end."""
