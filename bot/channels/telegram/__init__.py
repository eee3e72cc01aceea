"""Telegram: updates in, messages out. State and flow stay ours; aiogram brings client, types and methods.

An update is acted on in the transaction that records it, and acknowledged only after the commit. What is to be sent is committed with the
state and sent after it.
"""
