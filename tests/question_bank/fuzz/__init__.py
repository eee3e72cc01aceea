"""The reader under mutated tables: never an exception, never a bank with an error. What was found once stays as an example."""
