"""The way in: the command `provenance`, and `python -m provenance`."""

from __future__ import annotations

import gc
import os

RARELY = (50_000, 20, 50)
"""How many more objects there are before cycles among them are looked for.

Loading makes many objects and hardly a cycle. With Python's own numbers the search took a twentieth of the CPU of a
check of one file, in three pairs of runs.
"""


def main() -> None:
    """Run the command line; Ctrl-C is answered in one line also while it is being loaded."""
    gc.set_threshold(*RARELY)
    try:
        from provenance.cli import main as run
    except KeyboardInterrupt:
        os.write(2, b"interrupted\n")
        os._exit(130)
    run()


if __name__ == "__main__":
    main()
