"""Captions and credits of pages, in the mark-up that publishers and their systems usually write."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
import pytest

from provenance import facts_of
from provenance.formats.html import body
from provenance.formats.html.figures import captions
from provenance.formats.html.page import parsed

STORY = "".join(
    f"<p>{text}</p>"
    for text in (
        "The ferry returned to Westhaven on Tuesday after a winter in dock, and the council said it will sail twice a day.",
        "Work on the slipway begins in May and costs two million pounds, most of which the county has already set aside.",
        "The station has served the bay since 1911, and its crew were called out forty times in the course of last year.",
    )
)
MARKUP = {
    "wordpress block": (
        ('<figure class="wp-block-image size-large"><img src="a.jpg" alt="x"/><figcaption class="wp-element-caption">The ferry at '
        "the quay. (Photo by Jo Lund/Getty Images)</figcaption></figure>"),
        [("The ferry at the quay. (Photo by Jo Lund/Getty Images)", "Jo Lund/Getty Images")],
    ),
    "wordpress classic": (
        ('<div id="attachment_9" class="wp-caption alignnone"><img src="a.jpg"/><p class="wp-caption-text">The ferry at the quay. '
        "Photo: Ana Roe</p></div>"),
        [("The ferry at the quay. Photo: Ana Roe", "Ana Roe")],
    ),
    "credit in a span of the caption": (
        ('<figure><picture><img src="a.jpg"></picture><figcaption><span class="caption__text">The ferry at the quay.</span> '
        '<span class="caption__credit">Jo Lund for The Courier</span></figcaption></figure>'),
        [("The ferry at the quay.\nJo Lund for The Courier", "Jo Lund for The Courier")],
    ),
    "credit with a hidden label": (
        ('<figure><img src="a.jpg"><figcaption><span aria-hidden="true">The ferry at the quay.</span><span class="credit-x">'
        "<span>Credit...</span><span>Jo Lund/Reuters</span></span></figcaption></figure>"),
        [("The ferry at the quay.\nJo Lund/Reuters", "Jo Lund/Reuters")],
    ),
    "credit beside the caption": (
        ('<figure><div><img src="a.jpg"><span class="image-copyright">Ana Roe/PA</span></div>'
        "<figcaption>The ferry at the quay</figcaption></figure>"),
        [("The ferry at the quay\nAna Roe/PA", "Ana Roe/PA")],
    ),
    "microdata": (
        ('<figure itemprop="image" itemscope itemtype="http://schema.org/ImageObject"><img itemprop="url" src="a.jpg"><figcaption>'
        '<span itemprop="caption">The ferry at the quay.</span> <span itemprop="copyrightHolder" class="copyright">Photograph: '
        "Jo Lund/AFP</span></figcaption></figure>"),
        [("The ferry at the quay.\nPhotograph: Jo Lund/AFP", "Jo Lund/AFP")],
    ),
    "german": (
        ('<figure class="bild"><img src="a.jpg"><figcaption>Die Fähre am Kai. <small class="bildnachweis">Foto: Ana Roth / dpa'
        "</small></figcaption></figure>"),
        [("Die Fähre am Kai.\nFoto: Ana Roth / dpa", "Ana Roth / dpa")],
    ),
    "a credit alone": (
        '<figure><img src="a.jpg"><figcaption><cite class="photo-credit">Jo Lund/AP</cite></figcaption></figure>',
        [("Jo Lund/AP", "Jo Lund/AP")],
    ),
    "a class and no figure": (
        '<div class="article-image"><img src="a.jpg"><div class="image-caption">The ferry at the quay. Credit: Jo Lund</div></div>',
        [("The ferry at the quay. Credit: Jo Lund", "Jo Lund")],
    ),
    "linked data": (
        ('<script type="application/ld+json">{"@type":"NewsArticle","image":[{"@type":"ImageObject","url":"a.jpg","caption":'
        '"The ferry at the quay","creditText":"Jo Lund/AP"}]}</script>'),
        [("The ferry at the quay\nJo Lund/AP", "Jo Lund/AP")],
    ),
    "the same picture twice": (
        ('<figure><img src="a.jpg"><figcaption>The ferry at the quay. Photo: Jo Lund</figcaption></figure>'
        '<figure><img src="b.jpg"><figcaption>The ferry at the quay. Photo: Jo Lund</figcaption></figure>'),
        [("The ferry at the quay. Photo: Jo Lund", "Jo Lund")],
    ),
    "no caption": ('<figure><img src="a.jpg" alt="The ferry"></figure>', []),
}  # fmt: skip


def page(markup: str) -> str:
    return (
        f'<html lang="en"><head><title>T</title></head><body><article><h1>T</h1>{markup}{STORY}</article></body></html>'
    )


@pytest.mark.parametrize(("markup", "wanted"), MARKUP.values(), ids=MARKUP)
def test_captions_and_credits(markup, wanted, together):
    assert captions(parsed(page(markup))) == [caption for caption, _ in wanted]
    assert together(credits_of, markup=markup) == [credit for _, credit in wanted]


def credits_of(markups: list[str]) -> list[list[str]]:
    """Return the credits of the captions beside the text of each of these pages."""
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder, f"{number}.html") for number in range(len(markups))]
        for place, markup in zip(places, markups, strict=True):
            place.write_text(page(markup), encoding="utf-8")
        found = facts_of(folder)["captions"].filter(pl.col("paragraph").is_null())
    return [found.filter(pl.col("article") == place.name)["credit"].to_list() for place in places]


@pytest.mark.parametrize("markup", [markup for markup, _ in MARKUP.values()], ids=MARKUP)
def test_a_caption_is_no_text_of_the_article(markup):
    text = "\n".join(body.paragraphs(parsed(page(markup)), "T"))
    assert text.startswith("The ferry returned to Westhaven")
    assert "at the quay" not in text
    assert "Jo Lund" not in text
