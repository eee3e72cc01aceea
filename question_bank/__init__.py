"""What can be asked and what the answers are worth: banks, tailoring, scoring. Pure; knows no clock, network or database."""
