"""Which store an address belongs to."""

from __future__ import annotations

from functools import cache

from provenance import extras
from provenance.errors import UsageError
from provenance.storage.addresses import Address
from provenance.storage.remote.object_stores import S3, GoogleCloud, HuggingFace, ObjectStore
from provenance.storage.remote.store import Store
from provenance.storage.remote.web import WebServers

_STORES: dict[str, type[Store]] = {
    "s3": S3, "gs": GoogleCloud, "hf": HuggingFace, "https": WebServers, "http": WebServers,
}  # fmt: skip


@cache
def store_of(scheme: str) -> Store:
    """Return the store for a scheme. Raises MissingExtraError, with the command that mends it, if it is not there."""
    extras.require(_STORES[scheme].extra)
    return _STORES[scheme]()


def bucket_of(address: Address) -> ObjectStore:
    """Return the store of an address in which files can be written.

    Raises UsageError for a web server, MissingExtraError where the library of the store is not installed.
    """
    store = store_of(address.scheme)
    if isinstance(store, ObjectStore):
        return store
    message = f"{address}: a web server is only read; name a folder, or a place in a bucket"
    raise UsageError(message)
