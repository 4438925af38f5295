"""Rules on page furniture."""
