"""Places in stores: `s3://`, `gs://`, `hf://` and single files of web servers, for what is read and what is written.

`addresses` says what such a place is called, and keeps what is secret of it out of every output; a `Store` lists, reads
and writes there, one class a kind of store; `blocks` reads objects through it, a few large parts at a time. Whoever
reads asks for one version of an object, the one that was listed: an object that has changed since is never read as if
it were that one.

An address is only what a user has named: nothing that a corpus says is ever taken for one.
"""

from provenance.storage.addresses import Address, address_of, is_remote, masked
from provenance.storage.remote.blocks import ObjectReader, ahead, ranges, read
from provenance.storage.remote.blocks import fetched as read_part
from provenance.storage.remote.object_stores import ObjectStore
from provenance.storage.remote.store import RemoteObject, Store, retried
from provenance.storage.remote.stores import bucket_of, store_of

__all__ = [
    "Address", "ObjectReader", "ObjectStore", "RemoteObject", "Store", "address_of", "ahead", "bucket_of", "is_remote",
    "masked", "ranges", "read", "read_part", "retried", "store_of",
]  # fmt: skip
