"""Whether the signature of a manifest is sound: c2pa-python (extra `c2pa`) tells, the library of those who wrote C2PA.

Nothing is fetched, and no list of trust is asked: a sound signature says that the manifest is as its signer left it,
and nothing of who that may be.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from provenance import extras

_KIND = "application/c2pa"
_LONGEST = 4 << 20
"""Bytes of a manifest beyond which the library is not asked."""
_SOUND = "claimSignature.validated"
_UNSOUND = ("claimSignature.", "assertion.hashedURI.", "assertion.missing", "claim.")
"""The codes of failures that speak of the manifest itself (C2PA Technical Specification 2.4, 15.2); all others speak of
the text, which we know, or of trust."""
_OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": False}}


def is_sound(manifest: bytes) -> bool | None:
    """Tell whether a manifest is as its signer left it.

    Args:
        manifest: A store of manifests (JUMBF), of which the last one counts.

    Returns:
        None where the extra is not installed, or the library cannot read the manifest.
    """
    if len(manifest) > _LONGEST or extras.missing("c2pa"):
        return None
    codes = _codes(manifest)
    if codes is None:
        return None
    failed = any(code.startswith(_UNSOUND) for code in codes["failure"])
    return not failed and _SOUND in codes["success"]


def _codes(manifest: bytes) -> Mapping[str, tuple[str, ...]] | None:
    """Return the codes of what the library found right and wrong; None where it cannot read the manifest."""
    import c2pa

    try:
        with c2pa.Reader(_KIND, io.BytesIO(manifest), context=_context()) as reader:
            report: Any = json.loads(reader.json())
    except c2pa.C2paError:
        return None
    results = report.get("validation_results", {}).get("activeManifest", {})
    return {kind: tuple(_each(results.get(kind))) for kind in ("success", "failure")}


def _each(results: object) -> Iterator[str]:
    return (str(result.get("code")) for result in (results if isinstance(results, list) else ()))


@cache
def _context() -> Any:  # noqa: ANN401 - the library's own type, which is there only with the extra
    import c2pa

    return c2pa.Context(c2pa.Settings.from_dict(_OFFLINE))
