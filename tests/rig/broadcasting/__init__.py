"""The proof of the broadcasts: the real bot sends them, is killed, cut off and lied to meanwhile, and a checker of its own compares every
message that the server saw, byte for byte, with who was to get what and with the ledger.
"""
