"""Telegram: updates in, messages out, over a thin client of our own; the sandbox checks every call of it against aiogram's types.

An update is acted on in the transaction that records it, and acknowledged only after the commit. What is to be sent is committed with the
state and sent after it.
"""
