"""Outputs never overwrite inputs: which places lie in the input, or hold it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from provenance.errors import UsageError
from provenance.storage.addresses import is_remote

STDIN = "-"


def refuse_overlap(
    place: Path, inputs: Iterable[str | Path], left_out: Callable[[str], bool] = lambda _: False
) -> None:
    """Raise UsageError if the folder `place` holds an input, or lies where the next run would read it as one.

    Inside an input it may lie in a hidden folder, or in one that the policy leaves out (`left_out`, asked about the
    path from that input on): those are never read.
    """
    target = place.resolve()
    for path in _named(inputs):
        if path.is_relative_to(target):
            message = f"{place}: the input lies in it; name another folder"
            raise UsageError(message)
        if target.is_relative_to(path):
            inside = target.relative_to(path)
            if not any(part.startswith(".") for part in inside.parts) and not left_out(inside.as_posix()):
                message = f"{place}: lies inside the input; name a folder outside of it, or leave it out (--exclude)"
                raise UsageError(message)


def refuse_input_file(place: Path, inputs: Iterable[str | Path], is_read: Callable[[str], bool]) -> None:
    """Raise UsageError if the file `place` is an input, or would be read as one by the next run.

    `is_read` tells that; it is asked about the path from the input on.
    """
    target = place.resolve()
    for path in _named(inputs):
        if target == path:
            message = f"{place}: is an input, which would be overwritten; name another file"
            raise UsageError(message)
        if target.is_relative_to(path):
            inside = target.relative_to(path)
            if not any(part.startswith(".") for part in inside.parts) and is_read(inside.as_posix()):
                message = (
                    f"{place}: lies inside the input and would be read as an article; name a file outside of it, "
                    "or leave it out (--exclude)"
                )
                raise UsageError(message)


def refuse_inside(place: Path, run: Path) -> None:
    """Raise UsageError if a place lies in the stored run that is read."""
    if place.resolve().is_relative_to(run.resolve()):
        message = f"{place}: lies in the stored run that is read; name a place outside of it"
        raise UsageError(message)


def _named(inputs: Iterable[str | Path]) -> list[Path]:
    return [Path(path).resolve() for path in inputs if os.fspath(path) != STDIN and not is_remote(path)]
