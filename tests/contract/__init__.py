"""What every store must keep to, whichever database lies under it."""
