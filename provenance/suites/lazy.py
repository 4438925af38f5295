"""The import of Great Expectations, made once, with its dear and rarely used parts put off."""

from __future__ import annotations

import importlib.util
import os
import sys
import warnings
from functools import cache
from types import ModuleType

PUT_OFF = ("scipy.stats", "scipy.special", "altair")
"""What GX imports at once and uses in a few expectations and plots only: a third of its import time."""


@cache
def import_gx() -> ModuleType:
    """Return `great_expectations` with the Polars engine registered, analytics off."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # 1.24 reads it no more; older ones do
    for name in PUT_OFF:
        _put_off(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx

        import provenance.suites.expectations  # noqa: F401 - registers the engine and our own expectations
    return gx


def _put_off(name: str) -> None:
    """Let module `name` load at its first use."""
    if name in sys.modules or (spec := importlib.util.find_spec(name)) is None or spec.loader is None:
        return
    loader = importlib.util.LazyLoader(spec.loader)
    spec.loader = loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
