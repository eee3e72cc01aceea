"""The conversation as a pure function: what came in, where the person stands, what comes of it, and in which words. Does nothing itself."""
