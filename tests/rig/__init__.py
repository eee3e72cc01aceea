"""The rig: the real bot is killed, starved and lied to before the sandbox, and a checker that shares no code with it compares what people
sent with what is stored. Every protection that the bot has is also taken away once, and the rig must notice.
"""
