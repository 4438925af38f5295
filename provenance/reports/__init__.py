"""To be composed."""
