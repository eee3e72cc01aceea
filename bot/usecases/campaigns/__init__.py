"""Broadcasts and standing reminders: drafted, loaded from files, confirmed, moved, and read back."""
