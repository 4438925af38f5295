"""Rules on repetition."""
