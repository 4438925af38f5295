"""Mutated inputs for `mutate.py`: how they are made (`data`, `corpora`, `beside`), called and judged (`calls`)."""
