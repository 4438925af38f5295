"""Mutated pages, web archives, and the ZIP archives that hold these."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

from hostile import LINES
from neighbours import BLOCKS

from mutations.corpora import ENCODINGS, zstd
from mutations.data import changed, json_bytes, mangled, odd_value

_URL = "https://news.example/2021/05/02/a"
_PARTS = (
    "<h1>{}</h1>", "<p>{}</p>", "<p>{}</p>", "<p>{}</p>", "<p>{}", "<figure><img src=a><figcaption>{} <span class=credit>Dana Holt/AP</span></figcaption></figure>",
    "<blockquote class='twitter-tweet'><p>{}</p>— Jo Roe (@joroe) May 2, 2021</blockquote>", "<ul><li><a href=/b>{}</a></ul>", "<div class='byline author'>By {}</div>",
    "<time datetime='2021-05-02T10:00:00Z'>{}</time>", "<table><tr><td>{}</table>", "<!-- {} -->", "<script>var a = '{}';</script>", "<p>{}<br><br>&amp;&eacute;&#8217;&#0;&#xD800;</p>",
)  # fmt: skip


def _linked_data(rng: random.Random) -> bytes:
    """Return what a page says of itself, with swapped types and lost names."""
    said: dict[str, Any] = {
        "@context": "https://schema.org", "@type": rng.choice(("NewsArticle", ["Article", "Thing"], "WebPage")), "headline": rng.choice(BLOCKS),
        "author": [{"@type": "Person", "name": "Mara Ellison"}, "Jo Roe"], "publisher": {"@type": "Organization", "name": "Tidewater Post"},
        "datePublished": "2021-05-02", "dateModified": "2021-05-03T10:00:00Z", "image": {"@type": "ImageObject", "caption": "Crews clear the road", "creditText": "Dana Holt/AP"},
    }  # fmt: skip
    data = json_bytes(changed(said, rng), rng)
    return rng.choice((data, b'{"@graph": [' + data + b"]}", b"[" + data + b"]", mangled(data, rng)))


def page_bytes(rng: random.Random) -> bytes:
    """Return a page: parts in any order, some left open, with what it says of itself; then in one of many encodings."""
    blocks = rng.choices(BLOCKS, k=rng.randrange(1, 9))
    if rng.random() < 0.2:
        blocks.append(rng.choice(list(LINES.values())) * rng.choice((1, 30)))
    body = "".join(rng.choice(_PARTS).replace("{}", block) for block in blocks)
    encoding = "utf-8" if rng.random() < 0.7 else rng.choice(ENCODINGS)
    meta = "".join(
        f'<meta {rng.choice(("name", "property"))}="{name}" content="{odd_value(rng)}">'
        for name in rng.sample(
            ("author", "og:title", "article:published_time", "og:url", "date", "og:site_name"), rng.randrange(4)
        )
    )
    head = f"<html lang=en><head><meta charset={rng.choice((encoding, 'utf-8', 'no-such'))}><title>{rng.choice(BLOCKS)}</title>{meta}"
    start = rng.choice(("<!DOCTYPE html>\n", "", "<?xml version='1.0' encoding='utf-8'?>"))
    held = (start + head).encode(encoding, "replace")
    if rng.random() < 0.5:
        held += b'<script type="application/ld+json">' + _linked_data(rng) + b"</script>"
    held += f"</head><body><article>{body}</article></body></html>".encode(encoding, "replace")
    return mangled(held, rng, 2)


def page(rng: random.Random, folder: Path, name: str) -> None:
    data, path = page_bytes(rng), folder / f"{name}{rng.choice(('.html', '.html', '.htm', '.xhtml', '.php'))}"
    if rng.random() < 0.1:
        path, data = path.with_name(f"{path.name}.gz"), gzip.compress(data)
    path.write_bytes(data)


def _chunked(body: bytes, rng: random.Random) -> bytes:
    size = rng.choice((1, 100, 4000))
    parts = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _response(rng: random.Random) -> bytes:
    """Return an HTTP response: encoded, in chunks, of other kinds, without what it should say."""
    body, fields = (
        page_bytes(rng)[:20_000],
        {"Content-Type": rng.choice(("text/html; charset=utf-8", "text/html", "text/plain", "image/png", ""))},
    )
    if rng.random() < 0.3:
        coding, encode = rng.choice(
            (("gzip", gzip.compress), ("zstd", zstd.compress), ("br", bytes), ("deflate", bytes))
        )
        body, fields["Content-Encoding"] = encode(body), coding
    if rng.random() < 0.2:
        body, fields["Transfer-Encoding"] = _chunked(body, rng), "chunked"
    status = rng.choice((b"200 OK",) * 8 + (b"404 Not Found", b"301", b"abc", b""))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return b"HTTP/1.1 " + status + b"\r\n" + head.encode() + b"\r\n" + body


def _record(rng: random.Random) -> bytes:
    """Return a record: of any type, its length and its digests sometimes wrong."""
    kind = rng.choice(
        ("response",) * 6 + ("resource", "conversion", "request", "warcinfo", "revisit", "metadata", "", "é")
    )
    content = _response(rng) if kind == "response" else page_bytes(rng)[:20_000]
    digest = base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
    header = {
        "WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{rng.getrandbits(128):032x}>", "WARC-Date": rng.choice(("2021-05-03T06:00:00Z", "2021", "soon")),
        "WARC-Target-URI": rng.choice((_URL, f"<{_URL}>", "", "\x1b[31m")), "WARC-Block-Digest": rng.choice((f"sha1:{digest}",) * 5 + ("sha1:AAAA", "x", "md5:")),
        "Content-Type": "application/http; msgtype=response" if kind == "response" else rng.choice(("text/html", "text/plain", "a/b")),
        "Content-Length": str(len(content) + (rng.choice((-7, 7, 10**7, 10**17)) if rng.random() < 0.05 else 0)),
    }  # fmt: skip
    kept = (f"{name}: {value}\r\n" for name, value in header.items() if rng.random() < 0.98)
    end = rng.choice((b"\r\n\r\n",) * 9 + (b"", b"\n\n"))
    return b"WARC/1.1\r\n" + "".join(kept).encode() + b"\r\n" + content + end


def warc_bytes(rng: random.Random) -> tuple[str, bytes]:
    """Return the suffix and the bytes of a web archive: plain, compressed record by record, as one, with junk between."""
    records = [_record(rng) for _ in range(rng.randrange(6))]
    if rng.random() < 0.2:
        records.insert(
            rng.randrange(len(records) + 1), mangled(rng.choice((b"\r\n", b"WARC/1.0\r\n", rng.randbytes(50))), rng)
        )
    suffix = rng.choice((".warc", ".warc", ".warc.gz", ".warc.gz", ".warc.zst"))
    whole = rng.random() < 0.2
    if suffix == ".warc.gz" and not whole:
        data = b"".join(map(gzip.compress, records))
    else:
        data = {".warc": bytes, ".warc.gz": gzip.compress, ".warc.zst": zstd.compress}[suffix](b"".join(records))
    return suffix, mangled(data, rng, 2) if rng.random() < 0.7 else data


def web_archive(rng: random.Random, folder: Path, name: str) -> None:
    suffix, data = warc_bytes(rng)
    (folder / f"{name}{suffix}").write_bytes(data)


def wacz(rng: random.Random, folder: Path, name: str) -> None:
    """Write a WACZ: web archives, and a package that is wrong, broken, or not there; then cut and corrupted."""
    files = {
        "pages/pages.jsonl": json_bytes({"format": "json-pages-1.0"}, rng),
        "indexes/index.cdxj": rng.randbytes(20),
    }
    for number in range(rng.randrange(3)):
        suffix, data = warc_bytes(rng)
        files[f"{rng.choice(('archive/', 'archive/', 'archive/../', ''))}{number}{suffix}"] = data
    resources: Any = [
        {"name": path, "path": path, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        for path, data in files.items()
    ]
    package: Any = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}
    if rng.random() < 0.9:
        files["datapackage.json"] = (
            mangled(json_bytes(changed(package, rng), rng), rng) if rng.random() < 0.5 else json.dumps(package).encode()
        )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path), data)
    whole = held.getvalue()
    (folder / f"{name}.wacz").write_bytes(mangled(whole, rng, 2) if rng.random() < 0.6 else whole)
