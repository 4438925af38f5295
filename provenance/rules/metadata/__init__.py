"""Rules on titles, bylines, addresses and languages."""
