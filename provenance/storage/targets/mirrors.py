"""Targets in stores: a folder on the disk stands for each until the commit, and is then brought there.

A store cannot give an object another name, nor two of them at once. So the files of a run are written below its name
(`s3://bucket/good/20260102T030405Z-1a2b/2020/a.txt`), where nobody looks for them yet, and the manifest last: one
object, which appears at once. It names the runs whose files count. What a run leaves that was ended before is no part
of the target; the first run a day later removes it. Where the store can tell, the manifest is only written if it is
still the one that was read: of two runs at once one is refused, and takes what it has written away.

The folder on the disk holds the lists of earlier runs and, of their files, the names and sizes, so that all that is
asked of a target is asked of it as of any other.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from provenance.errors import UsageError
from provenance.storage.addresses import Address
from provenance.storage.names import as_path, as_text
from provenance.storage.remote import ObjectStore, RemoteObject, bucket_of, ranges
from provenance.storage.remote.store import ChangedError
from provenance.storage.targets import listed, manifest
from provenance.storage.targets.manifest import OWN, Kind
from provenance.storage.targets.names import RUN_ID
from provenance.storage.targets.papers import REASONS
from provenance.storage.targets.target import GATE
from provenance.storage.untrusted import parts_of

LEFT = timedelta(days=1)
"""How long what a run has left may be that of one which still writes."""
_LISTS = f"{OWN}/runs"
_READ = tuple(f"{name}.parquet" for name in REASONS)
"""What a gate adds to."""
_AT_ONCE = 16
_MEANWHILE = "another run has written there meanwhile; run again"


@dataclass
class _Folder:
    """A folder of a target: where it lies, what stands for it, and the objects there by their path from it on."""

    address: Address
    path: Path
    objects: dict[str, RemoteObject] = field(default_factory=dict)

    @property
    def store(self) -> ObjectStore:
        return bucket_of(self.address)

    def look(self) -> None:
        length = len(self.address.folder)
        with asking(self.address):
            self.objects = {known.address.path[length:]: known for known in self.store.below(self.address)}

    def fetch(self, key: str, path: str | None = None) -> None:
        """Copy an object to its place on the disk, and no other."""
        known, target = self.objects[key], self.path.joinpath(*parts_of(self.path, path or key))
        target.parent.mkdir(parents=True, exist_ok=True)
        with asking(known.address), target.open("wb") as stream:
            for _, data in ranges(known, [(0, known.size)]):
                stream.write(data)


class Mirror:
    """The folders of one target, that of the manifest first."""

    def __init__(self, folders: Mapping[Path, Address], kind: Kind) -> None:
        """Take the addresses by the folders that stand for them; nothing is looked at yet."""
        self._folders = [_Folder(address, path) for path, address in folders.items()]
        self._home, self._kind = self._folders[0], kind
        self._before: tuple[str, ...] = ()

    def begin(self) -> None:
        """Make the folders on the disk what the targets are. Raises UsageError if a store does not tell."""
        for folder in self._folders:
            folder.look()
            if self._kind.manifest in folder.objects:
                folder.fetch(self._kind.manifest)
            for name in {path.partition("/")[0] for path in folder.objects} - {OWN}:
                if self._kind.manifest not in folder.objects and not RUN_ID.fullmatch(name):
                    folder.path.mkdir(parents=True, exist_ok=True)
                    (folder.path / name).touch()  # somebody else's
        self._before = self._named()
        for folder in self._folders:
            for run in self._before:
                _show(folder, run, _READ if self._kind == GATE else ())

    def files(self) -> None:
        """Fetch all that earlier runs have written. Raises UsageError if one is not as it was written."""
        for folder in self._folders:
            for run in self._before:
                for entry in _entries(folder, run):
                    if not entry.path.startswith(f"{OWN}/"):
                        _fetch_file(folder, run, entry)

    def publish(self, run: str) -> list[str]:
        """Bring what a run has committed on the disk to the stores, its manifest last; nothing if it has not.

        Returns where its files lie now, a sentence a folder. Raises UsageError if that cannot be done: then all is as
        it was.
        """
        if run not in self._named():
            return []
        written: list[tuple[_Folder, str]] = []
        try:
            for folder in self._folders:
                self._upload(folder, run, written)
            for folder in self._folders[1:]:
                _put(folder, self._kind.manifest, folder.path / self._kind.manifest)
            self._commit(run)
        except BaseException:
            if self._is_committed(run) is False:
                for folder in self._folders:
                    with suppress(OSError):
                        folder.store.remove([folder.address / key for of, key in written if of is folder])
            raise
        self._sweep()
        return [f"{folder.address}: what was written lies in {folder.address / run}/" for folder in self._folders]

    def _named(self) -> tuple[str, ...]:
        if not manifest.is_marked(self._home.path, self._kind):
            return ()
        return manifest.read(self._home.path, self._kind).names

    def _upload(self, folder: _Folder, run: str, written: list[tuple[_Folder, str]]) -> None:
        """Write the files of a run, their list first: it tells that they are of a run which may not come to its end."""
        paths = {key_of(run, entry.path): folder.path / entry.path for entry in _entries(folder, run)}
        listed_in = f"{_LISTS}/{run}.parquet"
        written += [(folder, key) for key in (listed_in, *paths)]
        _put(folder, listed_in, folder.path / listed_in)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            for _ in threads.map(lambda each: _put(folder, *each), paths.items()):
                pass

    def _commit(self, run: str) -> None:
        """Write the manifest, if it is still the one that was read; the answer may be lost where it was written."""
        home, standing = self._home, self._home.objects.get(self._kind.manifest)
        version, place = standing.version if standing else None, home.address / self._kind.manifest
        try:
            home.store.put(place, str(home.path / self._kind.manifest), unless=version, is_new=standing is None)
        except OSError as error:
            if self._is_committed(run):
                return
            reason = _MEANWHILE if isinstance(error, ChangedError) else error.strerror or error
            message = f"{home.address}: {reason}"
            raise UsageError(message) from error

    def _is_committed(self, run: str) -> bool | None:
        """Tell whether the manifest that lies in the store names a run; None where the store does not say."""
        try:
            known = self._home.store.look(self._home.address / self._kind.manifest)
            text = b"".join(data for _, data in ranges(known, [(0, known.size)])) if known else b""
        except OSError:
            return None
        return f'"run": "{run}"'.encode() in text

    def _sweep(self) -> None:
        """Remove what no manifest names any more, and what was left a day ago; the next run removes what remains."""
        now = self._named()
        for folder in self._folders:
            paths = [entry.path for entry in _entries(folder, now[-1]) if not entry.path.startswith(f"{OWN}/")]
            anew = {key_of(run, path) for run in self._before for path in paths}
            gone = [known.address for path, known in folder.objects.items() if path in anew or self._is_gone(path, now)]
            with suppress(OSError):
                folder.store.remove(gone)

    def _is_gone(self, path: str, now: Sequence[str]) -> bool:
        run = path.rpartition("/")[2].removesuffix(".parquet") if path.startswith(f"{OWN}/") else path.partition("/")[0]
        if not RUN_ID.fullmatch(run) or run in now:
            return False
        begun = datetime.strptime(run[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return run in self._before or datetime.now(UTC) - begun > LEFT


def key_of(run: str, path: str) -> str:
    """Return where a file of a run lies in a store: below the name of the run, but for what is about the run."""
    return path if path.startswith(f"{OWN}/") else f"{run}/{as_text(path)}"


@contextmanager
def asking(address: Address) -> Iterator[None]:
    """Turn what a store refuses into a UsageError that names the place."""
    try:
        yield
    except OSError as error:
        message = f"{address}: {error.strerror or error}"
        raise UsageError(message) from error


def _put(folder: _Folder, key: str, path: Path) -> None:
    with asking(folder.address / key):
        folder.store.put(folder.address / key, str(path))


def _entries(folder: _Folder, run: str) -> list[listed.Entry]:
    return listed.read(folder.path / _LISTS / f"{run}.parquet")


def _show(folder: _Folder, run: str, read: Collection[str]) -> None:
    """Fetch the list of a run, and give what it has written its names and sizes; what is `read` is fetched as well."""
    if f"{_LISTS}/{run}.parquet" in folder.objects:
        folder.fetch(f"{_LISTS}/{run}.parquet")
    for entry in _entries(folder, run):
        known = folder.objects.get(key_of(run, entry.path))
        if known is None:  # it was taken away, or a later run has written it anew
            continue
        target = folder.path / entry.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if entry.path in read or entry.path.startswith(f"{OWN}/"):
            folder.fetch(key_of(run, entry.path), entry.path)
        else:
            target.write_bytes(b"")
            os.truncate(target, known.size)
        os.utime(folder.path / entry.path, ns=(entry.changed_ns, entry.changed_ns))


def _fetch_file(folder: _Folder, run: str, entry: listed.Entry) -> None:
    key = key_of(run, entry.path)
    known = folder.objects.get(key)
    if known is None:
        message = f"{folder.address / key}: has vanished"
        raise UsageError(message)
    target = folder.path / as_path(entry.path)
    with asking(known.address), target.open("wb") as stream:
        for _, data in ranges(known, [(0, known.size)]):
            stream.write(data)
    if listed.digest(target) != entry.sha256:
        message = f"{folder.address / key}: is not what was written there"
        raise UsageError(message)
