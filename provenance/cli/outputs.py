"""Where a command writes: places named by the run or the day, refused before the work, folders committed after it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from provenance.errors import UsageError

if TYPE_CHECKING:
    from provenance.gate import Sides
    from provenance.policy.configuration import Policy
    from provenance.storage.targets import Kind, Target

ONE_FILE = (".html", ".htm", ".pdf")


class Outputs:
    """The places to which one run writes. Used as a context: what is not committed in it leaves no trace."""

    def __init__(self, inputs: Sequence[str | Path], policy: Policy) -> None:
        """Take the input, over which nothing is written, and the policy, which tells the day."""
        from provenance.storage.targets import run_id

        self.run = run_id()
        self._inputs, self._policy = inputs, policy
        self._stack = ExitStack()
        self._claimed: dict[Path, Target] = {}
        self._named: dict[Path, str] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give all folders back."""
        self._stack.close()

    def place(self, path: Path | None) -> Path | None:
        """Return a place with `{run}` and `{date}` filled in. Raises UsageError for `-`, which is no place."""
        from provenance.storage.targets import expand

        if path is not None and str(path) == "-":
            message = "- is no file to write to; what is not written to a file goes to standard output, as -f says"
            raise UsageError(message)
        return None if path is None else expand(path, self.run, self._policy.clock().date())

    def places(self, paths: Sequence[Path]) -> list[Path]:
        """Return places as `place` does."""
        return [self.place(path) or path for path in paths]

    def filled(self, word: str) -> str:
        """Return a FORMAT=FILE with the file's place filled in."""
        name, equals, file = word.partition("=")
        return f"{name}{equals}{self.place(Path(file))}" if file else word

    def divide(self, accepted: Path | None, quarantine: Path | None, *, append: bool, replace: bool) -> Sides | None:
        """Claim the two sides of the import gate, None if none is asked for. Raises UsageError as `gate.prepare`."""
        from provenance import gate
        from provenance.storage.targets import Mode

        if append and replace:
            message = "--append adds to what is there, --replace takes its place; name one of them"
            raise UsageError(message)
        mode = Mode.APPEND if append else Mode.REPLACE if replace else Mode.NEW
        sides = gate.prepare(
            accepted, quarantine, self._inputs, self._policy.exclude, mode=mode, run=self.run,
            follow_links=self._policy.follow_links, archives=self._policy.archives,
        )  # fmt: skip
        if sides and accepted and quarantine:
            self._stack.enter_context(sides)
            self.refuse_twice(accepted, "--accepted")
            self.refuse_twice(quarantine, "--quarantine")
        return sides

    def claim(self, path: Path | None, kind: Kind) -> Path | None:
        """Claim a folder and return the place where its files are to be written, None for none.

        Raises UsageError if it may not be written: it is not ours, another run writes there, it lies in the input.
        """
        from provenance.formats.globs import Globs
        from provenance.storage.targets import claimed, refuse_overlap

        if path is None:
            return None
        globs = Globs(self._policy.exclude)
        refuse_overlap(path, self._inputs, lambda inside: globs.leave_out(inside, folder=True))
        self.refuse_twice(path, kind.option)
        target = self._stack.enter_context(claimed({"": path}, kind, self.run))
        self._claimed[path] = target
        return target.stage()

    def refuse_twice(self, path: Path, option: str) -> None:
        """Raise UsageError if two options name one place, or one a place in that of the other."""
        place = path.resolve()
        for other, named in self._named.items():
            if place.is_relative_to(other) or other.is_relative_to(place):
                message = f"{option} and {named} both name {path}; name a folder for each"
                raise UsageError(message)
        self._named[place] = option

    def refuse_file(self, path: Path | None) -> None:
        """Raise UsageError if a file is an input, or would be read as one by the next run."""
        from provenance.formats import Fields, File, declared
        from provenance.formats.registry import form_of
        from provenance.storage.targets import refuse_input_file

        if path is not None:
            known = declared().get(form_of(path.name) or "")
            file = File(str(path), path.name, "", 0, 0)
            is_read = known is not None and known.holds_articles(file, Fields.of(self._policy.fields))
            refuse_input_file(path, self._inputs, lambda _: is_read)

    def commit(self) -> list[str]:
        """Have every folder take its files; return what became of those of earlier runs, a sentence a folder."""
        for target in self._claimed.values():
            target.commit()
        return [target.sentence for target in self._claimed.values() if target.sentence]


def link_from(stage: Path, folder: Path, other: Path | None) -> Path | None:
    """Return `other` as it is to be named in a file that is written to `stage` and will lie in `folder`."""
    return None if other is None else stage / os.path.relpath(other, folder)


def is_folder(report: Path | None) -> bool:
    """Tell whether the report for the eye is a folder, not one file."""
    return report is not None and report.suffix.lower() not in ONE_FILE
