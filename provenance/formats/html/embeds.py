"""The posts and players that a page embeds from other platforms, as their mark-up says: none is text of the article.

Platforms give publishers snippets to paste: a `blockquote` that a script dresses up, a frame, an element of AMP, a
custom element. Their own documentation of these is the source of the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from provenance.formats.html.elements import ClassKind
from provenance.formats.html.page import Page, shown

_PLATFORMS = {
    "twitter": ("twitter.com", "x.com", "fxtwitter.com"),
    "instagram": ("instagram.com", "instagr.am"),
    "facebook": ("facebook.com", "fb.watch", "fb.com"),
    "tiktok": ("tiktok.com",),
    "youtube": ("youtube.com", "youtube-nocookie.com", "youtu.be"),
    "vimeo": ("vimeo.com",),
    "dailymotion": ("dailymotion.com", "dai.ly"),
    "bluesky": ("bsky.app",),
    "threads": ("threads.net", "threads.com"),
    "telegram": ("t.me", "telegram.me"),
    "reddit": ("reddit.com", "redditmedia.com"),
    "linkedin": ("linkedin.com",),
    "pinterest": ("pinterest.com",),
    "soundcloud": ("soundcloud.com",),
    "spotify": ("spotify.com",),
    "twitch": ("twitch.tv",),
    "vk": ("vk.com", "vkvideo.ru"),
    "imgur": ("imgur.com",),
    "truthsocial": ("truthsocial.com",),
}
"""Hosts of platforms, below which subdomains count as well."""
_FRAMED = re.compile(
    r"/embed\b|/embed/|/plugins/(?:post|video|photo|comment_embed)|/player|/video/|/video_ext|[?&]embed=1|Tweet\.html"
    r"|/v/|/shorts/|embed\.(?:bsky|reddit)|redditmedia"
)
"""What the address of a frame has that shows a post or plays something: others count visitors, or are buttons."""
_QUOTES = {
    "twitter-tweet": "twitter", "twitter-video": "twitter", "tweet-blockquote": "twitter",
    "instagram-media": "instagram", "tiktok-embed": "tiktok",
    "fb-xfbml-parse-ignore": "facebook", "fb-post": "facebook", "fb-video": "facebook",
    "bluesky-embed": "bluesky", "mastodon-embed": "mastodon", "reddit-card": "reddit", "reddit-embed-bq": "reddit",
    "text-post-media": "threads", "imgur-embed-pub": "imgur", "truthsocial-embed": "truthsocial",
}  # fmt: skip
"""Classes of the elements that scripts of platforms look for."""
_ELEMENTS = {
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/{}"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/{}/"),
    "amp-facebook": ("data-href", "{}"),
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v={}"),
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v={}"),
    "amp-tiktok": ("data-src", "{}"),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/{}"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/{}"),
    "amp-reddit": ("data-src", "{}"),
    "amp-soundcloud": ("data-trackid", "https://api.soundcloud.com/tracks/{}"),
}
"""Custom elements, the attribute that says what they show, and its address."""
_FRAMES = ("iframe", "amp-iframe", "embed")
_SOURCES = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-cmp-src", "data-original", "data-url")
_ADDRESSES = (
    "data-instgrm-permalink", "data-text-post-permalink", "cite", "data-href", "data-embed-url", "data-url",
    "data-tweet-url", "data-permalink",
)  # fmt: skip
_WRAPPERS = ("wp-block-embed__wrapper", "oembed", "embed-responsive", "embed-container", "media-oembed")
_CLASSES = frozenset((*_QUOTES, *_WRAPPERS))
_EMBEDS = ClassKind(sorted(_CLASSES), lambda called: not _CLASSES.isdisjoint(called.split()))
_POST = re.compile(r"/(?:status|p|reel|posts|videos|photos|comments|video|post|shorts)/|watch\?|/@\w+/\d|permalink")
"""What the address of one post has."""
_HANDLE = re.compile(
    r"(?:twitter|x)\.com/(?P<twitter>\w{1,15})/status|tiktok\.com/(?P<tiktok>@[\w.]+)/|threads\.(?:net|com)/(?P<threads>@[\w.]+)"
    r"|bsky\.app/profile/(?P<bluesky>[\w-]+(?:\.[\w-]+)+)|t\.me/(?P<telegram>\w{4,})/\d|/(?P<mastodon>@\w+)/\d+"
    r"|truthsocial\.com/(?P<truthsocial>@\w+)/|facebook\.com/(?P<facebook>[\w.-]{3,})/(?:posts|videos|photos|reel)/"
)
_NO_POST = re.compile(r"facebook\.com/(?:pages/[^?]*|[\w.-]+/?)$")
"""The addresses of whole pages, which are shown as adverts of them."""
_REDDITOR = re.compile(r"\bu/([\w-]{3,20})")
_NOBODY = {"i", "statuses", "twitter", "s", "web", "pages", "watch", "groups", "permalink.php"}
_LEVELS = 4
"""How far above a paragraph the element may lie that holds it and a post beside it."""
_KEY = 24
"""Code points by which a paragraph is known again."""
_OF_WORDS = {"p", "li", "h2", "h3", "h4"}
_BLOCKS = ("p", "li", "h2", "h3", "h4", "blockquote", "pre", "td", "dd", "div", "span", "section")


class Embed(NamedTuple):
    """A post: the place of its element, where it comes from, what it says."""

    place: int
    platform: str
    url: str | None
    handle: str | None
    text: str


def embeds(page: Page) -> list[Embed]:
    """Return the posts and players of a page in their order; one inside another is part of that."""
    found: list[Embed] = []
    outer: set[HtmlElement] = set()
    for place in sorted(_places(page)):
        element = page.elements.all[place]
        if not any(above in outer for above in element.iterancestors()) and (embed := _read(page, place, element)):
            outer.add(element)
            found.append(embed)
    return found


class Spots:
    """Where posts stand among the blocks of a page. It is told before the extractor takes the tree apart."""

    def __init__(self, page: Page, found: list[Embed]) -> None:
        self._found = found
        self._blocks = list(_blocks(page)) if found else []
        places = [*(embed.place for embed in found), *(place for place, _ in self._blocks)]
        parents = [page.elements.all[place].getparent() for place in places]
        above = {parent: frozenset(_from(parent)) for parent in {*parents}}
        self._above = dict(zip(places, (above[parent] for parent in parents), strict=True))

    def among(self, paragraphs: list[str]) -> list[tuple[str, Embed | None]]:
        """Return the paragraphs of an article with the posts that stand among them, each at its place.

        Posts that stand elsewhere in the page are left out.
        """
        known: dict[str, int] = {}
        for number, paragraph in enumerate(paragraphs):
            known.setdefault("".join(paragraph.split())[:_KEY], number)
        anchors = [(place, known[key]) for place, key in self._blocks if key in known]
        behind: dict[int, list[Embed]] = {}
        for embed in self._found:
            if self._is_among(embed, anchors):
                number = max((number for place, number in anchors if place < embed.place), default=-1)
                behind.setdefault(number, []).append(embed)
        placed: list[tuple[str, Embed | None]] = [(embed.text, embed) for embed in behind.get(-1, ())]
        for number, paragraph in enumerate(paragraphs):
            placed.append((paragraph, None))
            placed += [(embed.text, embed) for embed in behind.get(number, ())]
        return placed

    def _is_among(self, embed: Embed, anchors: list[tuple[int, int]]) -> bool:
        """Tell whether a post stands between paragraphs of the article, or in one element with the nearest of them."""
        if not anchors:
            return False
        if anchors[0][0] < embed.place < anchors[-1][0]:
            return True
        nearest = min(anchors, key=lambda anchor: abs(anchor[0] - embed.place))[0]
        return bool(self._above[nearest] & self._above[embed.place])


def _places(page: Page) -> set[int]:
    """Return the places of elements that may be posts."""
    elements = page.elements
    tagged = (place for tag in (*_FRAMES, *_ELEMENTS) for place in elements.by_tag.get(tag, ()))
    scripts = (place for place in elements.by_tag.get("script", ()) if elements.all[place].get("data-telegram-post"))
    return {*tagged, *scripts, *elements.classed(_EMBEDS)}


def _read(page: Page, place: int, element: HtmlElement) -> Embed | None:
    called = element.get("class") or ""
    platform = _platform_of_class(called)
    if platform is None and _is_wrapper(called):
        return _of_address_alone(place, element)
    url = _address(element)
    try:
        absolute = urljoin(page.url or "", url) if url else None
    except ValueError:
        return None
    platform = platform or platform_of(absolute)
    if platform is None or _NO_POST.search(absolute or ""):
        return None
    said = shown(element, " ") if element.tag not in _FRAMES else ""
    return _made(place, platform, absolute, " ".join(said.split()))


def _of_address_alone(place: int, element: HtmlElement) -> Embed | None:
    """Return what a wrapper shows that holds nothing but an address: what a system has not turned into a post."""
    said = shown(element)
    platform = platform_of(said) if said.startswith("http") and " " not in said else None
    return _made(place, platform, said, "") if platform else None


def _made(place: int, platform: str, url: str | None, said: str) -> Embed | None:
    found = _HANDLE.search(url or "") or (_REDDITOR.search(said) if platform == "reddit" else None)
    name = next((group for group in found.groups() if group), None) if found else None
    handle = f"@{name.removeprefix('@')}" if name and name not in _NOBODY else None
    text = said or url
    return Embed(place, platform, url, handle, text) if text else None


def platform_of(url: str | None) -> str | None:
    """Return the platform of an address; None where it is none that is known."""
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if host and re.search(r"/@\w+/\d+(?:/embed)?/?$", url or ""):
        return "truthsocial" if host == "truthsocial.com" else "mastodon"
    ends = ((platform, end) for platform, hosts in _PLATFORMS.items() for end in hosts)
    return next((platform for platform, end in ends if host == end or host.endswith(f".{end}")), None)


def _platform_of_class(called: str) -> str | None:
    return next((_QUOTES[word] for word in called.split() if word in _QUOTES), None)


def _is_wrapper(called: str) -> bool:
    return any(word in _WRAPPERS for word in called.split())


def _address(element: HtmlElement) -> str | None:
    """Return the address of what an element shows, as a reader would open it."""
    if element.tag in _ELEMENTS:
        attribute, form = _ELEMENTS[element.tag]
        return form.format(element.get(attribute)) if element.get(attribute) else None
    if post := element.get("data-telegram-post"):
        return f"https://t.me/{post}"
    if element.tag in _FRAMES:
        source = next((said for name in _SOURCES if "." in (said := element.get(name) or "")), "")
        return _opened(source) if _FRAMED.search(source) else None
    stated = (element.get(name) for name in _ADDRESSES)
    links = (link.get("href") for link in reversed(list(element.iter("a"))))
    own = [each for each in (*stated, *links) if each and platform_of(each)]
    best = next(filter(_POST.search, own), next(iter(own), None))
    return best if best is None or "watch?" in best else best.partition("?")[0]


def _opened(source: str) -> str:
    """Return the address of a post from that of the frame which shows it, where that names it."""
    query = parse_qs(urlsplit(source).query) if "?" in source and "[" not in source else {}
    for name in ("href", "url"):
        if query.get(name, [""])[0].startswith("http"):
            return unquote(query[name][0]) if platform_of(query[name][0]) == platform_of(source) else source
    if (number := query.get("id")) and "Tweet.html" in source:
        return f"https://twitter.com/i/status/{number[0]}"
    return source


def _blocks(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the places of the elements in which paragraphs may begin, and by what these are known."""
    for place in sorted(place for tag in _BLOCKS for place in page.elements.by_tag.get(tag, ())):
        element = page.elements.all[place]
        key = "".join((element.text or "").split())
        if len(key) < _KEY and element.tag in _OF_WORDS:
            key = "".join(shown(element).split())
        if key:
            yield place, key[:_KEY]


def _from(element: HtmlElement | None) -> Iterator[HtmlElement]:
    """Yield an element and those above it, below the body of the page."""
    for _ in range(_LEVELS):
        if element is None or element.tag in {"body", "html"}:
            return
        yield element
        element = element.getparent()
