"""Great Expectations' own integration tests, run on the Polars engine.

    python -m benchmarks.gx_conformance SDIST [pytest arguments]

SDIST is Great Expectations' source distribution, of the version that is installed, or the folder where it was unpacked:
only it holds the tests.  They are unpacked into a temporary folder, and nothing of them enters this repository.  Tests
that are known to differ stand in ``differences.toml`` with their reasons; the run fails if any other test fails, if one
of those passes, and if one of those is not there any more.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
SUITES = ("tests/integration/data_sources_and_expectations", "tests/integration/metrics")
MARKS = "unit or filesystem or sqlite"  # what needs no server
NEEDED = ("/tests/", "/docs/", "pyproject.toml")


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack what the tests need; return the folder that holds them."""
    with tarfile.open(archive) as tar:
        members = [member for member in tar if any(part in member.name for part in NEEDED)]
        tar.extractall(folder, members, filter="data")
    return next(folder.iterdir())


def run(tests: Path, arguments: list[str]) -> int:
    """Run the tests with the plugin; return pytest's exit code."""
    command = [sys.executable, "-m", "pytest", "-p", "benchmarks.gx_conformance.plugin", "-p", "no:cacheprovider"]
    command += [
        "-c",
        str(Path(__file__).with_name("pytest.ini")),
        "--rootdir",
        str(tests),
        "-m",
        MARKS,
        "-q",
        "--no-header",
        "--tb=short",
        "--color=no",
    ]
    paths = [ROOT.as_posix(), tests.as_posix(), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "GX_ANALYTICS_ENABLED": "false"}
    chosen = arguments if any(one.startswith("tests/") for one in arguments) else [*SUITES, *arguments]
    return subprocess.run([*command, *chosen], cwd=tests, env=environment, check=False).returncode


def main() -> int:
    """Unpack where needed, then run."""
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    source, arguments = Path(sys.argv[1]).resolve(), sys.argv[2:]
    if version("great_expectations") not in source.name and not source.is_dir():
        print(f"{source.name} is not of the installed version, {version('great_expectations')}", file=sys.stderr)
        return 2
    if source.is_dir():
        return run(source, arguments)
    with tempfile.TemporaryDirectory() as folder:
        return run(unpack(source, Path(folder)), arguments)


if __name__ == "__main__":
    sys.exit(main())
