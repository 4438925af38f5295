"""Single files of web servers, by HTTP: read in ranges where the server gives them, else copied to the disk once."""

from __future__ import annotations

import base64
import errno
import os
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from provenance.printing import many
from provenance.storage.addresses import Address, address_of
from provenance.storage.remote.store import RemoteObject, Store, changed, cut, denied, vanished
from provenance.version import __version__

if TYPE_CHECKING:
    from provenance.extras import Extra

_REDIRECTS = 5
_BUSY = {408, 425, 429, 500, 502, 503, 504}
_MOVED = {301, 302, 303, 307, 308}
_OK, _PART = 200, 206
_GONE, _NO_ACCESS, _NOTHING_THERE = {404, 410}, {401, 403, 407}, 416
_SECONDS = 60.0
_BROKEN_OFF = "the connection broke off"
_STEP, _COPIES = 1 << 20, 4


class WebServers(Store):
    """Web servers. A server that knows no ranges sends the file once more, whole, for the copy that is kept."""

    extra: Extra = "http"

    def __init__(self) -> None:
        self._copies: dict[tuple[Address, str], Any] = {}
        self._pool: Any = None
        self._lock = Lock()

    def look(self, address: Address) -> RemoteObject | None:
        """Return what a server says of a file; it is asked for the first byte: a signed address is for GET only."""
        if address.path.endswith("/") or not address.path:
            return None
        try:
            with self._answer(address, {"Range": "bytes=0-0"}) as answer:
                known = RemoteObject(address, _size(answer), _version(answer))
        except FileNotFoundError:
            return None
        return known if known.size >= 0 else known._replace(size=self._held(known).seek(0, os.SEEK_END))

    def get(self, known: RemoteObject, start: int, end: int) -> bytes:
        """Return a range of a file, as long as it is the version that was looked at."""
        if (known.address, known.version) in self._copies:
            return self._copied(known, start, end)
        with self._answer(known.address, {"Range": f"bytes={start}-{end - 1}"}) as answer:
            if _version(answer) != known.version:
                raise changed()
            if answer.status == _PART:
                return _read(answer, end - start)
        return self._copied(known, start, end)

    def _copied(self, known: RemoteObject, start: int, end: int) -> bytes:
        file = self._held(known)
        if file.seek(0, os.SEEK_END) != known.size:
            raise changed()
        return os.pread(file.fileno(), end - start, start)

    def _held(self, known: RemoteObject) -> Any:  # noqa: ANN401 - a file without a name
        """Return the copy of a file; the last few are kept."""
        with self._lock:
            key = (known.address, known.version)
            if key not in self._copies:
                self._copies[key] = self._copy(known)
            while len(self._copies) > _COPIES:
                del self._copies[next(iter(self._copies))]
            return self._copies[key]

    def _copy(self, known: RemoteObject) -> Any:  # noqa: ANN401 - a file without a name
        """Copy a file to the disk, where it has no name, so that nothing is left of it."""
        file = tempfile.TemporaryFile(prefix="provenance-")  # noqa: SIM115 - open for as long as it is read
        weakref.finalize(self, file.close)
        with self._answer(known.address, {}) as answer:
            if _version(answer) != known.version:
                raise changed()
            size = int(answer.headers.get("Content-Length", -1))
            with _cuts():
                for part in answer.stream(_STEP, decode_content=False):
                    file.write(part)
            if size not in {-1, file.tell()}:
                raise cut(_BROKEN_OFF)
        file.flush()
        return file

    @contextmanager
    def _answer(self, address: Address, headers: dict[str, str]) -> Iterator[Any]:
        """Give the answer to a request, redirected only to where a redirect may lead."""
        url, here = address.url, address
        for _ in range(_REDIRECTS + 1):
            answer = self._asked(here, headers)
            try:
                if answer.status not in _MOVED:
                    _refuse(answer.status)
                    yield answer
                    return
                url = urljoin(url, answer.headers.get("Location", ""))
            finally:
                answer.close()
            if urlsplit(url).scheme != address.scheme:
                message = (
                    f"it is redirected from {address.scheme}:// to {urlsplit(url).scheme}://, which is not followed"
                )
                raise OSError(errno.EPERM, message)
            here = address_of(url)
        raise OSError(errno.ELOOP, f"it is redirected more than {many(_REDIRECTS, 'time')}")

    def _asked(self, here: Address, headers: dict[str, str]) -> Any:  # noqa: ANN401 - urllib3 is an extra
        import urllib3

        self._pool = self._pool or urllib3.PoolManager(maxsize=16, timeout=urllib3.Timeout(_SECONDS), retries=False)
        sent = {
            "Accept-Encoding": "identity",
            "User-Agent": f"provenance/{__version__}",
            **headers,
            **_authorised(here),
        }
        bare = f"{here.scheme}://{here.root}/{here.path}" + (f"?{here.query}" if here.query else "")
        with _cuts():
            return self._pool.request("GET", bare, headers=sent, redirect=False, preload_content=False)


@contextmanager
def _cuts() -> Iterator[None]:
    """Turn what urllib3 raises, which names the whole address, into an error that names nothing secret."""
    import urllib3

    try:
        yield
    except urllib3.exceptions.HTTPError as error:
        why = f"the connection failed ({type(error).__name__})"
        raise cut(why) from None


def _read(answer: Any, size: int) -> bytes:  # noqa: ANN401 - as above
    with _cuts():
        data: bytes = answer.read(decode_content=False)
    if len(data) != size:
        raise cut(_BROKEN_OFF)
    return data


def _refuse(status: int) -> None:
    message = f"the server answers with status {status}"
    if status in _GONE:
        raise vanished()
    if status in _NO_ACCESS:
        raise denied()
    if status in _BUSY:
        raise cut(message)
    if status not in {_OK, _PART, _NOTHING_THERE}:
        raise OSError(errno.EIO, message)


def _size(answer: Any) -> int:  # noqa: ANN401 - as above
    """Return the size of a file: behind the slash of `bytes 0-0/123`, `bytes */0`; -1 where the server does not say."""
    total = answer.headers.get("Content-Range", "").rpartition("/")[2]
    if total.isdigit():
        return int(total)
    length = answer.headers.get("Content-Length", "")
    return int(length) if answer.status == _OK and length.isdigit() else -1


def _version(answer: Any) -> str:  # noqa: ANN401 - as above
    tag = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
    return f"{tag} {_size(answer)}"


def _authorised(here: Address) -> dict[str, str]:
    """Return the header for a user and password that stand in an address; a redirect takes none along."""
    if not here.user:
        return {}
    return {"Authorization": f"Basic {base64.b64encode(unquote(here.user).encode()).decode()}"}
