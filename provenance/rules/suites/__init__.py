"""Expectations of the suites that the corpus does not meet."""
