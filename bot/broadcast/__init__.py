"""Broadcasts sent: what is due, to one person after the other, at the pace of the bot, to each at most once.

Only this package knows python-telegram-bot, and loads it only when there is something to send.
"""
