"""Ctrl-C is answered at once: one line on standard error and the exit code 130, whatever is being done.

What was begun is removed on the way out; work of threads, which nothing can stop, is left to the end of the process.
Where the main thread is deep in a library and does not answer, the process ends without it: what is left in a stage
goes with the next run that writes there.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

import typer

from provenance.storage import native_output

EXIT_CODE = 130
"""128 and the number of the signal, as shells have it."""

PATIENCE = 1.0
"""Seconds that the main thread has to remove what was begun."""

_SHOW_CURSOR = "\x1b[?25h"  # a progress bar hides it
_leaving = threading.Lock()


@contextmanager
def answered() -> Iterator[None]:
    """Answer Ctrl-C while the context lasts, also where a library makes another error of it, or none.

    Signals are the main thread's matter: in any other nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = threading.Event()

    def interrupt(*_: object) -> NoReturn:
        heard.set()
        raise KeyboardInterrupt

    woken, waker = socket.socketpair()
    waker.setblocking(False)
    before, woken_before = signal.signal(signal.SIGINT, interrupt), signal.set_wakeup_fd(waker.fileno())
    watcher = threading.Thread(target=_watch, args=(woken,), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        if heard.is_set():
            leave()
        signal.set_wakeup_fd(woken_before)
        signal.signal(signal.SIGINT, before)
        waker.close()
        watcher.join()
        woken.close()


def leave() -> NoReturn:
    """End the process: say so in one line, and wait for no thread."""
    _leaving.acquire()  # never given back: one thread says it
    native_output.let_through()
    shown = _SHOW_CURSOR if sys.stderr.isatty() else ""
    _unlink_locks()
    typer.echo(f"{shown}interrupted", err=True)
    os._exit(EXIT_CODE)


def _unlink_locks() -> None:
    """Give back the locks between processes: else a helper of Python's complains of each when this one has ended."""
    if util := sys.modules.get("multiprocessing.util"):
        with suppress(Exception):
            util._run_finalizers(0)  # noqa: SLF001 - `os._exit` leaves them out


def _watch(woken: socket.socket) -> None:
    """Wait for a signal, then for the main thread; end the process if that does not."""
    while received := woken.recv(1):
        if received[0] == signal.SIGINT:
            threading.Event().wait(PATIENCE)
            leave()
