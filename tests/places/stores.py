"""A real S3 server on the loopback, behind a small proxy that does what networks and busy stores do."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

Trick = Callable[["Handler", int, list[tuple[str, str]], bytes], bool]
"""What is done instead of an answer: to whom, which status, headers, body; false: it is answered all the same."""


class Request(NamedTuple):
    method: str
    path: str
    sent: int


@dataclass
class Proxy:
    """Requests go on to `port`, unless a trick is played on the first ones that name `word`."""

    port: int
    requests: list[Request] = field(default_factory=list)
    tricks: list[tuple[str, str, Trick]] = field(default_factory=list)

    def play(self, trick: Trick, word: str, times: int = 1, method: str = "GET") -> None:
        self.tricks += [(method, word, trick)] * times

    def trick_for(self, method: str, path: str) -> Trick | None:
        for known in self.tricks:
            if known[0] == method and known[1] in path:
                self.tricks.remove(known)
                return known[2]
        return None

    def sent(self, word: str) -> int:
        """Return how many bytes have been sent of what is called so."""
        return sum(each.sent for each in self.requests if each.method == "GET" and word in each.path)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def do(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        trick = self.proxy.trick_for(self.command, self.path)
        if isinstance(trick, Refusal):  # the server never hears of it
            trick(self)
            return
        behind = http.client.HTTPConnection("127.0.0.1", self.proxy.port)
        behind.request(self.command, self.path, body, dict(self.headers))
        answer = behind.getresponse()
        data = answer.read()
        behind.close()
        hop = {"connection", "transfer-encoding", "content-length", "date", "server"}
        headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in hop]
        length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(data))
        headers.append(("Content-Length", length or "0"))
        with suppress(ConnectionError):
            if not (trick and trick(self, answer.status, headers, data)):
                self.answer(answer.status, headers, data)
        self.proxy.requests.append(Request(self.command, self.path, len(data)))

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do  # noqa: N815 - the names of the standard library

    def answer(self, status: int, headers: list[tuple[str, str]], data: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, *_: Any) -> None: ...


class Refusal(NamedTuple):
    """Answer with a status, as S3 words it."""

    code: int
    word: str

    def __call__(self, handler: Handler, *_: Any) -> bool:
        told = f"<?xml version='1.0'?><Error><Code>{self.word}</Code><Message>{self.word}</Message></Error>".encode()
        handler.answer(self.code, [("Content-Type", "application/xml"), ("Content-Length", str(len(told)))], told)
        return True


def cut(handler: Handler, code: int, headers: list[tuple[str, str]], data: bytes) -> bool:
    """Send half of an answer, and close the connection."""
    handler.answer(code, headers, data[: len(data) // 2])
    handler.close_connection = True
    return True


def slow(handler: Handler, code: int, headers: list[tuple[str, str]], data: bytes) -> bool:
    """Send an answer in small parts, with pauses."""
    handler.answer(code, headers, data[:10])
    for at in range(10, len(data), max(1, len(data) // 5)):
        time.sleep(0.02)
        handler.wfile.write(data[at : at + max(1, len(data) // 5)])
    return True


def hanging_up(handler: Handler, *_: Any) -> bool:
    """Close the connection without an answer."""
    handler.close_connection = True
    return True


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """Serve on a free port of the loopback; give the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def s3() -> Iterator[tuple[Proxy, int]]:
    """Serve S3 behind a proxy; give the proxy, and its port."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Silent(WSGIRequestHandler):
        def log(self, *_: Any) -> None: ...

    server = make_server(
        "127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True, request_handler=Silent
    )
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    proxy = Proxy(server.port)
    try:
        with served(type("Own", (Handler,), {"proxy": proxy})) as port:
            yield proxy, port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Pages(BaseHTTPRequestHandler):
    """Files of a web server; `/plain/…` knows no ranges, `/to?where` redirects.

    `/busy/…` refuses once, `/own/…` asks who.
    """

    protocol_version = "HTTP/1.1"
    files: dict[str, bytes]
    refused: set[str]

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        data = self.files.get(path.rpartition("/")[2])
        if path == "/to":
            self.answer(302, b"", Location=query or self.path)
        elif path.startswith("/busy/") and path not in self.refused:
            self.refused.add(path)
            self.answer(503, b"")
        elif data is None:
            self.answer(404, b"")
        elif path.startswith("/own/") and self.headers.get("Authorization") != "Basic dXNlcjpwYXNz":
            self.answer(401, b"")
        elif path.startswith("/plain/"):
            self.answer(200, data)
        else:
            first, _, last = (self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")
            part = data[int(first) : int(last) + 1 if last else None]
            told = f"bytes {first}-{int(first) + len(part) - 1}/{len(data)}"
            self.answer(206, part, **{"Content-Range": told})

    def answer(self, code: int, data: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(data)), "ETag": f'"{len(self.files)}"', **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None: ...
