"""What the program does for people: lock, load, decide, save; then, after the commit, deliver."""
