"""JSON: an array of articles, an object that holds one, one article, or lines of JSON under another name.

Brackets and strings tell where an element ends, so that one element is held at a time. Its exact bytes are the record;
they become a JSON line when their line ends are taken out. Items of news agencies in ninjs are brought to our names.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Generator, Iterable, Iterator

from provenance.formats import contents, field_guesses, heads, jq, json_lists, ninjs, recoding, streams
from provenance.formats.decoding import decode
from provenance.formats.fields import NAMES, Fields
from provenance.formats.json_line import broken_at
from provenance.formats.json_scanner import Element, Repeated, Scanner, loads
from provenance.formats.lines import spans
from provenance.formats.records import OVERSIZED, Record, RecordFormat
from provenance.formats.shards import File
from provenance.formats.streams import DamagedError

HEAD = heads.HEAD
_PEEKED = 1 << 16  # bytes that tell whether a file of a folder holds articles
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"', re.DOTALL)
_CONTROL = re.compile("[\0-\x1f]")
_BRACKET = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*"|[{}\[\]]', re.DOTALL)
_ARTICLES = re.compile(rb"\[\s*\{")
_OURS = re.compile(
    rb'\{\s*(?:"format":\s*(?:"provenance-|[0-9]+,\s*"tool":\s*\{"name":\s*"provenance")|"\$schema":\s*"[^"]*/sarif-)'
    rb'|\[\s*\{"check_name":'
)
"""How what this program writes begins: a stored run, a baseline, the reports `json`, `gitlab` and `sarif`."""
_LINES = 8  # that may be broken where a file begins
_NULL = b"\0"
_UNREAD = "unread-json"


class JsonArrays(RecordFormat):
    """An article an element of a list."""

    name = "json"
    about = "JSON: a list of articles, an object that holds one, or one article"
    suffixes = (".json",)

    def __init__(self, texts: Collection[str] | None = None) -> None:
        """`texts` are the names under which articles may bear their text."""
        self._texts = texts

    def mapped(self, fields: Fields) -> JsonArrays:
        """Return the format as it finds records whose text may have the names that `fields` and known tools give it."""
        return JsonArrays(field_guesses.text_names(fields))

    def holds_articles(self, file: File, fields: Fields) -> bool:
        """Tell whether a file begins like a list of objects, or has a text, or prose, in what may be a record."""
        if not file.outermost.member and not os.path.exists(file.outermost.path):  # it is about to be written
            return False
        try:
            start, _ = streams.head(recoding.unmarked(contents.chunks(file))[0], _PEEKED)
        except DamagedError:
            return True  # reading it says what is wrong
        start = start.lstrip()
        if not start:  # JSON of no kind: reading it says so
            return True
        if _OURS.match(start):
            return False
        if _ARTICLES.match(start) or in_lines(start) or ninjs.begins(start):
            return True
        found = _articles(start, field_guesses.text_names(fields))
        return found is not None and (found.has_text or found.has_prose)

    def begins(self, start: bytes) -> bool:
        """Tell whether an object with a text stands there, or a list of them; lines of them are another format."""
        start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
        if start[:1] not in {b"{", b"["} or _OURS.match(start) or in_lines(start):
            return False
        found = json_lists.records_in(start, field_guesses.text_names(Fields()))
        return ninjs.begins(start) or (found is not None and found.has_text)

    def records(self, chunks: Iterator[bytes]) -> Iterator[Record]:
        """Yield the elements of a list, or what stands one after another where there is none."""
        texts = self._texts or field_guesses.text_names(Fields())
        start, chunks = streams.head(chunks, HEAD)
        if _NULL in start[:4]:
            detail = "it is UTF-16 or UTF-32 without a byte order mark"
            raise DamagedError("unreadable", detail, 0)
        found = _articles(start, texts)
        if in_lines(start):
            yield from _lines(chunks)
        elif start.lstrip().startswith(b"["):
            yield from _lists(Scanner(chunks), start.index(b"["))
        elif found is None or found.path is None or found.byte is None or ninjs.begins(start):
            yield from _one_after_another(Scanner(chunks))
        else:
            yield from _inside(Scanner(chunks), found.path, found.byte, texts)

    def written(self, head: bytes, records: Iterable[bytes], tail: bytes) -> Iterator[bytes]:
        """Yield the records as a list where they stand in one, else one a line."""
        listed = head.rstrip().endswith(b"[")
        yield head
        before = b""
        for record in records:
            yield before + record
            before = b",\n" if listed else b"" if record.endswith(b"\n") else b"\n"
        yield tail if not listed or tail.lstrip().startswith(b"]") else b"\n" + _closing(head)


def _articles(start: bytes, texts: Collection[str]) -> json_lists.Objects | None:
    """Return where the records of a JSON value are; where no text is called as it is mapped, by its usual name."""
    found = json_lists.records_in(start, texts)
    if found is None or not found.has_text:
        usual = json_lists.records_in(start, NAMES["text"])
        return usual if usual and usual.has_text else found
    return found


def in_lines(start: bytes) -> bool:
    """Tell whether the first bytes of a file are those of JSON lines, the first of which may be broken."""
    first, _, rest = start.lstrip().partition(b"\n")
    rest = rest.lstrip()
    if not first.startswith(b"{") or not rest or rest.startswith(b","):
        return False
    if isinstance(heads.loads(first), dict):
        return True
    goes_on = first.rstrip().endswith((b"{", b"[", b",", b":"))
    return not goes_on and any(isinstance(heads.loads(line), dict) for line in rest.split(b"\n", _LINES)[:_LINES])


def _lines(chunks: Iterator[bytes]) -> Iterator[Record]:
    """Yield lines; what is wrong with one is found when it is read."""
    line = 1
    for piece in streams.pieces(chunks, streams.CHUNK, streams.LIMIT):
        if isinstance(piece, streams.Oversized):
            yield _oversized(Element(b"", line, piece.byte, piece.length))
            line += 1
            continue
        for found in spans(piece.data):
            end = piece.data.find(b"\n", found.end) + 1 or len(piece.data)
            text = piece.data[found.start : found.end]
            values, stated = ninjs.of_line(text) or (text, ())
            place = (line + found.number, piece.byte + found.start)
            yield Record(piece.data[found.start : end], values, *place, stated=stated)
        line += piece.data.count(b"\n")


def _lists(scanner: Scanner, byte: int) -> Iterator[Record]:
    """Yield the elements of an array, and of those that follow it."""
    scanner.skip(byte)
    while scanner.next_sign() == b"[":
        scanner.skip(1)
        if not (yield from _elements(scanner)):
            return
    yield from _rest(scanner)


def _inside(scanner: Scanner, path: jq.Path, byte: int, texts: Collection[str]) -> Iterator[Record]:
    """Yield the elements of a list that stands in an object, then what keeps the rest of it from being read."""
    scanner.skip(byte + 1)
    if not (yield from _elements(scanner)):
        return
    before = b"".join(b"{%s:" % json.dumps(name).encode() for name in path)
    start = before + scanner.peek(HEAD)
    for other in json_lists.object_lists(start, texts):
        if other.path is not None and other.byte is not None and other.has_text:
            scanner.skip(other.byte - len(before) - scanner.skipped)
            yield _unread(scanner.element(listed=False), other.path)
    if not scanner.close(len(path)):
        yield _broken_off(scanner, "an object")
    yield from _rest(scanner)


def _unread(element: Element, path: jq.Path) -> Record:
    wanted = jq.filter_to(path)
    error = f"a second list of articles is not read; jq -c '{wanted}' FILE writes it to JSON lines"
    return Record(b"", None, element.line, element.byte, error, _UNREAD, length=element.length)


def _elements(scanner: Scanner) -> Generator[Record, None, bool]:
    """Yield the elements of the list that is open; return whether it ends."""
    while (sign := scanner.next_sign()) not in {b"]", b"}"}:
        if not sign:
            yield _broken_off(scanner, "a list")
            return False
        if sign == b",":
            scanner.skip(1)
            continue
        record = _record(scanner.element(listed=True))
        yield record
        if not scanner.next_sign() and record.error:
            return False  # it breaks off there, as was said
    scanner.skip(1)
    return True


def _one_after_another(scanner: Scanner) -> Iterator[Record]:
    """Yield values that follow each other, with nothing but white space and commas between them."""
    while sign := scanner.next_sign():
        if sign == b",":
            scanner.skip(1)
        elif sign in {b"{", b"["}:
            yield _record(scanner.element(listed=False))
        else:
            yield _record(scanner.until(b"{["))


def _broken_off(scanner: Scanner, within: str) -> Record:
    error = f"the file breaks off in {within} that is not closed"
    return Record(b"", None, scanner.line, scanner.byte, error, _UNREAD, length=0)


def _rest(scanner: Scanner) -> Iterator[Record]:
    """Yield what stands behind the value of the file, as one record that is not read."""
    if scanner.next_sign():
        element = scanner.until(b"")
        error = "more follows behind the end of the JSON value, and is not read"
        yield Record(b"", None, element.line, element.byte, error, _UNREAD, length=element.length)


def _record(element: Element) -> Record:
    """Turn an element into a record."""
    if element.data is None:
        return _oversized(element)
    data, place = element.data, (element.line, element.byte)
    try:
        value, values, encoding, notes = _read(data, element.value)
    except json.JSONDecodeError as error:
        return Record(data, None, *place, broken_at(error), "broken-json")
    except RecursionError:
        return Record(data, None, *place, "nested too deeply", "broken-json")
    if not isinstance(value, dict):
        return Record(data, None, *place, f"it is {_kind(value)}, where an article is an object", "wrong-type")
    item, stated = ninjs.read(value) or (values, ())
    distinct = not isinstance(value, Repeated)
    return Record(data, item, *place, encoding=encoding, notes=notes, stated=stated, distinct=distinct)


def _read(data: bytes, known: object) -> tuple[object, bytes, str, tuple[tuple[str, str], ...]]:
    """Return the value of an element, the element in one line, the encoding of that, and what is wrong with it.

    `known` is the value where it was read before. A control character that stands unescaped in a string leaves no doubt
    what is meant.
    """
    try:
        return loads(data) if known is None else known, _in_one_line(data), "utf-8", ()
    except (ValueError, RecursionError):
        known = decode(data)
    try:
        return loads(known.text), _in_one_line(data), "utf-8", ()
    except json.JSONDecodeError:
        value = loads(known.text, strict=False)
    text = _STRING.sub(lambda match: _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", match[0]), known.text)
    note = ("broken-json", "a control character stands unescaped in a string")
    return value, _in_one_line(text.encode("utf-8", "surrogatepass")), known.encoding, (note,)


def _in_one_line(data: bytes) -> bytes:
    return data.replace(b"\n", b" ").replace(b"\r", b" ")


def _kind(value: object) -> str:
    kinds = ((bool, "true or false"), (list, "a list"), (dict, "an object"), (str, "a string or a number"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "null")


def _oversized(element: Element) -> Record:
    detail = f"a record of {element.length:,} bytes is longer than {streams.LIMIT >> 20} MiB and is not read"
    return Record(b"", None, element.line, element.byte, detail, OVERSIZED, length=element.length)


def _closing(head: bytes) -> bytes:
    """Return the brackets that close what is open at the end of `head`."""
    opened: list[bytes] = []
    for match in _BRACKET.finditer(head):
        if match[0] in {b"{", b"["}:
            opened.append(b"}" if match[0] == b"{" else b"]")
        elif match[0] in {b"}", b"]"} and opened:
            opened.pop()
    return b"".join(reversed(opened)) + b"\n"


FORMAT = JsonArrays()
