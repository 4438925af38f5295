"""Data quality and provenance for corpora of news articles."""
