"""One server for all tests of places: see `_split_scope` of the conftest above."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance.storage.remote import blocks
from tests.places import stores
from tests.places.buckets import BUCKET, Store


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[stores.Proxy, int]]:
    for name in ("s3fs", "moto", "flask"):
        pytest.importorskip(name)
    with stores.s3() as running:
        yield running


@pytest.fixture
def store(server: tuple[stores.Proxy, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """Give a bucket that is empty, in the eyes of a program that looks for it where the tools of the store do."""
    import fsspec

    proxy, port = server
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-the-tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-secret")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    files = fsspec.filesystem("s3", use_listings_cache=False)
    if files.exists(BUCKET):
        files.rm(BUCKET, recursive=True)
    files.mkdir(BUCKET)
    proxy.requests.clear()
    proxy.tricks.clear()
    blocks._blocks.forget()
    return Store(proxy, files)
