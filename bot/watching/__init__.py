"""Seeing inside: log, figures, failures with a reference number, and the points where a rehearsal stops the program."""
