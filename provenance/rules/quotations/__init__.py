"""Rules on quotations and their speakers."""
