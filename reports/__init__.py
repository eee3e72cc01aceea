"""What a run says: summary, charts and documents. Pure; sees the bank, never the conversation."""
