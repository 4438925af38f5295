"""What a format of input files is: how its files are cut into shards, and what it knows of the bytes of its records."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from provenance.extras import Extra
from provenance.formats import contents, streams
from provenance.formats.fields import Fields
from provenance.formats.rewriting import Repairs, Rewritten
from provenance.formats.shards import File, Shard


class Digest(NamedTuple):
    """A record of a file as the import gate compares it with what was checked."""

    record: int | None
    """Its number; null where the file is one record."""
    digest: str
    """That of its bytes, or of a row with all its columns."""
    checked: str | None
    """The digest that the check goes by (of a Parquet row it is that of the text); None if it holds no article."""


class IndivisibleError(Exception):
    """The records of a file cannot be told apart any more."""

    def __init__(self, records: int) -> None:
        """Say how many it has."""
        super().__init__(records)
        self.records = records


class Format(ABC):
    """A format of input files."""

    name: str
    about: str
    """What it is, in one line."""
    suffixes: tuple[str, ...]
    """The ends of its files' names, in small letters."""
    compressible = True
    """Whether a file may be compressed once more (`.gz`, `.zst`)."""
    extra: Extra | None = None
    """The extra without which its files are not read."""
    one_record = False
    """Whether a file is one record, so that many files are read together."""
    in_lines = False
    """Whether the size of a shard in bytes is that of its part of an uncompressed file."""

    @abstractmethod
    def plan(self, files: Sequence[File], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
        """Cut files into shards of bounded size. Where a file is one record all files are given at once, else one."""

    def holds_articles(self, file: File, fields: Fields) -> bool:  # noqa: ARG002 - most suffixes tell
        """Tell whether a file of a folder may hold articles; one that does not exist yet, whether what is written may.

        It is looked at where files of another kind bear its suffix as well.
        """
        return True

    def begins(self, start: bytes) -> bool:  # noqa: ARG002 - most have a sign of their own
        """Tell whether a file is surely of this format whose (decompressed) bytes begin so; its suffix does not say."""
        return False

    def may_begin(self, start: bytes) -> bool:
        """Tell the same of a file that was named as one of articles, so that less is doubtful."""
        return self.begins(start)

    def of_stream(
        self,
        stream: Iterator[bytes],  # noqa: ARG002 - most are read from files
        file: File,  # noqa: ARG002
        fields: Fields,  # noqa: ARG002
        *,
        shard_bytes: int,  # noqa: ARG002
        shard_articles: int,  # noqa: ARG002
    ) -> Iterator[Shard] | None:
        """Cut what comes on standard input, decompressed; None where a file is needed."""
        return None

    @abstractmethod
    def digests(self, copy: File, fields: Mapping[str, str]) -> Iterator[Digest | None]:
        """Yield the records of a file in their order, and None for each part that cannot be read.

        `fields` maps our fields to theirs. Raises IndivisibleError if the records cannot be told apart.
        """

    @abstractmethod
    def split(
        self, copy: File, fields: Mapping[str, str], side_of: Mapping[int | None, str], path_of: Callable[[str], Path]
    ) -> None:
        """Write the records of a file to new files, byte for byte as they stand in it.

        Args:
            copy: The file.
            fields: Our fields, and theirs.
            side_of: The side of each record that is written, by its number, in their order.
            path_of: Gives the path of the new file of a side; asked once, when there is a record for it.
        """

    def rewrite(self, file: File, part: Path, repairs: Repairs, fields: Fields) -> Rewritten:
        """Write a file anew, to `part`, with its repaired records; a format that cannot leaves this as it is.

        Args:
            file: The file, which lies on the disk.
            part: Where to write; nothing needs to be written if no record is.
            repairs: The repaired records by their numbers; that of a file that is one record under None.
            fields: Our fields, and theirs.

        Returns:
            The bytes of each record that was written, before and after, and why others were left as they are.
        """
        raise NotImplementedError

    @property
    def rewrites(self) -> bool:
        """Whether `fix` writes files of this format anew."""
        return type(self).rewrite is not Format.rewrite

    def restore(self, file: File, part: Path, before: Mapping[int | None, bytes]) -> None:
        """Write a repaired file to `part` with the bytes that records had `before`; without it the original is kept."""
        raise NotImplementedError

    @property
    def restores(self) -> bool:
        """Whether a file can be put together again from the bytes of its records."""
        return type(self).restore is not Format.restore


class StreamFormat(Format):
    """A format whose files are read from their first byte to their last, so that standard input may hold one."""

    in_lines = True

    @abstractmethod
    def cut(
        self, stream: Iterator[bytes], file: File, fields: Fields, *, shard_bytes: int, shard_articles: int
    ) -> Iterator[Shard]:
        """Cut the (decompressed) bytes of a file into shards, holding one at a time."""

    def of_stream(
        self, stream: Iterator[bytes], file: File, fields: Fields, *, shard_bytes: int, shard_articles: int
    ) -> Iterator[Shard] | None:
        """Cut what comes on standard input."""
        return self.cut(stream, file, fields, shard_bytes=shard_bytes, shard_articles=shard_articles)

    def plan(self, files: Sequence[File], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
        """Cut files into shards."""
        for file in files:
            stream = contents.chunks(file, min(streams.CHUNK, shard_bytes))
            yield from self.cut(stream, file, fields, shard_bytes=shard_bytes, shard_articles=shard_articles)
