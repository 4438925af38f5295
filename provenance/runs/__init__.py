"""A run and how it was made, kept on disk, and compared with another."""
