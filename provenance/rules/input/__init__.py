"""Rules on what could not be read."""
