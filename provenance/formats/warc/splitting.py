"""The records of a file, given to two sides byte for byte; what tells of the file as a whole goes to both."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from provenance.formats import streams
from provenance.formats.contents import AtWill
from provenance.formats.shards import File
from provenance.formats.warc import archive
from provenance.formats.warc.headers import Headers, bare
from provenance.formats.warc.scanner import HELD, Found

_WARCINFO = "warcinfo"
_END = b"\r\n\r\n"
_STEP = 1 << 20


def split(copy: File, side_of: Mapping[int | None, str], path_of: Callable[[str], Path]) -> None:
    """Write the records of each side to a file that is compressed as that of all is.

    A record that describes the file (`warcinfo`) comes before the first record of each side, and what belongs to an
    article (its request, its metadata) goes where that goes. Any other record that is not read stays where it is.
    """
    own = _of_their_own(copy, side_of)
    about: list[Found] = []
    with ExitStack() as stack:
        handle = stack.enter_context(archive.opened(copy))
        packed = archive.is_of_members(handle, copy)
        sides: dict[str, _Side] = {}
        for found in archive.records(copy):
            if not isinstance(found, Found) or found.error:
                continue
            if found.headers.kind == _WARCINFO:
                about.append(found)
            elif side := side_of.get(found.number) or own.get(found.number):
                if side not in sides:
                    sides[side] = _Side(stack, path_of(side), handle, packed=packed)
                sides[side].write(found, about)


class _Side:
    """The file of a side."""

    def __init__(self, stack: ExitStack, target: Path, handle: AtWill, *, packed: bool) -> None:
        suffix = "" if packed else target.suffix.lower()
        self._stream: IO[bytes] = stack.enter_context(streams.opened_for_writing(target, suffix))
        self._handle, self._packed, self._described = handle, packed, 0

    def write(self, found: Found, about: list[Found]) -> None:
        """Write a record behind those that describe the file so far."""
        for one in (*about[self._described :], found):
            self._put(one)
        self._described = len(about)

    def _put(self, found: Found) -> None:
        if self._packed and not found.alone and found.data is not None:
            self._stream.write(gzip.compress(found.data, mtime=0))
            return
        last = found.data or b""
        if found.start == HELD:
            self._stream.write(last)
        else:
            for at in range(found.start, found.end, _STEP):
                last = self._handle.pread(min(_STEP, found.end - at), at)
                self._stream.write(last)
        if not self._packed and not last.endswith(_END):
            self._stream.write(_END)


def _of_their_own(copy: File, side_of: Mapping[int | None, str]) -> dict[int, str]:
    """Return the side of each record that belongs to one which has a side."""
    by_id: dict[str, str] = {}
    others: list[tuple[int, list[str]]] = []
    for found in archive.records(copy):
        if not isinstance(found, Found) or found.error:
            continue
        if side := side_of.get(found.number):
            by_id.update(dict.fromkeys(filter(None, (found.headers.id, *_related(found.headers))), side))
        elif found.headers.kind != _WARCINFO:
            others.append((found.number, [found.headers.id or "", *_related(found.headers)]))
    return {number: side for number, ids in others if (side := next((by_id[one] for one in ids if one in by_id), None))}


def _related(headers: Headers) -> list[str]:
    """Return the ids of the records of the same capture, or that a record describes."""
    return [bare(one) for name in ("concurrent-to", "refers-to") for one in headers.get(f"warc-{name}").split()]
