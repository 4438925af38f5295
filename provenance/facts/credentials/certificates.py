"""Whom a certificate is of: the name and the organisation of its subject (X.509, RFC 5280), in DER."""

from __future__ import annotations

from collections.abc import Iterator

_SEQUENCE, _EXPLICIT = 0x30, 0xA0
_NAMES = {b"\x55\x04\x03": "name", b"\x55\x04\x0a": "organisation"}
"""The identifiers 2.5.4.3 (commonName) and 2.5.4.10 (organizationName)."""
_WIDE = 0x1E
"""BMPString: two bytes a character."""
_SUBJECT = 4
"""The place of the subject behind the serial number: algorithm, issuer, validity, subject."""


def subject(data: bytes) -> str | None:
    """Return the subject of a certificate, `name (organisation)` as far as it says; None if it cannot be read."""
    try:
        certificate = _content(data)
        fields = [*_parts(_content(certificate))]
        if fields[0][0] == _EXPLICIT:  # the version
            fields = fields[1:]
        found = dict(_names(fields[_SUBJECT][1]))
    except (IndexError, ValueError):
        return None
    name, organisation = found.get("name"), found.get("organisation")
    return f"{name} ({organisation})" if name and organisation else name or organisation


def _names(data: bytes) -> Iterator[tuple[str, str]]:
    for _, several in _parts(data):
        for _, one in _parts(several):
            (_, kind), (encoding, value), *_ = _parts(one)
            if kind in _NAMES:
                yield _NAMES[kind], value.decode("utf-16-be" if encoding == _WIDE else "utf-8", "replace")


def _content(data: bytes) -> bytes:
    """Return what lies in the sequence with which `data` begins."""
    kind, content = next(_parts(data), (0, b""))
    if kind != _SEQUENCE:
        message = "no sequence"
        raise ValueError(message)
    return content


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the elements that stand one behind the other: their tags, and what is in them."""
    at = 0
    while at < len(data):
        kind, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            many = length & 0x7F
            length, at = int.from_bytes(data[at : at + many], "big"), at + many
        if at + length > len(data):
            message = "it breaks off"
            raise ValueError(message)
        yield kind, data[at : at + length]
        at += length
