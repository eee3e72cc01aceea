"""Telegram: updates in, messages out, over a thin client of our own; the tests have the sandbox check each call against aiogram's types.

An update is acted on in the transaction that records it, and acknowledged only after the commit. What is to be sent is committed with the
state and sent after it.
"""
