"""What a place in a store is called. What is secret in an address is never printed: its string is without that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from provenance.errors import UsageError, hint

WEB = ("https", "http")
SCHEMES = ("s3", "gs", "hf", *WEB)
_REMOTE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")  # more than one letter: C:// is a disk of Windows
_COLLAPSED = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/(?!/)")
_USER = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+://)[^/\s?#]*@")
_QUERY = re.compile(r"(\bhttps?://[^\s?#'\"]*)[?#][^\s'\"]+", re.IGNORECASE)

ONLY_COMMAND = "only a folder on the disk can be written from Python; the command takes an address"


@dataclass(frozen=True, slots=True)
class Address:
    """A place in a store.

    `root` is the bucket, or the host with its port, `path` what follows without the slash between. `user` (with a
    password) and `query` of a web address are secret: a signed address is as good as a key.
    """

    scheme: str
    root: str
    path: str = ""
    user: str = field(default="", repr=False)
    query: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Return the address without what is secret."""
        return f"{self.scheme}://{self.root}/{self.path}"

    def __truediv__(self, name: str) -> Address:
        """Return what is called so below this place."""
        return Address(self.scheme, self.root, f"{self.folder}{name}", self.user)

    @property
    def key(self) -> str:
        """The place as libraries name it: bucket and path."""
        return f"{self.root}/{self.path}"

    @property
    def folder(self) -> str:
        """What the paths of all that lies below begin with."""
        return f"{self.path.rstrip('/')}/" if self.path.strip("/") else ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        last = self.path.rstrip("/").rpartition("/")[2]
        return unquote(last) if self.scheme in WEB else last

    @property
    def suffix(self) -> str:
        """The end of the name, with its dot."""
        return PurePosixPath(self.name).suffix

    @property
    def url(self) -> str:
        """The whole address, with what is secret: for the store alone."""
        user = f"{self.user}@" if self.user else ""
        query = f"?{self.query}" if self.query else ""
        return f"{self.scheme}://{user}{self.root}/{self.path}{query}"

    def is_in(self, other: Address) -> bool:
        """Tell whether this place is another one, or lies below it."""
        same = (self.scheme, self.root) == (other.scheme, other.root)
        return same and f"{self.folder}".startswith(other.folder)


def is_remote(place: object) -> bool:
    """Tell whether what a user has named is a place in a store, or wants to be one."""
    return isinstance(place, Address) or (isinstance(place, str) and _REMOTE.match(place) is not None)


def address_of(place: str) -> Address:
    """Return the address that a user has named. Raises UsageError for a scheme that is not known, or no address."""
    scheme, _, rest = place.partition("://")
    scheme = scheme.lower()
    if scheme not in SCHEMES:
        known = ", ".join(f"{each}://" for each in SCHEMES[:-1])
        message = f"{masked(place)}: no such kind of place is known{hint(scheme, SCHEMES)}; known are {known}"
        raise UsageError(message)
    if scheme in WEB:
        return _web(scheme, place)
    root, _, path = rest.partition("/")
    if not root or "@" in root:
        why = "credentials are no part of it; its library takes them where the store's own tools do" if root else ""
        message = f"{masked(place)}: {why or 'it names no bucket'}"
        raise UsageError(message)
    return Address(scheme, root, path)


def refuse_collapsed(place: str | PurePath) -> None:
    """Raise UsageError for an address that was made a path of the file system, which takes one of its slashes."""
    if isinstance(place, PurePath) and _is_collapsed(place):
        message = f"{place}: pass an address as a string, not as a path"
        raise UsageError(message)


def restored(place: str | PurePath) -> Address | None:
    """Return the address that a place to write to is, None for one on the disk.

    A path of the file system takes one slash of an address, which is put back.
    """
    if isinstance(place, PurePath) and _is_collapsed(place):
        place = str(place).replace(":/", "://", 1)
    return address_of(place) if isinstance(place, str) and is_remote(place) else None


def refuse_address(place: str | PurePath, why: str) -> None:
    """Raise UsageError with the reason where only a place on the disk will do."""
    if address := restored(place):
        message = f"{address}: {why}"
        raise UsageError(message)


def _is_collapsed(path: PurePath) -> bool:
    """Tell whether a path was an address: of a known kind, or of another one where no folder is called so."""
    scheme = _COLLAPSED.match(path.as_posix())
    return scheme is not None and (scheme[1].lower() in SCHEMES or not Path(path.parts[0]).exists())


def masked(text: str) -> str:
    """Return a text without what is secret in the addresses in it."""
    return _QUERY.sub(r"\1?***", _USER.sub(r"\1***@", text))


def _web(scheme: str, place: str) -> Address:
    try:
        parts = urlsplit(place)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        message = f"{masked(place)}: is no address: {error}"
        raise UsageError(message) from error
    if not host:
        message = f"{masked(place)}: it names no host"
        raise UsageError(message)
    host = f"[{host}]" if ":" in host else host
    root = host if port is None else f"{host}:{port}"
    return Address(scheme, root, parts.path.removeprefix("/"), parts.netloc.rpartition("@")[0], parts.query)
