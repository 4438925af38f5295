"""Rules on who has copied whom."""
