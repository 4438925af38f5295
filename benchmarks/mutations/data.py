"""Small changes of bytes and of JSON values: each mutator is a function, and stands in a table."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

ODD_BYTES = (
    b"\0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\0\0", b"\x1a", b"\r", b"\n", b"\n\n\n", b"\xc0\x80", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xe2\x80\xa8", b"\xc2\x85", b"\x1b[31m", b"##[set-output name=a]b", b"::error::a", b"\\ud800", b"\\u0000", b"\\",
    b'"', b"'", b"{", b"}", b"[", b"]", b",", b":", b"#", b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"-0", b"null", b"\x80", b"\xa0", b"=",
    b"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9", b"\xe2\x80\xae", b"\xef\xbb\xbf" * 3, b"&lt;script&gt;", b"</script>", b"<!--", b"]]>", b"{{7*7}}",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, -0.0, 10**30, 10**400, 2**63, -(2**63) - 1, 1e308, float("nan"), float("inf"), "", " ", "\0", "\ud800", "a\udcff",
    "a" * 70_000, "\u202e", "\u2028", "\n", "\r\n", "\x1b[31m", "::error::a", "-", "--help", "../../etc/passwd", "/etc/passwd", "a" * 300, "*", "[", "(" * 50, "%s%n", "{run}",
    [], [[]], [None], {}, {"": {}}, {"text": "a"}, ["a", None, 3, ["b"]], [{}, {"name": None}], {"a": [{"b": [{}]}]},
    "0000-00-00", "2021-13-45", "9999-12-31T23:59:59.999999999+23:59", "0001-01-01T00:00:00-23:59", "2021-02-30", "-2021-01-01", "12021-01-01", "1e999", "NaN", "inf", "١٢",
    "error", "ALL", "DAT001", "article", "text", "accept", "info", "x" * 64, "0" * 64,
)  # fmt: skip


def _two(data: bytes, rng: random.Random, most: int = 400) -> tuple[int, int]:
    """Return the beginning and the end of a piece."""
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randrange(1, most))


def flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 20))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def delete(data: bytes, rng: random.Random) -> bytes:
    start, end = _two(data, rng)
    return data[:start] + data[end:]


def insert_odd(data: bytes, rng: random.Random) -> bytes:
    start = rng.choice((0, len(data), rng.randrange(len(data) + 1)))
    return data[:start] + rng.choice(ODD_BYTES) + data[start:]


def insert_noise(data: bytes, rng: random.Random) -> bytes:
    start, _ = _two(data, rng)
    return data[:start] + rng.randbytes(rng.choice((1, 4, 100))) + data[start:]


def repeat(data: bytes, rng: random.Random) -> bytes:
    start, end = _two(data, rng, 60)
    return data[:start] + data[start:end] * rng.choice((2, 2, 50, 2000)) + data[end:]


def swap(data: bytes, rng: random.Random) -> bytes:
    start, end = _two(data, rng)
    return data[end:] + data[start:end] + data[:start]


def cut_end(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def cut_front(data: bytes, rng: random.Random) -> bytes:
    return data[rng.randrange(len(data) + 1) :]


def blank_out(data: bytes, rng: random.Random) -> bytes:
    start, end = _two(data, rng)
    return data[:start] + bytes([rng.choice((0, 32, 10, 255))]) * (end - start) + data[end:]


def nest(data: bytes, rng: random.Random) -> bytes:
    start, end = _two(data, rng, 30)
    deep = rng.choice((3, 500, 5000, 60_000))
    opening, closing = rng.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"(", b")"), (b"<b>", b"</b>"), ("“".encode(), "”".encode()))
    )
    return data[:start] + opening * deep + data[start:end] + closing * deep + data[end:]


def end_lines(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n\n", b"\xe2\x80\xa8", b"\x0b", b" \n", b"")))


def mark_twice(data: bytes, rng: random.Random) -> bytes:
    return rng.choice(ODD_BYTES[1:5]) + data


BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flip, delete, insert_odd, insert_odd, insert_noise, repeat, swap, cut_end, cut_front, blank_out, nest, end_lines, mark_twice,
)  # fmt: skip


def mangled(data: bytes, rng: random.Random, most: int = 3) -> bytes:
    """Return the bytes after up to so many mutators."""
    for _ in range(rng.randrange(most + 1)):
        data = rng.choice(BYTES)(data, rng)
    return data[:2_000_000]


def odd_value(rng: random.Random) -> Any:
    return rng.choice(ODD_VALUES)


def nodes(value: Any) -> list[tuple[Any, Any]]:
    """Return every container with each of its keys: the places at which something can be changed."""
    if isinstance(value, dict):
        keys: list[Any] = list(value)
    elif isinstance(value, list):
        keys = list(range(len(value)))
    else:
        return []
    return [(value, key) for key in keys] + [place for key in keys for place in nodes(value[key])]


def change(value: Any, rng: random.Random) -> None:
    """Change one node of a JSON value: another value, none, another name, a copy, one level more."""
    places = nodes(value)
    if not places:
        return
    holder, key = rng.choice(places)
    match rng.randrange(6):
        case 0 | 1:
            holder[key] = odd_value(rng)
        case 2:
            del holder[key]
        case 3 if isinstance(holder, dict):
            holder[rng.choice((str(odd_value(rng))[:300], str(key).upper(), f" {key}", f"{key}.{key}"))] = holder.pop(
                key
            )
        case 4:
            holder[key] = rng.choice(([holder[key]], {"a": holder[key]}, [holder[key]] * 3, str(holder[key])))
        case _:
            other, at = rng.choice(places)
            if holder[key] is not other and not any(other is one for one, _ in nodes(holder[key])):
                other[at] = json.loads(json.dumps(holder[key]))


def changed(value: Any, rng: random.Random, most: int = 3) -> Any:
    """Return a copy of a JSON value after up to so many changes."""
    copy = json.loads(json.dumps(value))
    for _ in range(rng.randrange(most + 1)):
        change(copy, rng)
    return copy


def json_bytes(value: Any, rng: random.Random) -> bytes:
    """Write JSON in one of the ways in which it can be written, at times with a key twice."""
    separators = rng.choice(((",", ":"), (", ", ": "), (" ,\t", " :  ")))
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5, separators=separators)
    if isinstance(value, dict) and value and rng.random() < 0.1:
        key = rng.choice(list(value))
        text = f"{{{json.dumps(key)}: {json.dumps(odd_value(rng))}, {text[1:]}"
    return text.encode("utf-8", "surrogatepass")
