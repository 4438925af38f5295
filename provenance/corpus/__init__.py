"""What only the whole corpus shows."""
