"""The parts of this package that need more than a plain `check` does: `pip install 'article-provenance[EXTRA]'`."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from importlib.util import find_spec
from typing import Literal, NamedTuple

from provenance.errors import MissingExtraError


class _Extra(NamedTuple):
    module: str
    library: str
    purpose: str


Extra = Literal[
    "contracts", "suites", "pdf", "languages", "html", "warc", "c2pa", "s3", "gs", "hf", "http", "dask", "spark"
]

EXTRAS: dict[Extra, _Extra] = {
    "contracts": _Extra("pandera", "Pandera", "contracts need"),
    "suites": _Extra("great_expectations", "Great Expectations", "suites of expectations need"),
    "html": _Extra("trafilatura", "trafilatura", "pages of HTML need"),
    "warc": _Extra("isal", "isal", "web archives need"),
    "languages": _Extra("pycld2", "pycld2", "the languages in which articles are written need"),
    "c2pa": _Extra("c2pa", "c2pa-python", "whether signatures are sound is asked of"),
    "s3": _Extra("s3fs", "s3fs", "places in S3 need"),
    "http": _Extra("urllib3", "urllib3", "files of web servers need"),
    "dask": _Extra("distributed", "Dask", "work on a cluster needs"),
    "spark": _Extra("pyspark", "Spark", "work on a cluster of Spark needs"),
    "pdf": _Extra("weasyprint", "WeasyPrint", "a PDF needs"),
    "gs": _Extra("gcsfs", "gcsfs", "places in Google's Cloud Storage need"),
    "hf": _Extra("huggingface_hub", "huggingface_hub", "places on the hub of Hugging Face need"),
}
NOT_IN_ALL: tuple[Extra, ...] = ("gs", "hf", "dask", "spark", "c2pa")
"""Extras that `all` does not bring: the first two are not tested here; few have a cluster, and few news are signed."""


DECIDING: tuple[Extra, ...] = ("languages", "html", "warc", "c2pa")
"""The extras whose libraries decide what is found: a cache goes by their versions."""


def version(extra: Extra) -> str | None:
    """Return the version of the library of an extra, None where it is not installed."""
    module, library, _ = EXTRAS[extra]
    return _version(library) if find_spec(module) else None


@cache
def _version(library: str) -> str:
    """Return the version of a library that is installed; to find it reads folders and a file."""
    return metadata.version(library)


def require(extra: Extra) -> None:
    """Raise MissingExtraError, with the command that installs it, if the library of an extra is not installed."""
    if sentence := missing(extra):
        raise MissingExtraError(sentence)


def missing(extra: Extra) -> str:
    """Return the sentence that an extra is not installed, with the command that installs it; empty where it is."""
    module, library, purpose = EXTRAS[extra]
    if find_spec(module):
        return ""
    return f"{purpose} {library}, which is not installed; install it: pip install 'article-provenance[{extra}]'"
