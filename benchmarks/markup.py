"""Captions and embedded posts by their mark-up: 100 pages in the mark-up that publishers' systems write, and a score.

    python benchmarks/markup.py [--to FOLDER] [--wrong]

The mark-up is that which systems and platforms give out (WordPress, Drupal, Arc, AMP and others; the snippets that
platforms offer for pasting); every word in it was written for this project. Scores: F1 of the captions with their
credits, of the credits alone, and of the posts (platform, account, address), and how many words of either stand in the
body. `--to` writes the pages, `--wrong` says what was missed and what is too many.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from provenance import facts_of
from provenance.formats.html.page import folded

PAGES = 100
STORY = (
    "The ferry returned to Westhaven on Tuesday after a winter in dock, and the council said it will sail twice a day.",
    "Work on the slipway begins in May and costs two million pounds, most of which the county has already set aside.",
    "The station has served the bay since 1911, and its crew were called out forty times in the course of last year.",
    "Nobody expects the old quay to be closed before the autumn, when the last of the summer boats have been laid up.",
)
CAPTIONS = (
    ("The ferry enters the harbour of Westhaven.", "Jo Lund/AP"),
    ("Ana Roe, the mayor, on the new slipway", "Reuters/Ida Berg"),
    ("Boats wait below the lock at low tide.", "Mara Ellison for The Courier"),
    ("A crew member coils a rope on the quay", "Tom Vance / PA Wire"),
    ("The lighthouse, seen from the old mole", "Getty Images"),
)
FIGURES = {
    "wordpress block": '<figure class="wp-block-image size-large"><img src="a.jpg" alt="x"/><figcaption class="wp-element-caption">{c} (Photo by {k})</figcaption></figure>',
    "wordpress classic": '<div id="attachment_9" style="width: 810px" class="wp-caption alignnone"><img class="wp-image-9" src="a.jpg"/><p id="caption-attachment-9" class="wp-caption-text">{c} (Photo by {k})</p></div>',
    "wordpress media credit": '<figure class="wp-caption aligncenter"><img src="a.jpg"><figcaption class="wp-caption-text">{c} <span class="media-credit"><a href="/x">{k}</a></span></figcaption></figure>',
    "drupal field": '<div class="field field--name-field-image"><div class="media media--type-image"><img src="a.jpg"/><div class="field field--name-field-caption">{c}</div><div class="field field--name-field-credit">{k}</div></div></div>',
    "drupal figure": '<figure role="group" class="caption caption-drupal-media align-center"><article class="media"><div><img src="a.jpg"></div></article><figcaption>{c} <em class="credit">{k}</em></figcaption></figure>',
    "arc": '<figure class="c-media-item"><div class="img-wrap"><img src="a.jpg"></div><figcaption class="c-media-item__fig-caption"><span class="c-media-item__caption">{c}</span> <span class="c-media-item__credit">{k}</span></figcaption></figure>',
    "arc lead": '<div class="lead-art-wrapper"><div class="image-wrapper"><img src="a.jpg"></div><p class="image-metadata-caption image__caption">{c} <span class="image__credit">({k})</span></p></div>',
    "broadsheet us": '<div class="media"><picture><source srcset="a.webp"><img src="a.jpg"></picture></div><figure><div><img src="b.jpg"></div><figcaption class="css-1x"><span aria-hidden="true" class="css-jevhma">{c}</span><span class="css-1u46b8y"><span class="css-credit">Credit...</span><span>{k}</span></span></figcaption></figure>',
    "broadsheet uk": '<figure itemprop="associatedMedia image" itemscope itemtype="http://schema.org/ImageObject"><meta itemprop="url" content="a.jpg"><div class="u-responsive-ratio"><picture><img itemprop="contentUrl" src="a.jpg"></picture></div><figcaption class="caption caption--main" itemprop="description">{c} <span class="caption__credit">Photograph: {k}</span></figcaption></figure>',
    "broadcaster": '<figure class="media-landscape has-caption full-width"><span class="image-and-copyright-container"><img src="a.jpg"><span class="off-screen">Image copyright</span><span class="story-image-copyright">{k}</span></span><figcaption class="media-caption"><span class="off-screen">Image caption</span><span class="media-caption__text">{c}</span></figcaption></figure>',
    "broadcaster new": '<figure class="ssrcss-x"><div><span><img src="a.jpg"></span><span role="text" class="ssrcss-y-StyledFigureCopyright"><span class="visually-hidden">Image source, </span>{k}</span></div><div class="ssrcss-c-Caption"><figcaption class="ssrcss-z-StyledFigureCaption"><span class="visually-hidden">Image caption, </span>{c}</figcaption></div></figure>',
    "german": '<figure class="article__media"><img src="a.jpg"><figcaption class="article__media-caption">{c} <small class="bildnachweis">Foto: {k}</small></figcaption></figure>',
    "german agency": '<div class="bild"><img src="a.jpg"><div class="bildunterschrift">{c} <span class="fotocredit">{k}</span></div></div>',
    "german weekly": '<figure class="figure"><div class="figure__media"><img src="a.jpg"></div><figcaption class="figure__caption"><span class="figure__text">{c}</span><span class="figure__copyright">© <span>{k}</span></span></figcaption></figure>',
    "french": '<figure class="article__media"><img src="a.jpg"><figcaption class="article__legend" aria-hidden="true">{c} <span class="article__credit" aria-hidden="true">{k}</span></figcaption></figure>',
    "french div": '<div class="media-image"><img src="a.jpg"><div class="legende">{c} <span class="copyright">{k}</span></div></div>',
    "spanish": '<figure class="a_m"><span class="a_m_w"><img src="a.jpg"></span><figcaption class="a_m_p"><span>{c}</span><span class="a_m_m">{k}</span></figcaption></figure>',
    "spanish photo foot": '<div class="foto"><img src="a.jpg"><p class="pie-de-foto">{c} <span class="firma-foto credit">{k}</span></p></div>',
    "italian": '<figure class="inline-article-img"><img src="a.jpg"><p class="didascalia">{c} ({k})</p></figure>',
    "dutch": '<figure class="article__figure"><img src="a.jpg"><figcaption class="article__onderschrift">{c} <span class="image__rights">Beeld {k}</span></figcaption></figure>',
    "nordic": '<figure class="media"><picture><img src="a.jpg"></picture><figcaption><span class="bildetekst">{c}</span> <span class="fotograf">Foto: {k}</span></figcaption></figure>',
    "css modules": '<div class="Image_wrapper__x1"><img src="a.jpg"><div class="ImageCaption__Text-sc-12">{c}</div><span class="ImageCaption__Credit-sc-13">{k}</span></div>',
    "styled components": '<figure class="AssetEmbedWrapper-eV asset-embed"><span><picture><img src="a.jpg"></picture></span><div class="CaptionWrapper-jS caption AssetEmbedCaption-fN"><span class="BaseText CaptionText-bH">{c}</span><span class="BaseText CaptionCredit-ej">{k}</span></div></figure>',
    "bem": '<div class="media-object"><div class="media-object__image"><img src="a.jpg"></div><div class="media-object__caption">{c}<span class="media-object__credit">{k}</span></div></div>',
    "tailwind": '<figure class="my-8"><img class="w-full" src="a.jpg"><figcaption class="text-sm text-gray-500 mt-2">{c} <span class="photo-credit">{k}</span></figcaption></figure>',
    "amp": '<figure><amp-img src="a.jpg" width="16" height="9" layout="responsive"></amp-img><figcaption>{c} <span class="credit">{k}</span></figcaption></figure>',
    "amp lightbox": '<div class="amp-wp-article-featured-image wp-caption"><amp-img src="a.jpg"></amp-img><p class="wp-caption-text">{c} (Photo: {k})</p></div>',
    "lightbox link": '<figure class="image"><a class="lightbox" href="a.jpg"><img src="a.jpg"></a><figcaption><p>{c}</p><p class="source">{k}</p></figcaption></figure>',
    "microdata": '<div itemprop="image" itemscope itemtype="https://schema.org/ImageObject"><img itemprop="contentUrl" src="a.jpg"><p class="caption" itemprop="caption">{c} <span itemprop="copyrightHolder">{k}</span></p></div>',
    "two lines": '<figure><img src="a.jpg"><figcaption>{c}<br><cite>{k}</cite></figcaption></figure>',
    "credit first": '<figure class="photo"><img src="a.jpg"><span class="photo-credit">{k}</span><figcaption class="photo-caption">{c}</figcaption></figure>',
    "slide": '<div class="slideshow"><div class="slide"><img src="a.jpg"><div class="slide-caption">{c} <span class="slide-credit">{k}</span></div></div></div>',
    "cutline": '<div class="asset-photo"><img src="a.jpg"><div class="cutline">{c} <span class="asset-photo-credit">{k}</span></div></div>',
    "picture element": '<figure data-media="image"><picture><source srcset="a.avif"><img loading="lazy" src="a.jpg"></picture><figcaption data-el="caption"><span data-el="text">{c}</span><span data-el="credit" class="attribution">{k}</span></figcaption></figure>',
    "video": '<figure class="video-player"><video poster="a.jpg"></video><figcaption class="video-caption">{c} <span class="video__credit">{k}</span></figcaption></figure>',
    "linked data": '<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"Ferry returns","image":{{"@type":"ImageObject","url":"a.jpg","caption":"{c}","creditText":"{k}"}}}}</script>',
    "paragraph in figure": '<figure class="photo"><img src="a.jpg"><p>{c} (Photo: {k})</p></figure>',
    "table": '<figure class="inline"><img src="a.jpg"><figcaption><div class="caption-text">{c}</div><div class="caption-owner">{k}</div></figcaption></figure>',
}  # fmt: skip
WORDS = (
    ("We sail again on Tuesday, and nobody is left behind on the quay.", "Ana Roe", "anaroe"),
    ("The slipway is open at last! Thank you all.", "Harbour Lights", "harbourlights"),
    ("Two million for a ramp is a lot of money.", "Tom Vance", "tomvance"),
)
POSTS = {
    "twitter": '<blockquote class="twitter-tweet" data-dnt="true"><p lang="en" dir="ltr">{w} <a href="https://t.co/q7Rk2vXw1L">pic.twitter.com/q7Rk2vXw1L</a></p>&mdash; {n} (@{h}) <a href="https://twitter.com/{h}/status/17675000000000{i}?ref_src=twsrc%5Etfw">March 12, 2024</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script>',
    "twitter x": '<figure class="wp-block-embed is-type-rich is-provider-twitter"><div class="wp-block-embed__wrapper"><blockquote class="twitter-tweet"><p lang="en">{w}</p>&mdash; {n} (@{h}) <a href="https://x.com/{h}/status/17675000000000{i}">March 12, 2024</a></blockquote></div></figure>',
    "twitter address alone": '<figure class="wp-block-embed is-provider-twitter"><div class="wp-block-embed__wrapper">\nhttps://twitter.com/{h}/status/17675000000000{i}\n</div></figure>',
    "twitter amp": '<amp-twitter width="375" height="472" layout="responsive" data-tweetid="17675000000000{i}"></amp-twitter>',
    "twitter frame": '<iframe src="https://platform.twitter.com/embed/Tweet.html?dnt=true&amp;id=17675000000000{i}"></iframe>',
    "twitter in a module": '<div class="media-object type-InsetTweet"><blockquote class="twitter-tweet tw-align-center"><p>{w}</p>— {n} (@{h}) <a href="https://twitter.com/{h}/status/17675000000000{i}">12. März 2024</a></blockquote></div>',
    "instagram": '<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink="https://www.instagram.com/p/C1K91u4v{i}/?utm_source=ig_embed" data-instgrm-version="14"><div><a href="https://www.instagram.com/p/C1K91u4v{i}/">View this post on Instagram</a><p><a href="https://www.instagram.com/p/C1K91u4v{i}/">A post shared by {n} (@{h})</a></p></div></blockquote>',
    "instagram frame": '<iframe class="instagram-media instagram-media-rendered" src="https://www.instagram.com/p/C1K91u4v{i}/embed/captioned/"></iframe>',
    "instagram amp": '<amp-instagram data-shortcode="C1K91u4v{i}" width="1" height="1"></amp-instagram>',
    "tiktok": '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@{h}/video/73000000000000{i}" data-video-id="73000000000000{i}"><section><a target="_blank" title="@{h}" href="https://www.tiktok.com/@{h}?refer=embed">@{h}</a> <p>{w}</p> <a title="♬ original sound" href="https://www.tiktok.com/music/original-sound-7">♬ original sound - {n}</a></section></blockquote>',
    "tiktok frame": '<div class="embed"><iframe src="https://www.tiktok.com/embed/v2/73000000000000{i}"></iframe></div>',
    "facebook": '<div class="fb-post" data-href="https://www.facebook.com/{h}/posts/10159{i}" data-width="500"><blockquote cite="https://www.facebook.com/{h}/posts/10159{i}" class="fb-xfbml-parse-ignore"><p>{w}</p>Posted by <a href="https://www.facebook.com/{h}">{n}</a> on <a href="https://www.facebook.com/{h}/posts/10159{i}">Tuesday, March 12, 2024</a></blockquote></div>',
    "facebook frame": '<iframe src="https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2F{h}%2Fposts%2F10159{i}&amp;width=500"></iframe>',
    "facebook video": '<div class="fb-video" data-href="https://www.facebook.com/{h}/videos/10159{i}/"></div>',
    "youtube": '<iframe width="560" height="315" src="https://www.youtube.com/embed/q7Rk2v{i}?feature=oembed" title="YouTube video player" allowfullscreen></iframe>',
    "youtube no cookie": '<div class="embed-responsive"><iframe data-src="https://www.youtube-nocookie.com/embed/q7Rk2v{i}" class="lazyload"></iframe></div>',
    "youtube block": '<figure class="wp-block-embed is-type-video is-provider-youtube"><div class="wp-block-embed__wrapper"><iframe src="https://www.youtube.com/embed/q7Rk2v{i}?feature=oembed"></iframe></div></figure>',
    "youtube lite": '<lite-youtube videoid="q7Rk2v{i}" playlabel="Play"></lite-youtube>',
    "youtube amp": '<amp-youtube data-videoid="q7Rk2v{i}" layout="responsive" width="480" height="270"></amp-youtube>',
    "vimeo": '<div style="padding:56.25% 0 0 0"><iframe src="https://player.vimeo.com/video/9000{i}?h=1" allow="autoplay"></iframe></div>',
    "dailymotion": '<iframe src="https://www.dailymotion.com/embed/video/x8q{i}"></iframe>',
    "bluesky": '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abc/app.bsky.feed.post/3k{i}" data-bluesky-cid="x"><p lang="en">{w}</p>&mdash; {n} (<a href="https://bsky.app/profile/{h}.bsky.social?ref_src=embed">@{h}.bsky.social</a>) <a href="https://bsky.app/profile/{h}.bsky.social/post/3k{i}?ref_src=embed">March 12, 2024 at 9:00 AM</a></blockquote>',
    "bluesky frame": '<iframe src="https://embed.bsky.app/embed/did:plc:abc/app.bsky.feed.post/3k{i}"></iframe>',
    "mastodon frame": '<iframe src="https://mastodon.example/@{h}/1120000000000{i}/embed" class="mastodon-embed" width="400"></iframe>',
    "mastodon": '<blockquote class="mastodon-embed" data-embed-url="https://mastodon.example/@{h}/1120000000000{i}/embed"><a href="https://mastodon.example/@{h}/1120000000000{i}"><div>Post by @{h}@mastodon.example</div><div>View on Mastodon</div></a></blockquote>',
    "threads": '<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@{h}/post/C4{i}" data-text-post-version="0"><a href="https://www.threads.net/@{h}/post/C4{i}"><div>Post by @{h}</div><div>View on Threads</div></a></blockquote>',
    "telegram": '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="{h}/1{i}" data-width="100%"></script>',
    "telegram frame": '<iframe id="telegram-post" src="https://t.me/{h}/1{i}?embed=1"></iframe>',
    "reddit": '<blockquote class="reddit-embed-bq" data-embed-height="316"><a href="https://www.reddit.com/r/westhaven/comments/1b{i}/slipway/">{w}</a><br> by <a href="https://www.reddit.com/user/{h}/">u/{h}</a> in <a href="https://www.reddit.com/r/westhaven/">westhaven</a></blockquote>',
    "reddit frame": '<iframe src="https://embed.reddit.com/r/westhaven/comments/1b{i}/slipway/?embed=true"></iframe>',
    "soundcloud": '<iframe src="https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/30{i}&amp;color=%23ff5500"></iframe>',
    "spotify": '<iframe style="border-radius:12px" src="https://open.spotify.com/embed/episode/4Bz7{i}?utm_source=generator"></iframe>',
    "twitch": '<iframe src="https://player.twitch.tv/?video=20{i}&parent=courier.example"></iframe>',
    "vk": '<iframe src="https://vk.com/video_ext.php?oid=-1&amp;id=45{i}&amp;hash=a"></iframe>',
    "imgur": '<blockquote class="imgur-embed-pub" lang="en" data-id="a/{i}"><a href="https://imgur.com/a/{i}">{w}</a></blockquote>',
    "linkedin": '<iframe src="https://www.linkedin.com/embed/feed/update/urn:li:share:71{i}" title="Embedded post"></iframe>',
}  # fmt: skip
NO_HANDLE = (
    "amp",
    "frame",
    "youtube",
    "vimeo",
    "dailymotion",
    "soundcloud",
    "spotify",
    "twitch",
    "vk",
    "imgur",
    "linkedin",
)
OTHERS = (
    '<aside class="related"><a href="/x"><figure><img src="t.jpg"><figcaption>Read on: the bridge that was never built</figcaption></figure></a></aside>',
    '<div class="share"><a class="twitter-share-button" href="https://twitter.com/share">Tweet</a><iframe src="https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fcourier.example"></iframe></div>',
    '<footer><a class="twitter-timeline" href="https://twitter.com/courier">Tweets by courier</a><figure><img src="logo.png" alt="logo"></figure></footer><iframe src="https://www.googletagmanager.com/ns.html?id=GTM-1"></iframe>',
    '<blockquote class="wp-block-quote"><p>A ferry is a road that moves, and a town without one is an island.</p><cite>Ida Berg</cite></blockquote>',
)  # fmt: skip


def page(number: int) -> tuple[str, list[tuple[str, str]], list[tuple[str, str | None, str]]]:
    """Return a page, its captions with their credits, and its posts: platform, account, what their address holds."""
    figures, posts = list(FIGURES), list(POSTS)
    names = figures[number % len(figures)], figures[(number * 5 + 3) % len(figures)]
    kind = posts[number % len(posts)]
    pictures = [CAPTIONS[number % 5], CAPTIONS[(number + 2) % 5]]
    words, name, account = WORDS[number % 3]
    own = f"{number:03}"
    shown = [FIGURES[each].format(c=caption, k=credit) for each, (caption, credit) in zip(names, pictures, strict=True)]
    post = POSTS[kind].format(w=words, n=name, h=account, i=own)
    parts = [shown[0], STORY[0], STORY[1], post, STORY[2], shown[1], STORY[3]]
    body = "\n".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    source = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry returns</title></head><body><header>'
        f'<nav><a href="/">Home</a></nav></header><main><article><h1>Ferry returns</h1>{body}</article></main>'
        f"{OTHERS[number % len(OTHERS)]}</body></html>"
    )
    has_account = "{h}" in POSTS[kind] and not (kind.startswith("twitter") and "{h}" not in POSTS[kind])
    platform = {"fb": "facebook"}.get(kind.split()[0], kind.split()[0])
    return source, pictures, [(platform, account if has_account else None, own)]


def score(found: Iterable[Any], gold: Iterable[Any]) -> tuple[int, list[Any], list[Any]]:
    """Return how many are right, which are missed and which are too many."""
    left = list(found)
    missed = []
    right = 0
    for one in gold:
        if one in left:
            left.remove(one)
            right += 1
        else:
            missed.append(one)
    return right, missed, left


def f1(parts: list[tuple[int, list[Any], list[Any]]]) -> float:
    """Return the F1 over all pages."""
    right, missed, more = (sum(each[0] for each in parts), *(sum(len(each[i]) for each in parts) for i in (1, 2)))
    return 2 * right / (2 * right + missed + more)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--to", type=Path)
    asked.add_argument("--wrong", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = options.to or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        made = {f"{number:03}.html": page(number) for number in range(PAGES)}
        for name, (source, _, _) in made.items():
            (folder / name).write_text(source, encoding="utf-8")
        found = facts_of(folder)
    rows = {each: found[each].partition_by("article", as_dict=True) for each in ("captions", "embeds", "normalised")}
    told: dict[str, list[tuple[int, list[Any], list[Any]]]] = {"captions": [], "credits": [], "posts": []}
    in_body = 0
    for name, (_, pictures, posts) in made.items():
        mine = rows["captions"][name,].to_dicts() if (name,) in rows["captions"] else []
        wanted = [{*folded(f"{caption} {credit}").split()} for caption, credit in pictures]
        labels = {"photo", "by", "photograph", "foto", "beeld"}
        told["captions"].append(score([{*folded(row["caption"]).split()} - labels for row in mine], wanted))
        told["credits"].append(
            score([folded(row["credit"]) for row in mine if row["credit"]], [folded(each) for _, each in pictures])
        )
        seen = rows["embeds"][name,].to_dicts() if (name,) in rows["embeds"] else []
        there = [
            (row["platform"], (row["handle"] or "").lstrip("@").partition(".")[0] or None, own)
            for row in seen for _, _, own in posts if own in (row["url"] or "")
        ]  # fmt: skip
        there += [("?", None, row["url"]) for row in seen if not any(own in (row["url"] or "") for _, _, own in posts)]
        told["posts"].append(score(there, posts))
        body = rows["normalised"][name,]["body"].item()
        in_body += any(each in body for each in (*(caption for caption, _ in pictures), WORDS[int(name[:3]) % 3][0]))
        if options.wrong:
            kinds = list(FIGURES)[int(name[:3]) % len(FIGURES)], list(FIGURES)[(int(name[:3]) * 5 + 3) % len(FIGURES)]
            for what, parts in told.items():
                if parts[-1][1] or parts[-1][2]:
                    kind = list(POSTS)[int(name[:3]) % len(POSTS)] if what == "posts" else kinds
                    print(name, what, kind, "missed", parts[-1][1], "too many", parts[-1][2])
    print(
        "  ".join(f"{what} {f1(parts):.3f}" for what, parts in told.items()),
        f" pages with their words in the body {in_body}",
    )


if __name__ == "__main__":
    main()
