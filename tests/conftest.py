"""What all tests share."""

from __future__ import annotations

import compileall
import gc
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import provenance
from provenance import cli
from provenance.check import check_corpus
from provenance.engines.local import Local
from provenance.frames import _FACTS, FRAMES
from provenance.policy.configuration import Policy
from provenance.rules import registry
from provenance.runs.run import Run
from tests.support import HOUSE, TIMES, Call, Done, Together, missing

settings.register_profile(
    "house", max_examples=HOUSE, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "thorough", settings.get_profile("house"), max_examples=TIMES * HOUSE, derandomize=False, print_blob=True
)
settings.load_profile("house")

SAMPLE = Path(__file__).parent.parent / "sample_corpus"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PLACES = "tests/places/"
BROWSING = ("tests/browser/", "tests/suites/test_docs.py")


def pytest_configure(config: pytest.Config) -> None:
    """Compile our modules once where Python is told to write no bytecode, as it is in many containers.

    Each program that a test starts would compile them anew: .5 s of the 1.5 that a check of one file takes.
    """
    if sys.dont_write_bytecode and not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(str(provenance.__file__)).parent, quiet=2)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no cycles among objects while tests are collected, nor afterwards among those that were: they stay.

    Each worker collects all tests, and a sixth of the CPU of that went into the search.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep the tests of a file on one worker, so that what they share is made once, and there is one browser and one store.

    This is what `--dist loadgroup` is for; but the groups of pytest-xdist 3.8 have no effect with pytest 9.2, which
    keeps the names of tests elsewhere: every test went to the next free worker.
    """
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            groups = {"browser": BROWSING, "places": PLACES}
            return next((name for name, of in groups.items() if nodeid.startswith(of)), nodeid.partition("::")[0])

    return ByFile(config, log)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line in a folder, within this process: a process of its own costs more than most calls do."""

    def run(*words: str | Path, cwd: Path) -> Done:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["provenance", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Done(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def _read() -> dict[tuple[object, object], dict[object, Any]]:
    """What was read together, by test and by what has read it."""
    return {}


@pytest.fixture
def together(request: pytest.FixtureRequest, _read: dict[tuple[object, object], dict[object, Any]]) -> Together:
    """Read the example of a parametrised test with all other examples of the test, and return what is its own.

    What reads many texts at a time pays for each call, and hardly for a text. That texts beside it do not matter is
    held by laws: an example that would be read otherwise alone breaks them.
    """

    def read(reading: Callable[[list[Any]], Iterable[Any]], **example: Any) -> Any:
        """Return what is read of these parameters; `reading` takes those of all examples, and gives as many."""

        def of(values: Mapping[str, Any]) -> Any:
            taken = tuple(values[name] for name in example)
            return taken if len(taken) > 1 else taken[0]

        key = (request.function, reading)
        if key not in _read:
            alike = [item for item in request.session.items if getattr(item, "function", None) is request.function]
            every = list(dict.fromkeys(of(item.callspec.params) for item in alike))
            _read[key] = dict(zip(every, reading(every), strict=True))
        return _read[key][of(example)]

    return read


@pytest.fixture(scope="session")
def sample() -> Run:
    """A check of the sample corpus, which takes seconds."""
    return check_corpus([SAMPLE], Policy(now=date(2024, 6, 1)), engine=Local(1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright (pip install playwright)")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing(f"browser on the PATH ({', '.join(BROWSERS)})")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def _rules_of_others():
    """Take back the rules that a test has added from files, and frames: they stay for the rest of a process."""
    before, frames = dict(registry._files), dict(FRAMES)
    yield
    if frames != FRAMES:
        FRAMES.clear()
        FRAMES.update(frames)
        for name in {*_FACTS} - {*frames}:
            del _FACTS[name]
    if registry._files != before:
        registry._files.clear()
        registry._files.update(before)
        registry._known.cache_clear()


SCHEMAS = Path(__file__).parents[2] / "shared" / "schemas"


@pytest.fixture(scope="session")
def schemas() -> Path:
    """Return the folder with the published schemas of standards, which lies beside the checkout."""
    if not SCHEMAS.is_dir():
        missing("published schemas", "PROVENANCE_SCHEMAS")
    return SCHEMAS
