"""What a run says: one summary, and the texts, charts and documents made from it. Pure; knows no clock, network or database."""
