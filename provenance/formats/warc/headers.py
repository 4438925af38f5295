"""The headers of records, and of the HTTP messages in them: a first line, then `Name: value` up to a blank line."""

from __future__ import annotations

import re
from functools import cached_property

_SEVERAL = {"warc-concurrent-to"}
LONGEST = 1 << 16
"""Bytes of the longest header that is read."""
_STATUS = re.compile(rb"\s*HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_LENGTH = re.compile(rb"\ncontent-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?\n", re.IGNORECASE)
_TYPE = re.compile(rb"\nwarc-type[ \t]*:[ \t]*([!-~]{1,40})", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_MEDIA = re.compile(rb"\ncontent-type[ \t]*:[ \t]*([\w.+-]{1,60}/[\w.+-]{1,80})[ \t]*[;\r\n]", re.IGNORECASE)


class Headers:
    """A header: its bytes with the blank line. It is taken apart only where a field is asked for: there are many."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    @cached_property
    def fields(self) -> dict[str, str]:
        """The fields by their names in small letters; of one that is there twice the first value."""
        fields: dict[str, str] = {}
        name = ""
        for line in self._data.decode("utf-8", "replace").split("\n")[1:]:
            if line[:1] in {" ", "\t"}:  # it goes on with the line before
                fields[name] = f"{fields.get(name, '')} {line.strip()}"
                continue
            name, colon, value = line.partition(":")
            name = name.strip().lower()
            if colon and name in _SEVERAL and name in fields:
                fields[name] += f" {value.strip()}"
            elif colon:
                fields.setdefault(name, value.strip())
        return fields

    def get(self, name: str) -> str:
        """Return the value of a field; empty where it is not there."""
        return self.fields.get(name, "")

    @property
    def kind(self) -> str:
        """The type of a record, in small letters."""
        found = _TYPE.search(self._data)
        return found[1].decode("ascii").lower() if found else ""

    @property
    def id(self) -> str | None:
        """The id of a record, without its angle brackets."""
        return bare(self.get("warc-record-id")) or None

    @property
    def target(self) -> str | None:
        """The address of which a record is (some programs write it in angle brackets)."""
        return bare(self.get("warc-target-uri")) or None

    @property
    def length(self) -> int | None:
        """How many bytes follow the header; None where it does not say."""
        found = _LENGTH.search(self._data)
        return int(found[1]) if found else None

    @cached_property
    def media(self) -> str | None:
        """The media type, in small letters."""
        found = _MEDIA.search(self._data)
        return found[1].decode("ascii").lower() if found else None

    @property
    def charset(self) -> str | None:
        """The encoding that is named beside the media type."""
        found = _CHARSET.search(self.get("content-type"))
        return found[1] if found else None

    @property
    def status(self) -> int | None:
        """The status of an HTTP response."""
        found = _STATUS.match(self._data)
        return int(found[1]) if found else None


def parsed(data: bytes) -> Headers | None:
    """Return the header that `data` begins with; None where it does not end there."""
    end, size = data.find(b"\r\n\r\n"), 4
    if (bare_end := data.find(b"\n\n", 0, len(data) if end < 0 else end)) >= 0:
        end, size = bare_end, 2
    if end < 0:
        return None
    return Headers(data[: end + size])


def bare(uri: str) -> str:
    """Return an address without the angle brackets around it."""
    return uri.strip().removeprefix("<").removesuffix(">")
