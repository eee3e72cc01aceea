"""The ways a person can talk to the assistant. Each channel is one module or folder and knows its own limits."""
