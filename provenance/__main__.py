"""The way in: the command `provenance`, and `python -m provenance`."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line; Ctrl-C is answered in one line also while it is being loaded."""
    try:
        from provenance.cli import main as run
    except KeyboardInterrupt:
        os.write(2, b"interrupted\n")
        os._exit(130)
    run()


if __name__ == "__main__":
    main()
