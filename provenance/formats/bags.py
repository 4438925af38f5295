"""Bags (BagIt, RFC 8493) among the arguments: refused, since most of what lies in one is no article."""

from __future__ import annotations

import os
from collections.abc import Collection

from provenance.errors import UsageError
from provenance.storage.names import as_text

DECLARED, DATA, RECORDS = "bagit.txt", "data", "data/records"


def refuse_folder(path: str) -> None:
    """Raise UsageError if a folder that was named is a bag."""
    if os.path.isfile(os.path.join(path, DECLARED)) and os.path.isdir(os.path.join(path, DATA)):
        inner = RECORDS if os.path.isdir(os.path.join(path, RECORDS)) else DATA
        _refuse(path, f"name {as_text(path.rstrip(os.sep))}/{inner}")


def refuse_archive(path: str, members: Collection[str]) -> None:
    """Raise UsageError if an archive that was named holds a bag, at its top or in the only folder there.

    Args:
        path: The archive.
        members: The paths of the files in it.
    """
    tops = {member.partition("/")[0] for member in members}
    for root in ("", *(f"{top}/" for top in tops if len(tops) == 1)):
        if f"{root}{DECLARED}" in members and any(member.startswith(f"{root}{DATA}/") for member in members):
            ours = any(member.startswith(f"{root}{RECORDS}/") for member in members)
            _refuse(path, f"unpack it and name {as_text(root)}{RECORDS if ours else DATA}")


def _refuse(path: str, instead: str) -> None:
    message = (
        f"{as_text(path)} is a bag, in which little is an article: {instead}; `provenance pack --verify` verifies it"
    )
    raise UsageError(message)
