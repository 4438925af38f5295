"""Rules on embedded posts."""
