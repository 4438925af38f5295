"""Rules on the expectations of suites."""
