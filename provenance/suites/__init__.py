"""The only door to Great Expectations."""
