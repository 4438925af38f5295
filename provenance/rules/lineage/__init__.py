"""Rules on where the words come from."""
