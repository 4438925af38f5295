"""From shards to what remains of a corpus: map, reduce, and what is remembered between runs."""
