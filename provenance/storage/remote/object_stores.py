"""Stores of objects in buckets, through fsspec: S3 and what speaks like it, Google's, and Hugging Face's hub.

fsspec takes credentials where the store's own tools do, and repeats a request that a store was too busy for; what
breaks off in the middle of an answer is repeated by `store.retried`.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from provenance.storage.addresses import Address, masked
from provenance.storage.remote.store import (
    ChangedError,
    CutError,
    RemoteObject,
    Store,
    changed,
    cut,
    denied,
    retried,
    vanished,
)

if TYPE_CHECKING:
    from provenance.extras import Extra

_VERSIONS = ("ETag", "etag", "generation", "blob_id", "VersionId", "mtime", "LastModified", "updated")
"""What tells versions of an object apart, the surest first."""
_BATCH = 1000
_BROKEN_OFF = "fewer bytes came than were asked for"
_NO_CREDENTIALS = "no credentials for it were found where the store's own tools look"
_MISSING, _DENIED = {"404", "NoSuchKey", "NoSuchBucket"}, {"401", "403", "AccessDenied"}
_CHANGED = {"412", "PreconditionFailed", "ConditionalRequestConflict"}


class ObjectStore(Store):
    """A store of buckets as fsspec knows it, which is listed and written as well.

    What is read is held against its version behind every read.
    """

    protocol: str

    @property
    def files(self) -> Any:  # noqa: ANN401 - fsspec has no types
        """The file system of fsspec: one a process, which knows no listing from before."""
        import fsspec

        return fsspec.filesystem(self.protocol, use_listings_cache=False)

    def look(self, address: Address) -> RemoteObject | None:
        """Return the object at an address."""
        if not address.path or address.path.endswith("/"):
            return None
        try:
            entry = self.files.info(address.key)
        except FileNotFoundError:
            return None
        except Exception as error:
            raise translated(error) from error
        return _object(address, entry) if entry.get("type") == "file" else None

    def has_bucket(self, address: Address) -> bool:
        """Tell whether the bucket of an address is there, empty or not."""
        try:
            self.files.ls(address.root, detail=False)
        except FileNotFoundError:
            return False
        except Exception as error:
            raise translated(error) from error
        return True

    def below(self, address: Address) -> Iterator[RemoteObject]:
        """Yield the objects below a place in the order of their paths, without those that stand for folders."""
        try:
            found: Mapping[str, Any] = self.files.find(f"{address.root}/{address.folder}", detail=True)
        except FileNotFoundError:
            return
        except Exception as error:
            raise translated(error) from error
        for key, entry in sorted(found.items()):
            if key.startswith(f"{address.root}/{address.folder}") and not key.endswith("/"):
                yield _object(Address(address.scheme, address.root, key.removeprefix(f"{address.root}/")), entry)

    def get(self, known: RemoteObject, start: int, end: int) -> bytes:
        """Return a range, once it is certain that it is one of the version that was listed."""
        try:
            data: bytes = self.files.cat_file(known.address.key, start=start, end=end)
            now = _object(known.address, self.files.info(known.address.key))
        except FileNotFoundError as error:
            raise vanished() from error
        except Exception as error:
            raise translated(error) from error
        if now != known:
            raise changed()
        return data

    def put(self, address: Address, path: str, *, unless: str | None = None, is_new: bool = False) -> None:
        """Write a file of the disk as an object, which appears whole or not at all.

        Raises ChangedError if there is an object already (`is_new`), or another version than `unless` names: that is
        looked at before, which leaves a moment open.
        """
        standing = self.look(address) if unless or is_new else None
        if (is_new and standing) or (unless and (standing is None or standing.version != unless)):
            raise changed()
        try:
            self.files.put_file(path, address.key)
        except Exception as error:
            raise translated(error) from error

    def remove(self, addresses: list[Address]) -> None:
        """Remove objects; it is no error if one is not there."""
        try:
            for address in addresses:
                self.files.rm_file(address.key)
        except FileNotFoundError:
            pass
        except Exception as error:
            raise translated(error) from error


class S3(ObjectStore):
    """Amazon's S3 and what speaks like it: the store itself refuses to read, or to write over, another version."""

    extra: Extra = "s3"
    protocol = "s3"

    def get(self, known: RemoteObject, start: int, end: int) -> bytes:
        """Return a range of a version."""
        from fsspec.asyn import sync

        files = self.files
        try:
            data: bytes = sync(files.loop, self._got, files, known, start, end)
        except Exception as error:
            raise translated(error) from error
        if len(data) != end - start:
            raise cut(_BROKEN_OFF)
        return data

    @staticmethod
    async def _got(files: Any, known: RemoteObject, start: int, end: int) -> bytes:  # noqa: ANN401 - as above
        asked = {"Range": f"bytes={start}-{end - 1}", "IfMatch": known.version}
        answer = await files._call_s3("get_object", Bucket=known.address.root, Key=known.address.path, **asked)  # noqa: SLF001 - the way of fsspec to the asynchronous form
        async with answer["Body"] as body:
            data: bytes = await body.read()
            return data

    def put(self, address: Address, path: str, *, unless: str | None = None, is_new: bool = False) -> None:
        """Write a file, on a condition that the store itself looks at."""
        files = self.files
        try:
            if unless or is_new:
                with open(path, "rb") as stream:  # noqa: PTH123 - a string
                    condition = {"IfNoneMatch": "*"} if is_new else {"IfMatch": unless}
                    files.call_s3("put_object", Bucket=address.root, Key=address.path, Body=stream.read(), **condition)
            else:
                retried(lambda: self._put(files, path, address))
        except Exception as error:
            raise translated(error) from error

    @staticmethod
    def _put(files: Any, path: str, address: Address) -> None:  # noqa: ANN401 - as above
        try:
            files.put_file(path, address.key)
        except Exception as error:
            raise translated(error) from error

    def remove(self, addresses: list[Address]) -> None:
        """Remove objects, a thousand at a time."""
        files, left = self.files, [*addresses]
        try:
            while batch := left[:_BATCH]:
                gone = {"Objects": [{"Key": address.path} for address in batch], "Quiet": True}
                files.call_s3("delete_objects", Bucket=batch[0].root, Delete=gone)
                del left[:_BATCH]
        except Exception as error:
            raise translated(error) from error


class GoogleCloud(ObjectStore):
    """Google's Cloud Storage."""

    extra: Extra = "gs"
    protocol = "gs"


class HuggingFace(ObjectStore):
    """The hub of Hugging Face: data sets by `hf://datasets/OWNER/NAME/…`, buckets by `hf://buckets/…`."""

    extra: Extra = "hf"
    protocol = "hf"


def _object(address: Address, entry: Mapping[str, Any]) -> RemoteObject:
    version = next((str(entry[name]) for name in _VERSIONS if entry.get(name)), "")
    return RemoteObject(address, int(entry.get("size") or 0), version or str(entry.get("size")))


def translated(error: Exception) -> OSError:
    """Return an error of fsspec, or of the library behind it, as one with a sentence; nothing secret is in it."""
    if isinstance(error, AttributeError | NameError | TypeError):  # a mistake of ours, not of the store
        raise error
    answer = getattr(error, "response", None) or getattr(error.__cause__, "response", None)
    code = str(answer["Error"].get("Code", "")) if isinstance(answer, Mapping) and "Error" in answer else ""
    name = type(error).__name__
    kinds: list[tuple[bool, OSError]] = [
        (isinstance(error, CutError | ChangedError), cast("OSError", error)),
        (code in _MISSING or isinstance(error, FileNotFoundError), vanished()),
        (code in _CHANGED, changed()),
        (code in _DENIED or isinstance(error, PermissionError), denied()),
        ("Credentials" in name, PermissionError(errno.EACCES, _NO_CREDENTIALS)),
        (
            isinstance(error, ConnectionError | TimeoutError) or name in _CUT,
            cut(f"the connection failed ({name})"),
        ),
    ]
    detail = " ".join(masked(str(error)).split())[:200]
    refused = OSError(errno.EIO, f"the store refused it: {detail or name}")
    return next((found for fits, found in kinds if fits), refused)


_CUT = {
    "ClientPayloadError", "IncompleteRead", "ResponseStreamingError", "ServerDisconnectedError", "ClientOSError",
    "ReadTimeoutError", "FSTimeoutError", "EndpointConnectionError", "ConnectionClosedError", "ConnectTimeoutError",
    "HTTPClientError", "ClientConnectorError",
}  # fmt: skip
"""How the libraries below call a connection that failed or broke off."""
