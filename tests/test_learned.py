"""What was learned from text of others carries none of it, and its script keeps to that for any labels."""

from __future__ import annotations

import polars as pl

from benchmarks.furniture_lines import Collection
from benchmarks.learn_furniture import DOMAINS, HEAD, MOST_WORDS, matrix, storable
from provenance import catalogues

C = pl.col


def test_no_text_of_others_is_stored():
    weights = catalogues.load("furniture_weights").filter(use="weight")
    rows = weights.select("feature", domains=C("seen").cast(pl.Int64))
    assert rows.height > 1000
    assert rows.filter(~storable()).is_empty()
    assert DOMAINS >= 5
    assert MOST_WORDS <= 3
    assert str(catalogues.built_in("furniture_weights")[0].data, "utf-8").startswith(HEAD)


def test_words_of_few_domains_and_long_ones_are_not_storable():
    rows = pl.DataFrame({"feature": ["keel", "keel", "a b c d"], "domains": [DOMAINS, DOMAINS - 1, DOMAINS]})
    assert rows.filter(storable()).rows() == [("keel", DOMAINS)]


def page(domain: str, *lines: tuple[str, str]) -> dict:
    texts = [line for line, _ in lines]
    starts = [sum(len(text) + 2 for text in texts[:n]) for n in range(len(texts))]
    blocks = [
        {"start": start, "end": start + len(text), "label": label}
        for start, (text, label) in zip(starts, lines, strict=True)
    ]
    return {"id": domain, "domain": domain, "text": "\n\n".join(texts), "blocks": blocks}


def test_a_feature_counts_the_domains_on_which_it_was_seen():
    collection = Collection()
    collection.pages(page(f"site{n}.example", ("Print the tides", "other")) for n in range(DOMAINS))
    collection.pages([page("site0.example", ("Mend the nets", "other"))])
    lines = collection.all()
    assert [line.sites for line in lines] == [DOMAINS] * DOMAINS + [1]
    _, names, domains = matrix(lines, [None] * len(lines))
    assert "tides" in names
    assert "nets" not in names
    assert set(domains) <= {DOMAINS}


def test_a_line_of_an_article_is_no_furniture_that_repeats():
    collection = Collection()
    collection.pages([page("a.example", ("The tide turns", "content"))])
    collection.repeated(
        {"id": name, "domain": name, "text": "The tide turns\nAll our tides"} for name in ("b.example", "c.example")
    )
    furniture = {line.text for line in collection.all() if line.furniture}
    assert furniture == {"All our tides"}
