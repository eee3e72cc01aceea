"""What versions of banks and of rule packs have in common: brought from a file, packed, published by two, handed out."""
