"""A repaired corpus on disk: what was repaired anew, the rest byte for byte, and a log to undo it.

Copies are made beside their place and take its name when all is written. In place, the log of a file is on the disk
before the file is replaced, so a run that is killed can be undone as well.
"""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from pathlib import Path

from provenance import formats
from provenance.engines.base import Engine, Lost
from provenance.engines.local import Local
from provenance.errors import UsageError
from provenance.fixing.accepted import Kept
from provenance.fixing.log import Log, entry, file_digest, written
from provenance.fixing.repair import Repaired, repair
from provenance.formats import Fields, File, contents
from provenance.formats.registry import COMPRESSED, declared
from provenance.formats.streams import DamagedError, mark_of
from provenance.pipeline.progress import Listener, Meter, silent
from provenance.pipeline.shard import Job
from provenance.policy.verdict import by_suffix
from provenance.printing import escaped, harmless, many, visible
from provenance.rules.repairs import promised
from provenance.storage import targets
from provenance.storage.archive_limits import STANDARD, ArchiveLimits
from provenance.storage.atomic import part_of, put, writing
from provenance.storage.names import as_path
from provenance.storage.untrusted import inside

LINKED = "it is reached through a link, and nothing is written through one"
PACKED = "it lies in an archive, which is not written anew; --to DIR writes the files of archives, with their repairs"


@dataclass(frozen=True, kw_only=True)
class FixResult:
    """What a repair did; `skipped` are the files that no reader takes, by suffix: they are in no copy."""

    repaired: int
    edits: int
    held_back: tuple[Repaired, ...]
    log: Path | None
    excluded: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The result in a sentence."""
        sentence = f"{many(self.edits, 'edit')} in {many(self.repaired, 'article')}"
        sentence += f"; in {many(len(self.held_back), 'article')} a repair was held back" if self.held_back else ""
        sentence += f"; {many(self.excluded, 'file')} excluded" if self.excluded else ""
        return sentence + (f"; not copied: {visible(by_suffix(self.skipped))}" if self.skipped else "")


def plan(  # noqa: PLR0913 - options, each with a default, by name
    paths: Sequence[str | Path],
    job: Job,
    fields: Mapping[str, str],
    *,
    unsafe: bool,
    exclude: Sequence[str] = (),
    follow_links: bool = False,
    archives: ArchiveLimits = STANDARD,
    progress: Listener = silent,
    engine: Engine | None = None,
    shard_articles: int = formats.SHARD_ARTICLES,
    kept: Kept | None = None,
) -> list[Repaired]:
    """Return what can be repaired in the articles of `paths`, without writing anything.

    What is `kept` (see `accepted.find`) stays as it is. `progress` is told how far it has come, `engine`
    is where the work runs, a shard of at most `shard_articles` at a time. Raises UsageError for standard input, which
    cannot be repaired.
    """
    listing = formats.listing(paths, exclude, follow_links=follow_links, fields=fields, archives=archives)
    if any(file.format == "stdin" for file in listing.files):
        message = "standard input cannot be repaired: name files or folders"
        raise UsageError(message)
    repaired, meter = [], Meter(listing.files, progress)
    shards = meter.planned(formats.plan(listing, fields=fields, shard_articles=shard_articles))
    for result in (engine or Local()).map(partial(_of_shard, job=job, unsafe=unsafe, kept=kept), shards):
        if isinstance(result, Lost):
            message = f"{result.shard.inputs[0].source}: two workers died on a part of it; nothing has been written"
            raise UsageError(message)
        articles, found = result
        repaired += found
        meter.done(articles)
    return repaired


def _of_shard(shard: formats.Shard, *, job: Job, unsafe: bool, kept: Kept | None) -> tuple[int, list[Repaired]]:
    """Return how many articles a shard has, and what can be repaired in them."""
    records = formats.read(shard).records
    found = repair(records, job, unsafe=unsafe, kept=kept) if records.height else []
    others = {file.source: file.format for file in shard.inputs if not declared()[file.format].rewrites}
    return records.height, [_not_written(one, others[one.source]) if one.source in others else one for one in found]


def _not_written(one: Repaired, format_: str) -> Repaired:
    """Return a record without its repair: files of its format are not written anew."""
    why = f"files of the format {format_} are read, and not written anew; mend it where the file comes from"
    return replace(one, text=one.original, lifted={}, edits=(), findings=0, held_back=why)


def diff(repaired: Sequence[Repaired]) -> Iterator[str]:
    """Yield the changes of the texts as a unified diff, line by line, invisible characters written out."""
    for one in repaired:
        name = one.source if one.record is None else f"{one.source}#{one.record}"
        before, after = (text.split("\n") for text in (one.original, one.text))
        lines = difflib.unified_diff(before, after, visible(f"a/{name}"), visible(f"b/{name}"), lineterm="", n=1)
        yield from (harmless(escaped(line)) for line in lines)


def tried(repaired: Sequence[Repaired], *, unsafe: bool) -> str:
    """Say for how many findings a repair is tried: as many as `check` promises."""
    articles = sum(bool(one.findings) for one in repaired)
    return promised(sum(one.findings for one in repaired), articles, unsafe=unsafe)


def write(  # noqa: PLR0913 - options, each with a default
    paths: Sequence[str | Path],
    repaired: Sequence[Repaired],
    to: Path | None,
    fields: Mapping[str, str],
    exclude: Sequence[str] = (),
    *,
    follow_links: bool = False,
    archives: ArchiveLimits = STANDARD,
) -> FixResult:
    """Write the corpus to the new folder `to`, or over itself where that is None; return what was done.

    The log, and what was lifted out of text files, go to the hidden folder `.provenance` of the target. Raises
    UsageError if the target cannot be written.
    """
    if to is None:
        root = _root(paths)
        with writing(root), targets.alone(root):
            listing = formats.listing(paths, exclude, follow_links=follow_links, fields=fields, archives=archives)
            done = _write(listing.files, None, root, _by_source(repaired), Fields.of(fields))
        return replace(done, excluded=listing.excluded)
    targets.refuse_overlap(to, paths)
    with targets.claimed({"": to}, targets.CORPUS_COPY, targets.run_id()) as target:
        stage = target.stage()
        done = write_copy(paths, repaired, stage, fields, exclude, follow_links=follow_links, archives=archives)
        target.commit()
    return placed(done, stage, to)


def write_copy(  # noqa: PLR0913 - options, each with a default
    paths: Sequence[str | Path],
    repaired: Sequence[Repaired],
    folder: Path,
    fields: Mapping[str, str],
    exclude: Sequence[str] = (),
    *,
    follow_links: bool = False,
    archives: ArchiveLimits = STANDARD,
) -> FixResult:
    """Write the repaired corpus to the empty folder `folder`, and what was done to it to the log that lies in it.

    Raises UsageError if it cannot be written.
    """
    listing = formats.listing(paths, exclude, follow_links=follow_links, fields=fields, archives=archives)
    with writing(folder):
        done = _write(listing.files, folder, folder, _by_source(repaired), Fields.of(fields))
    return replace(done, excluded=listing.excluded, skipped=listing.skipped)


def placed(done: FixResult, stage: Path, folder: Path) -> FixResult:
    """Return the result of a repair that was written to `stage` and lies in `folder` now."""
    return replace(done, log=folder / done.log.relative_to(stage)) if done.log else done


def _by_source(repaired: Sequence[Repaired]) -> dict[str, list[Repaired]]:
    ordered = sorted(repaired, key=lambda one: one.source)
    return {source: list(group) for source, group in groupby(ordered, key=lambda one: one.source)}


def _write(
    files: Sequence[File], stage: Path | None, root: Path, made: Mapping[str, list[Repaired]], fields: Fields
) -> FixResult:
    log = Log(root)
    repaired = edits = 0
    held_back = [one for group in made.values() for one in group if one.held_back]
    for file in files:
        mine = {one.record: one for one in made.get(file.source, ()) if one.edits}
        if mine and stage is None and (why := _why_not(file, root)):
            held_back += [replace(one, held_back=why) for one in mine.values()]
            continue
        target = Path(file.path) if stage is None else stage / as_path(file.place)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            done, left = _repaired(file, mine, target, log, fields) if mine else ([], [])
        except (OSError, UsageError) as error:
            if not repaired:
                log.discard()
            raise UsageError(_stopped(target, error, repaired, log if stage is None else None)) from error
        if not done and stage is not None:
            _copy(file, target)
        repaired, edits, held_back = repaired + len(done), edits + sum(done), held_back + left
    return FixResult(repaired=repaired, edits=edits, held_back=tuple(held_back), log=log.path if repaired else None)


def _why_not(file: File, root: Path) -> str | None:
    """Return why a file is not repaired in place: it is packed in an archive, or reached through a link."""
    if file.member:
        return PACKED
    try:
        inside(root, os.path.relpath(file.path, root))
    except UsageError:
        return LINKED
    return None


def _stopped(target: Path, error: Exception, repaired: int, log: Log | None) -> str:
    """Return what stopped a repair and, where it was one in place, how to undo what it has done until then."""
    reason = str(error) if isinstance(error, UsageError) else f"{target}: cannot write it: {_reason(error)}"
    if log is None or not repaired:
        return reason
    have = "1 article has" if repaired == 1 else f"{repaired:,} articles have"
    return f"{reason}. {have} been changed by then; `provenance fix --undo {log.path}` restores them"


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _copy(file: File, target: Path) -> None:
    """Copy a file; of one in an archive that is damaged what can be read, and nothing if none of it can."""
    if file.member is None:
        shutil.copyfile(file.path, target)
        return
    with suppress(DamagedError), target.open("wb") as stream:
        stream.writelines(contents.exact(file))


def _repaired(
    file: File, made: Mapping[int | None, Repaired], target: Path, log: Log, fields: Fields
) -> tuple[list[int], list[Repaired]]:
    """Write one repaired file; return how many edits each of its records had, and the records left alone."""
    format_ = declared()[file.format]
    with contents.on_disk(file) as there, part_of(target) as part:
        done = format_.rewrite(there, part, made, fields)
        if done.written:
            path = os.path.relpath(target, log.root)
            if not (format_.restores and _is_plain(there)):
                shutil.copyfile(there.path, log.original(path))
            around = {
                "path": written(path),
                "file_before": file_digest(Path(there.path)),
                "file_after": file_digest(part),
            }
            log.add([entry(made[record], *data) | around for record, data in done.written.items()])
            put(part, target)
    edits = [len(made[record].edits) for record in done.written]
    return edits, [replace(made[record], held_back=why) for record, why in done.left.items()]


def _is_plain(file: File) -> bool:
    """Tell whether a file is no more than the bytes of its records: neither compressed nor in UTF-16 or UTF-32."""
    return file.suffix not in COMPRESSED and mark_of(file.path)[1] is None


def _root(paths: Sequence[str | Path]) -> Path:
    """Return where a repair in place keeps its notes. Raises UsageError unless one folder is named."""
    named = formats.distinct(paths)
    if len(named) == 1 and Path(named[0]).is_dir():
        return Path(named[0])
    message = "a repair in place takes one folder, which also keeps its log; or write copies with --to DIR"
    raise UsageError(message)
