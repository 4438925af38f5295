"""How far a run has come, for whoever shows it: articles, shards, and the share of the input that is done."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from provenance import formats
from provenance.formats import File, Shard
from provenance.formats.registry import COMPRESSED
from provenance.pipeline.timings import Timings


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is done of a run."""

    articles: int = 0
    total: int | None = None
    """The articles of the input; None where only reading it tells."""
    shards: int = 0
    cached: int = 0
    """The shards among them whose outcome came from the cache."""
    newest: tuple[int, float] | None = None
    """The articles of the shard that came last, and the seconds that it took."""
    share: float | None = None
    """The part of the input's bytes that is done, from 0 to 1; None for standard input and compressed JSON lines."""


Listener = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Tell nobody about progress."""


class Meter:
    """Measures the shards that come back against those that were planned, and the bytes of the listed files."""

    def __init__(self, files: Sequence[File], listener: Listener) -> None:
        """Take the files of the input; `listener` is told before the first shard, and after every one."""
        measured = not any(file.format == "stdin" or _is_packed(file) for file in files)
        self.timings = Timings()
        self._bytes = sum(file.size for file in files) if measured else None
        self._done = 0.0
        self._planned: deque[float] = deque()
        self._listener = listener
        texts = all(formats.declared()[file.format].one_record for file in files if file.format in formats.declared())
        self._progress = Progress(total=len(files) if texts else None, share=self._share())

    def planned(self, shards: Iterable[Shard]) -> Iterator[Shard]:
        """Yield shards, and remember how much of the input each of them is."""
        self._listener(self._progress)
        for shard in shards:
            self._planned.append(shard.input_bytes)
            yield shard

    def done(self, articles: int, *, cached: bool = False, seconds: Mapping[str, float] | None = None) -> None:
        """Count one more shard, the next in the order in which they were planned; `seconds` are those of its stages."""
        self._done += self._planned.popleft()
        before = self._progress
        self._progress = replace(
            before,
            articles=before.articles + articles,
            shards=before.shards + 1,
            cached=before.cached + cached,
            newest=(articles, self.timings.add(seconds or {}, articles)),
            share=self._share(),
        )
        self._listener(self._progress)

    def _share(self) -> float | None:
        return None if not self._bytes else min(1.0, self._done / self._bytes)


def _is_packed(file: File) -> bool:
    """Tell whether a file's size says nothing about how much of it a shard is."""
    known = formats.declared().get(file.format)
    return known is not None and known.in_lines and file.suffix in COMPRESSED
