"""The import of Great Expectations, made once, with its dear and rarely used parts put off."""

from __future__ import annotations

import importlib.util
import os
import sys
import warnings
from functools import cache
from threading import RLock
from types import ModuleType
from typing import Any

from provenance.extras import require

PUT_OFF = ("scipy.stats", "scipy.special", "altair")
"""What GX imports at once and uses in a few expectations and plots only: a third of its import time."""

_LOCK = RLock()


@cache
def import_gx() -> ModuleType:
    """Return `great_expectations` with the Polars engine and our own expectations registered, analytics off.

    Raises MissingExtraError where it is not installed.
    """
    require("suites")
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # 1.24 reads it no more; older ones do
    for name in PUT_OFF:
        put_off(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx

        import provenance.suites.expectations  # noqa: F401 - registers the engine and our own expectations
    return gx


class _PutOff(ModuleType):
    """A module that is executed when it is first asked for something that it does not have yet.

    The standard library's LazyLoader executes a module as soon as its `__spec__` is read, which a second `import` of
    the same name does: nothing would be put off.
    """

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        with _LOCK:
            if type(self) is _PutOff:
                _execute(self)
        return getattr(self, name)


def put_off(name: str) -> None:
    """Let module `name` be executed at its first use; one that is absent or imported already is left alone."""
    if name in sys.modules or (spec := importlib.util.find_spec(name)) is None:
        return
    module = _PutOff(name)
    module.__spec__, module.__loader__, module.__package__ = spec, spec.loader, spec.parent
    module.__file__ = spec.origin
    sys.modules[name] = module


def _execute(module: ModuleType) -> None:
    """Make the module what it would have been: `__path__` comes now, so that the import of a part of it comes here."""
    spec = module.__spec__
    if spec is None or spec.loader is None:
        return
    module.__class__ = ModuleType
    if spec.submodule_search_locations is not None:
        module.__path__ = spec.submodule_search_locations
    spec.loader.exec_module(module)
