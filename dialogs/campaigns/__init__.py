"""Broadcasts and reminders as documents: whom they are for, what they say, when they may be sent, and whom they must not reach any more."""
