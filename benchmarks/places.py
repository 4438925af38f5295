"""What it costs to check a corpus that lies in a bucket, beside the same one on the disk.

    python benchmarks/places.py FOLDER [--articles 20000] [--forms jsonl,parquet,txt]

Processor seconds and peak memory of the checks, and how much of the objects was fetched. The store is a server that
speaks like S3, on this machine, behind the proxy of the tests: its time is not counted, and says nothing of a real one.
The corpora are written to FOLDER, in Parquet with a column that nobody reads.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
from corpus import write

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.places import stores

CHECKING = """
import resource, sys
from provenance import cli
sys.argv = ["provenance", "check", sys.argv[1], "--isolated", "--no-cache", "-q", "--exit-zero"]
try:
    cli.main()
except SystemExit as ended:
    used = resource.getrusage(resource.RUSAGE_SELF)
    [peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(ended.code or 0, used.ru_utime + used.ru_stime, int(peak) / 1024)
"""


def checked(place: str) -> tuple[float, float]:
    """Return the processor seconds and the peak in MB of a check."""
    done = subprocess.run([sys.executable, "-c", CHECKING, place], capture_output=True, text=True, check=True)
    code, seconds, peak = map(float, done.stdout.split())
    if code:
        sys.exit(done.stderr)
    return seconds, peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--forms", default="jsonl,parquet")
    options = parser.parse_args()
    with stores.s3() as (proxy, port):
        os.environ |= {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_REGION": "us-east-1"}
        os.environ |= {"AWS_ACCESS_KEY_ID": "of-a-benchmark", "AWS_SECRET_ACCESS_KEY": "none"}
        import fsspec

        files = fsspec.filesystem("s3")
        files.mkdir("bucket")
        print(
            f"{'':<8} {'disk s':>7} {'store s':>8} {'ratio':>6} {'disk MB':>8} {'store MB':>9} {'fetched':>8} {'of MB':>6}"
        )
        for form in options.forms.split(","):
            folder = options.folder / form
            folder.mkdir(parents=True, exist_ok=True)
            write(folder, options.articles, [form])
            for table in folder.glob("*.parquet"):
                ballast = [os.urandom(2000).hex() for _ in range(options.articles)]
                pl.read_parquet(table).with_columns(ballast=pl.Series(ballast)).write_parquet(table)
            files.put(str(folder), f"bucket/{form}", recursive=True)
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            seconds, peak = checked(str(folder))
            proxy.requests.clear()
            remote_seconds, remote_peak = checked(f"s3://bucket/{form}/")
            fetched = sum(each.sent for each in proxy.requests if "list-type" not in each.path)
            print(
                f"{form:<8} {seconds:>7.1f} {remote_seconds:>8.1f} {remote_seconds / seconds:>6.2f} {peak:>8.0f} "
                f"{remote_peak:>9.0f} {fetched / 1e6:>8.1f} {size / 1e6:>6.1f}"
            )


if __name__ == "__main__":
    main()
