"""Work for the processes of an engine: a module that costs them nothing to load."""

from __future__ import annotations

import gc
import os
import signal
import time
from pathlib import Path


def wait(number: int, folder: Path) -> int:
    """Tell in a file which process this is, and stay in it."""
    (folder / f"{os.getpid()}.pid").touch()
    time.sleep(60)
    return number


def work(number: int, folder: Path) -> tuple[int, str | None, tuple[int, int, int]]:
    """Do what the number says: 3 kills the process, 5 does so once, 7 is an error, others give themselves."""
    seen = folder / str(number)
    if number == 3 or (number == 5 and not seen.exists()):
        seen.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 7:
        message = "seven"
        raise ValueError(message)
    return number, os.environ.get("POLARS_MAX_THREADS"), gc.get_threshold()
