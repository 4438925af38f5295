"""Rules on the integrity of the text."""
