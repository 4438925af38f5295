"""Digests that a record states of its payload and its block, held against the bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib

_KNOWN = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}


def differs(stated: str, *contents: bytes) -> str | None:
    """Say how a stated digest (`sha1:BASE32`, also in hexadecimal) differs from that of every one of `contents`.

    None where it is that of one of them, where none is stated, or by a method that is not known.
    """
    method, colon, value = stated.strip().partition(":")
    name = method.strip().lower().replace("-", "")
    if not colon or name not in _KNOWN:
        return None
    wanted = _bytes(value.strip(), hashlib.new(name, usedforsecurity=False).digest_size)
    found = [hashlib.new(name, content, usedforsecurity=False).digest() for content in contents]
    if wanted in found:
        return None
    is_hex = len(value.strip()) == 2 * len(found[0])
    actual = found[0].hex() if is_hex else base64.b32encode(found[0]).decode()
    return f"{name}:{value.strip()[:80]} is stated, {name}:{actual} found"


def _bytes(value: str, size: int) -> bytes | None:
    """Return a digest as bytes; None where it is none of this size."""
    bare = value.rstrip("=").upper()
    for read in (bytes.fromhex, lambda said: base64.b32decode(bare + "=" * (-len(bare) % 8)) if said else b""):
        try:
            found = read(value)
        except (ValueError, binascii.Error):
            continue
        if len(found) == size:
            return found
    return None
