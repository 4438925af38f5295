"""Files on their way into a listing: those of folders, and those that archives hold."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import count
from stat import S_ISREG
from typing import NamedTuple

from provenance import extras
from provenance.extras import Extra
from provenance.formats import bags, sniffing
from provenance.formats.archives.base import Archive, too_large
from provenance.formats.archives.members import Budget, Found, members
from provenance.formats.fields import Fields
from provenance.formats.globs import Globs
from provenance.formats.registry import declared, suffix_of, wanting
from provenance.formats.shards import File, ReadError
from provenance.formats.sniffing import Guess
from provenance.storage.archive_limits import STANDARD, ArchiveLimits
from provenance.storage.names import as_text

_NAMED = 3
"""Files in which no article is seen of which the summary tells the names."""
_TAKEN = "its path is that of a file in an archive beside it; rename one of the two"


class Link(NamedTuple):
    """A link in a folder, looked at when all that is no link is known; `out`: what it leads to is only counted."""

    path: str
    source: str
    out: bool


@dataclass
class FoundFiles:
    """A listing in the making; `prefix` is that of the argument which is looked at, `files` are its files."""

    globs: Globs
    prefix: str = ""
    files: list[File] = field(default_factory=list)
    read_errors: list[ReadError] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    by_contents: Counter[tuple[str, str]] = field(default_factory=Counter)
    wanting: Counter[tuple[str, Extra]] = field(default_factory=Counter)
    excluded: int = 0
    seen: set[str] = field(default_factory=set)
    papers: set[str] = field(default_factory=set)
    follow_links: bool = False
    fields: Fields = field(default_factory=Fields)
    archives: ArchiveLimits = STANDARD
    links: deque[Link] = field(default_factory=deque)
    beside_bags: list[str] = field(default_factory=list)
    """What lies beside the data of bags."""
    without_articles: list[str] = field(default_factory=list)
    """Files of a format that is read, in which no article is seen: a list of settings, or records of unknown names."""

    def first_time(self, real: str) -> bool:
        """Tell whether a path without links is met for the first time."""
        fresh = real not in self.seen
        self.seen.add(real)
        return fresh

    def unreadable(self, source: str, error: OSError | str) -> None:
        """Report what cannot be looked at; `source` leads to it from the argument."""
        detail = error if isinstance(error, str) else error.strerror or str(error)
        self.read_error("unreadable", detail, source)

    def read_error(self, kind: str, detail: str, source: str, byte: int | None = None) -> None:
        """Report what is wrong with a file or archive; `source` leads to it from the argument."""
        self.read_errors.append(ReadError(kind, detail, as_text(self.prefix + source), byte=byte))

    def add(self, path: str, real: str, source: str, status: os.stat_result, *, out: bool) -> None:
        """Add a file of a folder, `source` from it on, unless left out, unknown to the readers, or here already."""
        file = File(path, as_text(self.prefix + source), "", status.st_size, changed_ns(status))
        known = sniffing.kind(file)
        is_out = out or self.globs.leave_out(source, folder=False)
        if real in self.papers:
            self.excluded += self.first_time(real)
        elif not S_ISREG(status.st_mode) or (is_out and not known):
            self.skip(path)
        elif is_out:
            self.excluded += self.first_time(real)
        elif self.first_time(real) and (found := known or self.sniffed(file)):
            if found.archive:
                self.unpack(file, found.archive, source)
            else:
                self.add_if_articles(file._replace(format=found.form, packing=found.packing))

    def unpack(self, file: File, archive: Archive, source: str, *, named: bool = False) -> None:
        """Add the files of an archive on the disk; one that was `named` stands for a folder that was."""
        root = f"{source}{_mark(file.path)}/" if named else ""
        _Members(self, Budget(self.archives, file.size), root).add(file, archive, source, 1)

    def add_if_articles(self, file: File) -> None:
        """Add a file of a folder or archive if it may hold articles, else count it."""
        format_ = declared()[file.format]
        if format_.holds_articles(file, self.fields):
            self.files.append(file)
            return
        self.skip(file.path)
        if format_.extra and extras.missing(format_.extra):
            self.wanting[suffix_of(file.path), format_.extra] += 1
        else:
            self.without_articles.append(file.source)

    def sniffed(self, file: File, *, named: bool = False) -> Guess | None:
        """Tell by what it holds what a file is whose suffix does not tell, and count it in any case."""
        found = sniffing.guess(file, named=named)
        if found:
            self.by_contents[suffix_of(file.path), found.name] += 1
        elif not named:
            self.skip(file.path)
        return found

    def skip(self, path: str) -> None:
        """Count a file that no reader takes."""
        self.skipped[suffix_of(path)] += 1

    def notes(self) -> tuple[str, ...]:
        """Return sentences that the summary says: what was told by its contents, what is not read for want of what."""
        found = (sniffing.sentence(self.by_contents),) if self.by_contents else ()
        of_bags = (bags.sentence(self.beside_bags),) if self.beside_bags else ()
        unseen = (_unseen(self.without_articles),) if self.without_articles else ()
        return (*found, *of_bags, *unseen, *wanting(self.wanting))


def _unseen(sources: Collection[str]) -> str:
    """Say in which files that could be read no article is seen."""
    first = ", ".join(sorted(sources)[:_NAMED]) + (", …" if len(sources) > _NAMED else "")
    return f"no article is seen in {first} (not read; name the file itself to be told why)"


@dataclass
class _Members:
    """The files of an archive, and of those in it, on their way into a listing.

    `root` is what goes before the paths against which the patterns of what is left out are held.
    """

    found: FoundFiles
    budget: Budget
    root: str
    folders: dict[str, bool] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def add(self, file: File, archive: Archive, source: str, depth: int) -> None:
        """Add the files of an archive; `source` leads to it from the argument, `depth` tells how many it lies in."""
        if depth > self.budget.limits.depth:
            self.found.read_error("archive-limit", too_large(depth=depth - 1), source)
            return
        mark = "!" if file.member else _mark(file.path)
        listed = [*members(file, archive, self.budget)]
        if self.root and depth == 1:
            bags.refuse_archive(file.path, {one.path for one in listed if isinstance(one, Found)})
        of_bags = bags.beside([one.path for one in listed if isinstance(one, Found)])
        for one in listed:
            if isinstance(one, Found) and one.path in of_bags:
                self.found.beside_bags.append(f"{self.found.prefix}{source}{mark}/{one.path}")
            elif isinstance(one, Found):
                self._one(file, one, f"{source}{mark}/{one.path}", f"{file.path}{mark}/{one.path}", depth)
            else:
                of = source if one.path is None else f"{source}{mark}/{one.path}"
                self.found.read_error(one.kind, one.detail, of, one.byte)

    def _one(self, archive: File, one: Found, source: str, path: str, depth: int) -> None:
        file = File(path, as_text(self.found.prefix + source), "", one.size, archive.changed_ns, member=one.member)
        known = sniffing.kind(file)
        is_out = self._is_out(source.removeprefix(self.root))
        if is_out and known:
            self.found.excluded += 1
        elif is_out:
            self.found.skip(path)
        elif source in self.taken:
            self.found.read_error("unsafe-member", _TAKEN, source)
        elif found := known or self.found.sniffed(file):
            self.taken.add(source)
            if found.archive:
                self.add(file, found.archive, source, depth + 1)
            else:
                self.found.add_if_articles(file._replace(format=found.form, packing=found.packing))

    def _is_out(self, source: str) -> bool:
        folder = source.rpartition("/")[0]
        return self._is_folder_out(folder) or self.found.globs.leave_out(source, folder=False)

    def _is_folder_out(self, folder: str) -> bool:
        """Tell whether a folder is left out, or one that it lies in."""
        if not folder:
            return False
        if folder not in self.folders:
            out = self.found.globs.leave_out(folder, folder=True)
            self.folders[folder] = out or self._is_folder_out(folder.rpartition("/")[0])
        return self.folders[folder]


def _mark(path: str) -> str:
    """Return what parts the path of an archive from those in it: `!`, more where a folder beside it is called so."""
    return next(mark for mark in ("!" * number for number in count(1)) if not os.path.lexists(path + mark))


def changed_ns(status: os.stat_result) -> int:
    """Return when a file last changed: not even one that was given back its old time passes for unchanged."""
    return max(status.st_mtime_ns, status.st_ctime_ns)
