"""Which captures are of one article: those of one address in its plain form, or, without one, of one id of its own.

Only what changes no page is left out of an address: the scheme, `www.`, letter case of the host, the fragment, a slash
at its end, and parameters by which readers are counted.
"""

from __future__ import annotations

import polars as pl

from provenance.corpus.base import KEY

COUNTED = (
    r"utm_\w+|mtm_\w+|pk_\w+|at_\w+|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|twclid|yclid|igshid|igsh|mc_cid|mc_eid"
    r"|cmpid|icid|ncid|ocid|ns_\w+|smid|smtyp|xtor|_ga|_gl"
)
"""Parameters by which readers are counted, as the makers of analytics and of newsletters document them."""

C = pl.col


def plain(url: pl.Expr) -> pl.Expr:
    """Return addresses in their plain form; null for what is none, and for the first page of a site."""
    bare = (
        url.str.strip_chars()
        .str.replace(r"#.*$", "")
        .str.replace_all(rf"(?i)([?&])(?:{COUNTED})=[^&]*", "$1")
        .str.replace_all(r"([?&])&+", "$1")
        .str.replace(r"[?&]+$", "")
    )
    host = bare.str.extract(r"(?i)^https?://(?:www\.)?([^/?]+)", 1).str.to_lowercase().str.replace(r":(?:80|443)$", "")
    path = bare.str.extract(r"(?i)^https?://[^/?]+(.*)$", 1).str.replace(r"/+(\?|$)", "$1")
    return pl.when(path != "").then(host + path)


def keyed(articles: pl.DataFrame) -> pl.DataFrame:
    """Add `key`, `url` in its plain form and `captured`, else when they were modified, to the articles that have both.

    An id counts where it is not the place of the record.
    """
    place = pl.format("{}#{}", "source", "record")
    own = pl.when((C("article") != C("source")) & (C("article") != place).fill_null(value=True)).then("article")
    known = articles.with_columns(url=plain(C("url")), captured=pl.coalesce("captured", "modified"))
    named = pl.coalesce(pl.format("address {}", "url"), pl.format("id {}", own))
    return known.with_columns(named.hash(0).alias(KEY)).filter(named.is_not_null(), C("captured").is_not_null())
