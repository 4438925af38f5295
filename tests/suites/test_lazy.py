"""What is put off is imported when it is used, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

IMPORTED = """
import sys
from provenance.suites.lazy import import_gx
gx = import_gx()
assert not {"scipy.stats._stats_py", "scipy.special._basic", "altair.vegalite"} & set(sys.modules)
import scipy.stats
import scipy.stats.distributions
from scipy import special
assert scipy.stats.norm.ppf(0.5) == 0.0 and special.comb(4, 2) == 6 and scipy.stats.distributions.norm is scipy.stats.norm
import altair
assert altair.Chart().mark_bar().mark == "bar"
"""
QUICK = """
import sys
import provenance.check, provenance.cli, provenance.suites.loader, provenance.suites.docs
assert not {"great_expectations", "pandas", "pandera", "scipy"} & set(sys.modules)
"""
CODES = [
    # Great Expectations in a process of its own; the next test holds how a module is put off
    pytest.param(IMPORTED, id="what is put off", marks=pytest.mark.slow),
    pytest.param(QUICK, id="what a plain check imports"),
]


@pytest.mark.parametrize("code", CODES)
def test_imports(code: str) -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_module_that_is_not_there_or_is_there_already_is_left_alone() -> None:
    from provenance.suites.lazy import put_off

    put_off("no_such_module")
    assert "no_such_module" not in sys.modules
    before = sys.modules["json"]
    put_off("json")
    assert sys.modules["json"] is before
