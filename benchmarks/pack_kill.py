"""Packing killed at random moments: nothing half is left, and the next call ends well and clears what was left.

    python benchmarks/pack_kill.py [--kills 20] [--seed 1]

Prints how often the kill came before the bag was there and after; exits with 1 if anything has failed.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from provenance.packing.verify import verify

CORPUS = Path(__file__).parents[1] / "sample_corpus"
PROGRAM = (sys.executable, "-m", "provenance")


def main(kills: int, seed: int) -> int:
    rng, seen, failed = random.Random(seed), Counter[str](), 0
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        subprocess.run(
            (*PROGRAM, "check", CORPUS, "--isolated", "-q", "--run", home / "run", "--exit-zero"), check=True
        )
        start = time.monotonic()
        subprocess.run((*PROGRAM, "pack", home / "run", "-q", "--to", home / "first.zip"), check=True)
        whole = time.monotonic() - start
        for number in range(kills):
            to = home / f"bag-{number}{rng.choice(('', '.zip', '.tar'))}"
            process = subprocess.Popen((*PROGRAM, "pack", home / "run", "-q", "--to", to))
            time.sleep(rng.uniform(0.2, 1.1) * whole)
            process.kill()
            process.wait()
            seen["after" if to.exists() else "before"] += 1
            failed += bool(verify(to)) if to.exists() else 0
        subprocess.run((*PROGRAM, "pack", home / "run", "-q", "--to", home / "last"), check=True)
        left = [place.name for place in home.iterdir() if place.name.startswith(".provenance")]
        failed += len(left) + bool(verify(home / "last"))
    print(f"{kills} kills: {dict(seen)}, {failed} failed, left behind: {left or 'nothing'}")
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(main(given.kills, given.seed))
