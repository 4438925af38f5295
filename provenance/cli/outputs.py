"""Where a command writes: places named by the run or the day, refused before the work, folders committed after it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from provenance.errors import UsageError

if TYPE_CHECKING:
    from provenance.gate import GateTargets
    from provenance.policy.configuration import Policy
    from provenance.storage.targets import Kind, Target

ONE_FILE = (".html", ".htm", ".pdf")


class Outputs:
    """The places to which one run writes. Used as a context: what is not committed in it leaves no trace."""

    def __init__(self, inputs: Sequence[str | Path], policy: Policy) -> None:
        """Take the input, over which nothing is written, and the policy, which tells the day."""
        from provenance.storage.targets import StandIns, run_id

        self.run = run_id()
        self._stand_ins = StandIns()
        self._inputs, self._policy = inputs, policy
        self._stack = ExitStack()
        self._claimed: dict[Path, Target] = {}
        self._named: dict[Path, str] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, _: object, error: BaseException | None, trace: object) -> None:
        """Give all folders back; an error names places as the user has called them."""
        from provenance.storage.targets import speaking

        self._stack.close()
        self._stand_ins.close()
        if isinstance(error, UsageError):
            with speaking(self.as_called):
                raise error

    def place(self, path: Path | None) -> Path | None:
        """Return a place with `{run}` and `{date}` filled in; for an address one on the disk that stands for it.

        Raises UsageError for `-`, which is no place, and for an address to which nothing can be written.
        """
        from provenance.storage.targets import expand

        if path is not None and str(path) == "-":
            message = "- is no file to write to; what is not written to a file goes to standard output, as -f says"
            raise UsageError(message)
        return None if path is None else self._stand_ins.path(expand(path, self.run, self._policy.clock().date()))

    def as_called(self, text: str) -> str:
        """Return a text that names places as the user has called them."""
        return self._stand_ins.as_called(text)

    def places(self, paths: Sequence[Path]) -> list[Path]:
        """Return places as `place` does."""
        return [self.place(path) or path for path in paths]

    def filled(self, word: str) -> str:
        """Return a NAME=FILE with the file's place filled in."""
        name, equals, file = word.partition("=")
        return f"{name}{equals}{self.place(Path(file))}" if file else word

    def split_corpus(
        self, accepted: Path | None, quarantine: Path | None, *, append: bool, replace: bool
    ) -> GateTargets | None:
        """Claim the two sides of the import gate, None if none is asked for. Raises UsageError as `gate.prepare`."""
        from provenance import gate
        from provenance.storage.targets import GATE, Mode

        if append and replace:
            message = "--append adds to what is there, --replace takes its place; name one of them"
            raise UsageError(message)
        mode = Mode.APPEND if append else Mode.REPLACE if replace else Mode.NEW
        folders = [folder for folder in (accepted, quarantine) if folder]
        for folder in folders:
            self._refuse_overlap(folder)
        self._stand_ins.begin(folders, GATE)
        into = gate.prepare(
            accepted, quarantine, self._inputs, self._policy.exclude, mode=mode, run=self.run,
            follow_links=self._policy.follow_links, archives=self._policy.archives, shown=self._stand_ins.shown,
        )  # fmt: skip
        if into and accepted and quarantine:
            self._stack.enter_context(into)
            self.refuse_twice(accepted, "--accepted")
            self.refuse_twice(quarantine, "--quarantine")
        return into

    def claim(self, path: Path | None, kind: Kind) -> Path | None:
        """Claim a folder and return the place where its files are to be written, None for none.

        Raises UsageError if it may not be written: it is not ours, another run writes there, it lies in the input.
        """
        from provenance.storage.targets import claimed

        if path is None:
            return None
        self._refuse_overlap(path)
        self._stand_ins.begin([path], kind)
        self.refuse_twice(path, kind.option)
        target = self._stack.enter_context(claimed({"": path}, kind, self.run))
        self._claimed[path] = target
        return target.stage()

    def shards(self, path: Path | None) -> Path:
        """Return where the finished shards of a run are kept until the claimed folder `path` is committed.

        Raises UsageError if there is none, or if it is in a store.
        """
        if path is None or self._stand_ins.address(path):
            message = "--resume goes on with a run that --run DIR stores in a folder on the disk"
            raise UsageError(message)
        return self._claimed[path].shards

    def _refuse_overlap(self, path: Path) -> None:
        from provenance.formats.globs import Globs

        globs = Globs(self._policy.exclude)
        self._stand_ins.refuse_overlap(path, self._inputs, lambda inside: globs.leave_out(inside, folder=True))

    def refuse_twice(self, path: Path, option: str) -> None:
        """Raise UsageError if two options name one place, or one a place in that of the other."""
        place = path.resolve()
        for other, named in self._named.items():
            if place.is_relative_to(other) or other.is_relative_to(place):
                message = f"{option} and {named} both name {path}; name a folder for each"
                raise UsageError(message)
        self._named[place] = option

    def refuse_file(self, path: Path | None, *, of_articles: bool = False) -> None:
        """Raise UsageError if a file is an input, or would be read as one by the next run.

        `of_articles` says that what is written holds articles, or what is taken for them, whatever its suffix.
        """
        from provenance.formats import Fields, File, declared
        from provenance.formats.globs import Globs
        from provenance.formats.registry import format_of
        from provenance.storage.targets import refuse_input_file

        if path is not None and not self._stand_ins.address(path):
            known = declared().get(format_of(path.name) or "")
            file = File(str(path), path.name, "", 0, 0)
            is_read = known is not None and known.holds_articles(file, Fields.of(self._policy.fields))
            left_out = Globs(self._policy.exclude).leave_out
            refuse_input_file(
                path, self._inputs, lambda inside: (is_read or of_articles) and not left_out(inside, folder=False)
            )

    def commit(self) -> list[str]:
        """Have every folder take its files; return what became of those of earlier runs, a sentence a folder."""
        here = {path: target for path, target in self._claimed.items() if not self._stand_ins.address(path)}
        for path, target in self._claimed.items():
            if path not in here:
                target.commit()
        as_called = self._stand_ins.publish(self.run)  # what may fail comes first
        for target in here.values():
            target.commit()
        return [self.as_called(target.sentence) for target in self._claimed.values() if target.sentence] + as_called

    def finish(self) -> None:
        """Bring the single files that were written to the stores in which they are to lie."""
        self._stand_ins.publish_files()


def link_from(stage: Path, folder: Path, other: Path | None) -> Path | None:
    """Return `other` as it is to be named in a file that is written to `stage` and will lie in `folder`."""
    return None if other is None else stage / os.path.relpath(other, folder)


def is_folder(report: Path | None) -> bool:
    """Tell whether the report for the eye is a folder, not one file."""
    return report is not None and report.suffix.lower() not in ONE_FILE
