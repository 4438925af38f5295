"""Processes for `kill.py`: forked from one that has imported the program, so that a trial costs no start."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

LIMIT = 120.0
CALLS = ("replace", "rename", "fsync", "sync")


class Process:
    """A forked process that calls something; what it says on standard error goes to a file."""

    def __init__(self, call: Callable[[], Any], errors: Path) -> None:
        """Start it."""
        self.errors = errors
        errors.write_bytes(b"")
        self.pid = os.fork()
        if self.pid == 0:
            self._live(call)

    def _live(self, call: Callable[[], Any]) -> None:
        code = 70
        try:
            os.dup2(os.open(self.errors, os.O_WRONLY), 2)
            call()
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 71
        except BaseException:  # noqa: BLE001 - whatever it was, this process ends here
            os.write(2, traceback.format_exc().encode())
        os._exit(code)

    def wait(self, seconds: float = LIMIT) -> int | None:
        """Return its exit code, negative for a signal; None if it has not ended by then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.005)
        return None

    def kill(self) -> None:
        """Kill it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def end(self) -> int:
        """Wait for its end, kill it if there is none, and return its exit code."""
        code = self.wait()
        if code is None:
            self.kill()
            return -signal.SIGKILL
        return code

    @property
    def said(self) -> str:
        """What it has said."""
        return self.errors.read_text(errors="replace").strip()


class Moments:
    """Counts the calls of this process that rename or bring to the disk, or write a text, and kills it at one of them.

    `at` is the number of the call; a half more is the moment after it, a quarter more that in the middle of writing.
    """

    def __init__(self, at: float) -> None:
        """Watch this process from now on, for ever."""
        self.at, self.count = at, 0
        self.known: list[float] = []
        """The moments that there were."""
        for name in CALLS:
            setattr(os, name, partial(self._around, getattr(os, name)))
        write = Path.write_text
        Path.write_text = lambda path, *args, **options: self._around(  # type: ignore[method-assign]
            partial(self._write, partial(write, path)), *args, **options
        )

    def _write(self, write: Callable[..., int], text: str, **options: Any) -> int:
        self.known.append(self.count + 0.25)
        if self.at == self.known[-1]:
            write(text[: len(text) // 2], **options)
            self._die(self.at)
        return write(text, **options)

    def _around(self, call: Callable[..., Any], *args: Any, **options: Any) -> Any:
        self._die(self.count)
        done = call(*args, **options)
        self._die(self.count + 0.5)
        self.count += 1
        return done

    def _die(self, now: float) -> None:
        self.known.append(now)
        if now == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
