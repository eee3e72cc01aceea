"""What only the SQL stores promise: durability, the schema, faults."""
