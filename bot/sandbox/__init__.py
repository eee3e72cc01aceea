"""A Bot API server on this machine with a chat page, so that anyone can use a real bot without a token, a phone or a network.

It speaks the Bot API to a bot and plain JSON to the people who talk with that bot. It knows nothing of the bot: neither its
texts nor its code. It refuses everything that does not come from this machine.
"""
