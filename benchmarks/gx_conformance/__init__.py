"""Great Expectations' own tests on the Polars engine."""
