"""The import gate, killed at random moments and run again: do the two sides always end up the same?

    python benchmarks/kill.py [--records 20000] [--kills 20] [--seed 1]

Exits with 1 if a re-run ends with other files, or leaves any beside them.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus

GATE = [sys.executable, "-m", "provenance", "check", "--isolated", "--no-cache", "--now", "2024-06-01", "-q"]


def digest(folder: Path) -> dict[str, str]:
    """Return the hash of every file below the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def sides(folder: Path) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """Return both sides, and everything that stands beside the input."""
    return digest(folder / "good"), digest(folder / "bad"), sorted(path.name for path in folder.iterdir())


def trial(folder: Path, command: list[str], after: float) -> bool:
    """Kill a run after so many seconds; tell whether it had ended before."""
    process = subprocess.Popen(command)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, rng = Path(name), random.Random(options.seed)
        corpus.write(folder / "in", options.records, ["jsonl"])
        command = [*GATE, str(folder / "in"), "--accepted", str(folder / "good"), "--quarantine", str(folder / "bad")]
        start = time.perf_counter()
        subprocess.run(command, check=False)
        whole = time.perf_counter() - start
        expected = sides(folder)
        failed = 0
        for kill in range(options.kills):
            after = rng.uniform(0, whole)
            ended = trial(folder, command, after)
            subprocess.run(command, check=False)
            same = sides(folder) == expected
            failed += not same
            told = "ended" if ended else f"killed after {after:.2f} s"
            print(f"{kill + 1:>3}: {told}; re-run: {'the same' if same else 'DIFFERENT'}")
        print(f"{options.kills - failed} of {options.kills} the same; a whole run takes {whole:.1f} s")
        sys.exit(failed > 0)


if __name__ == "__main__":
    main()
