"""Bags (BagIt, RFC 8493) in a corpus: what lies beside their data is no article.

One that is named is refused; of one in a folder, an archive or a store the files beside its data are left out and told.
"""

from __future__ import annotations

import os
from collections.abc import Collection

from provenance.errors import UsageError
from provenance.printing import many
from provenance.storage.names import as_text

DECLARED, DATA, RECORDS = "bagit.txt", "data", "data/records"
_NAMED = 3


def refuse_folder(path: str) -> None:
    """Raise UsageError if a folder that was named is a bag."""
    if is_bag(path):
        inner = RECORDS if os.path.isdir(os.path.join(path, RECORDS)) else DATA
        _refuse(path, f"name {as_text(path.rstrip(os.sep))}/{inner}")


def is_bag(path: str) -> bool:
    """Tell whether a folder is a bag."""
    return os.path.isfile(os.path.join(path, DECLARED)) and os.path.isdir(os.path.join(path, DATA))


def refuse_objects(address: str, members: Collection[str]) -> None:
    """Raise UsageError if a folder of a store that was named is a bag, by the paths of the objects in it."""
    if DECLARED in members and any(member.startswith(f"{DATA}/") for member in members):
        ours = any(member.startswith(f"{RECORDS}/") for member in members)
        _refuse(address, f"name {address.rstrip('/')}/{RECORDS if ours else DATA}")


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


def beside(paths: Collection[str]) -> set[str]:
    """Return which of the files of a folder or an archive, by their paths from it on, lie beside the data of a bag."""
    roots = {path.removesuffix(DECLARED) for path in paths if path == DECLARED or path.endswith(f"/{DECLARED}")}
    bags = {root for root in roots if any(path.startswith(f"{root}{DATA}/") for path in paths)}
    return {path for path in paths for root in bags if path.startswith(root) and _is_beside(path[len(root) :])}


def sentence(paths: Collection[str]) -> str:
    """Say that files were left out since they lie beside the data of bags."""
    first = ", ".join(map(as_text, sorted(paths)[:_NAMED])) + (", …" if len(paths) > _NAMED else "")
    return f"{many(len(paths), 'file')} beside the data of bags not read: {first}"


def _is_beside(path: str) -> bool:
    return not path.startswith(f"{DATA}/")


def _refuse(path: str, instead: str) -> None:
    message = (
        f"{as_text(path)} is a bag, in which little is an article: {instead}; `provenance pack --verify` verifies it"
    )
    raise UsageError(message)
