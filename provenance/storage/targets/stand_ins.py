"""Places on the disk that stand for addresses to which a run writes: a command writes there as to any other place."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from provenance.errors import UsageError
from provenance.storage.addresses import Address, address_of, is_remote, restored
from provenance.storage.remote import bucket_of
from provenance.storage.targets.inputs import refuse_overlap
from provenance.storage.targets.manifest import Kind
from provenance.storage.targets.mirrors import Mirror, asking


class StandIns:
    """The places of one run; `close` removes them."""

    def __init__(self) -> None:
        """Begin without a place."""
        self._stack = ExitStack()
        self._root: Path | None = None
        self._addresses: dict[Path, Address] = {}
        self._mirrors: list[Mirror] = []

    def close(self) -> None:
        """Remove all places."""
        self._stack.close()

    def path(self, place: str | Path) -> Path:
        """Return the place on the disk for a path or an address.

        Raises UsageError where nothing can be written to the address, MissingExtraError where its library is missing.
        """
        address = restored(place)
        if address is None:
            return Path(place)
        bucket_of(address)
        if self._root is None:
            self._root = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="provenance-"))).resolve()
        path = self._root / address.scheme / address.root / address.path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._addresses[path] = address
        return path

    def address(self, path: Path) -> Address | None:
        """Return the address for which a place on the disk stands."""
        return self._addresses.get(path)

    def shown(self, path: Path) -> str:
        """Return how the user has called a place."""
        return str(self._addresses.get(path, path))

    def as_called(self, text: str) -> str:
        """Return a text that names the addresses instead of what stands for them."""
        for path in sorted(self._addresses, key=lambda path: -len(str(path))):
            text = text.replace(str(path), str(self._addresses[path]).rstrip("/"))
        return text

    def refuse_overlap(
        self, path: Path, inputs: Iterable[str | Path], left_out: Callable[[str], bool] = lambda _: False
    ) -> None:
        """Raise UsageError if a place holds an input, or lies where the next run would read it as one."""
        address = self._addresses.get(path)
        if address is None:
            refuse_overlap(path, inputs, left_out)
            return
        for given in (address_of(str(each)) for each in inputs if is_remote(each)):
            if given.is_in(address):
                message = f"{address}: the input lies in it; name another folder"
                raise UsageError(message)
            inside = address.path.removeprefix(given.folder).rstrip("/")
            is_read = not any(part.startswith(".") for part in inside.split("/")) and not left_out(inside)
            if address.is_in(given) and is_read:
                message = f"{address}: lies inside the input; name a folder outside of it, or leave it out (--exclude)"
                raise UsageError(message)

    def begin(self, paths: Sequence[Path], kind: Kind) -> None:
        """Make what stands for the folders of a target what lies there; nothing for folders of the disk.

        Raises UsageError if one folder of a target lies on the disk, and another one in a store.
        """
        addresses = {path: self._addresses[path] for path in paths if path in self._addresses}
        if addresses and len({(each.scheme) for each in addresses.values()}) + len(paths) - len(addresses) > 1:
            message = f"{' and '.join(map(self.shown, paths))}: name both in one kind of store, or both on the disk"
            raise UsageError(message)
        if addresses:
            self._mirrors.append(Mirror(addresses, kind))
            self._mirrors[-1].begin()

    def publish(self, run: str) -> list[str]:
        """Bring what a run has committed to the stores; return where it lies there, a sentence a folder.

        Raises UsageError if that cannot be done.
        """
        return [sentence for mirror in self._mirrors for sentence in mirror.publish(run)]

    def publish_files(self) -> None:
        """Bring single files to the stores, each of which appears whole. Raises UsageError if that cannot be done."""
        for path, address in self._addresses.items():
            if path.is_file():
                with asking(address):
                    bucket_of(address).put(address, str(path))


@contextmanager
def fetched(place: Path, kind: Kind) -> Iterator[Path]:
    """Give a folder with the files of a target: itself, or a copy of what lies at an address.

    Raises UsageError if no target of this kind lies there, or one that is not as it was written.
    """
    stand_ins = StandIns()
    try:
        path = stand_ins.path(place)
        if (address := stand_ins.address(path)) is not None:
            mirror = Mirror({path: address}, kind)
            mirror.begin()
            mirror.files()
        with speaking(stand_ins.as_called):
            yield path
    finally:
        stand_ins.close()


@contextmanager
def standing(places: Sequence[str | Path], kind: Kind, run: str) -> Iterator[tuple[StandIns, list[Path]]]:
    """Give what stands for the folders of a target; what the run has committed there is in the stores afterwards.

    Raises UsageError as `StandIns` does.
    """
    stand_ins = StandIns()
    try:
        with speaking(stand_ins.as_called):
            paths = [stand_ins.path(place) for place in places]
            stand_ins.begin(paths, kind)
            yield stand_ins, paths
            stand_ins.publish(run)
    finally:
        stand_ins.close()


@contextmanager
def speaking(as_called: Callable[[str], str]) -> Iterator[None]:
    """Have errors name addresses, not what stands for them."""
    try:
        yield
    except UsageError as error:
        message = as_called(str(error))
        if message == str(error):
            raise
        raise UsageError(message) from error
