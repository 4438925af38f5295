"""Signatures in texts: found and read, whole or not, and the same after read, fix, gate and pack."""

from __future__ import annotations

import hashlib
import json
import struct
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import c2pa_text
import polars as pl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from provenance import formats, packing
from provenance.facts import credentials
from provenance.facts.credentials import cbor, certificates, manifest
from provenance.rules.examples import _box, _labelled
from provenance.runs import store
from tests.support import Call, examples

TEXT = "The council of Ostwick voted for the pier on Monday, after a debate of three hours in the town hall.\n\nNobody knows &mdash; or tells — what it will cóst."
MADE = datetime(2024, 1, 1, tzinfo=UTC)
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def encoded(value: object) -> bytes:
    """Return CBOR."""

    def head(major: int, number: int) -> bytes:
        return bytes([major << 5 | 27]) + struct.pack(">Q", number)

    match value:
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return head(0, value) if value >= 0 else head(1, -1 - value)
        case bytes():
            return head(2, len(value)) + value
        case str():
            return head(3, len(value.encode())) + value.encode()
        case list():
            return head(4, len(value)) + b"".join(map(encoded, value))
        case dict():
            return head(5, len(value)) + b"".join(encoded(part) for pair in value.items() for part in pair)
    return b"\xf6"


@pytest.fixture(scope="module")
def certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Harbour Préss"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Desk 4"),
        ]
    )
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, MADE, MADE + timedelta(9))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def stored(certificate: bytes, binding: dict[str, object], **more: object) -> bytes:
    """Return a manifest store as programs write them: CBOR, a COSE signature, a binding by digest."""
    actions = _labelled("c2pa.actions.v2", _box(b"cbor", encoded({"actions": [{"action": "c2pa.created", **more}]})))
    bound = _labelled("c2pa.hash.data", _box(b"cbor", encoded(binding)))
    claim = _box(b"cbor", encoded({"claim_generator_info": {"name": "Harbour CMS", "version": "4.1"}}))
    signature = b"\xd2" + encoded([encoded({1: -7, 33: [certificate]}), {}, None, b"s"])
    own = _labelled(
        "urn:c2pa:1", _labelled("c2pa.assertions", bound, actions), _labelled("c2pa.claim.v2", claim),
        _labelled("c2pa.signature", _box(b"cbor", signature)),
    )  # fmt: skip
    return _labelled("c2pa", own)


def signed(certificate: bytes, text: str, behind: str = "", **more: object) -> str:
    """Return a text with a manifest that binds it, whose own bytes are left out of the digest."""
    start, digest = len(text.encode()), hashlib.sha256((text + behind).encode()).digest()
    length = 0
    while True:  # the length of the wrapper stands in itself
        data = stored(
            certificate, {"exclusions": [{"start": start, "length": length}], "alg": "sha256", "hash": digest}, **more
        )
        wrapper = c2pa_text.encode_wrapper(data)
        if len(wrapper.encode()) == length:
            return text + wrapper + behind
        length = len(wrapper.encode())


def read(text: str) -> list[dict[str, object]]:
    return [*credentials.of_text(text)]


def test_a_signature_says_who_signed_which_program_and_whether_the_text_fits(certificate: bytes) -> None:
    (row,) = read(signed(certificate, TEXT, digitalSourceType=AI))
    assert row == {
        "method": "unstructured", "start": len(TEXT), "end": len(signed(certificate, TEXT, digitalSourceType=AI)),
        "state": "whole", "bound": True, "sound": None, "signer": "Desk 4 (Harbour Préss)", "generator": "Harbour CMS 4.1",
        "source_types": ["trainedAlgorithmicMedia"],
    }  # fmt: skip


def test_what_is_wrong_with_a_signature_is_its_state(certificate: bytes) -> None:
    whole = signed(certificate, TEXT)
    cases = {
        whole.replace("Monday", "Friday"): "altered",
        whole[:-1]: "trimmed",
        whole[: len(TEXT) + 6]: "trimmed",  # in the magic
        c2pa_text.embed_manifest(TEXT, b"\xde\xad\xbe\xef"): "broken",
        TEXT + "\n\n-----BEGIN C2PA MANIFEST----- https://a.example": "trimmed",
        TEXT + "\n\n" + c2pa_text.build_manifest_block("https://a.example", "<!--", "-->"): "elsewhere",
        TEXT + "\n\n" + c2pa_text.build_manifest_block("data:application/c2pa;base64,!", "#"): "broken",
    }
    assert {text: [row["state"] for row in read(text)] for text in cases} == {
        text: [state] for text, state in cases.items()
    }
    assert [row["state"] for row in read(whole + signed(certificate, TEXT))] == ["several", "several"]
    assert read(TEXT + "\ufeff\ufe0f\ufe0f") == []  # marks of emoji
    assert read("\ufeff" + TEXT) == []


def test_a_block_that_holds_its_manifest_is_read(certificate: bytes) -> None:
    data = c2pa_text.encode_data_uri(stored(certificate, {}))
    (row,) = read(f"{TEXT}\n\n{c2pa_text.build_manifest_block(data, '#')}")
    assert (row["state"], row["bound"], row["signer"]) == ("whole", None, "Desk 4 (Harbour Préss)")


@given(st.binary(max_size=300), st.data())
@examples(60)
def test_bytes_of_strangers_never_break_the_readers(data: bytes, drawn: st.DataObject) -> None:
    sound = stored(b"0" * 40, {"hash": b"x", "exclusions": [{"start": -1, "length": 2}]})
    at = drawn.draw(st.integers(0, len(sound)))
    for each in (data, sound[:at] + data + sound[at:], sound[:at]):
        for reader in (cbor.read, manifest.read):
            with suppress(ValueError):
                reader(each)
        certificates.subject(each)


@pytest.mark.parametrize(
    "data", [b"\x81" * 5000, b"\x9f" * 5000, b"\x9b" + b"\xff" * 8, b"\xbf\x81\x01\x02\xff", b"\x5a\xff\xff\xff\xff"]
)
def test_cbor_that_nests_or_promises_too_much_is_refused_at_once(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - no words of ours
        cbor.read(data)


@pytest.fixture(scope="module")
def corpus(certificate: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write signed articles in all ways, with something beside each that a repair takes out."""
    folder = tmp_path_factory.mktemp("signed") / "in"
    folder.mkdir()
    story = " date 2024-03-12 \n\n" + TEXT + "\n\nShare this article\n\n" + TEXT.replace("Ostwick", "Westhaven")
    texts = {
        "end.txt": signed(certificate, story),
        "feed.txt": signed(certificate, story, "\n"),
        "more.txt": signed(certificate, story, "\n\nShare this article\n"),
        "ai.txt": signed(certificate, story, digitalSourceType=AI),
        "middle.txt": signed(certificate, story, "\n\n" + TEXT),
        "cut.txt": signed(certificate, story)[:-40],
        "two.txt": signed(certificate, story) + "\n\n" + signed(certificate, TEXT),
        "raw.txt": c2pa_text.embed_manifest(story, bytes(range(256))),
        "block.txt": story + "\n\n" + c2pa_text.build_manifest_block("https://a.example/1.c2pa", "<!--", "-->"),
        "open.txt": story + "\n\n-----BEGIN C2PA MANIFEST----- https://a.example/1.c2pa",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    (folder / "wide.txt").write_bytes(signed(certificate, story).encode("utf-16"))
    (folder / "feed.jsonl").write_text(
        json.dumps({"id": "line", "text": signed(certificate, story)}) + "\n", encoding="utf-8"
    )
    page = f"<html><head><title>Pier</title></head><body><article><p>{TEXT.replace(chr(10) * 2, '</p><p>')}</p></article></body></html>"
    inline = c2pa_text.embed_html_inline(page, stored(certificate, {}))
    (folder / "inline.html").write_text(getattr(inline, "html", inline), encoding="utf-8")
    linked = c2pa_text.embed_html_reference(page, "https://a.example/pier.c2pa")
    (folder / "linked.html").write_text(getattr(linked, "html", linked), encoding="utf-8")
    return folder


def signatures_of(folder: Path) -> dict[str, object]:
    """Return what c2pa-text, and we, read of each article in a folder."""
    read = {}
    for shard in formats.plan([folder]):
        records = formats.read(shard).records.with_row_index("row")
        rows = credentials.find(records).drop("start", "end", "bound", "state").to_dicts()
        for number, article, text in records.select("row", "article", "text").iter_rows():
            read[article] = [_wrapper(text), [row | {"row": 0} for row in rows if row["row"] == number]]
    return read


def _wrapper(text: str) -> object:
    try:
        found = c2pa_text.find_wrapper_info(text)
    except ValueError as error:
        return str(error)
    return found and found[0]


def test_signatures_read_the_same_after_fix_gate_and_pack(corpus: Path, call: Call) -> None:
    home = corpus.parent
    before = signatures_of(corpus)
    assert len(before) == 14
    assert sum(isinstance(wrapper, bytes) for wrapper, _ in before.values()) == 8
    assert {rows[0]["method"] for _, rows in before.values()} == {
        "unstructured",
        "structured",
        "html",
        "html-reference",
    }
    fixed = call("fix", "in", "--isolated", "--unsafe-fixes", "--to", "fixed", cwd=home)
    assert fixed.returncode == 0
    assert "end.txt: held back: the text after it would be signature-broken (LIN010)" in fixed.stderr
    assert (home / "fixed/end.txt").read_bytes() == (corpus / "end.txt").read_bytes()  # it is bound by its signature
    assert "Share this article" not in (home / "fixed/raw.txt").read_text(encoding="utf-8")
    assert signatures_of(home / "fixed") == before
    words = ("--accepted", "good", "--quarantine", "bad", "--run", "run", "--exit-zero", "--now", "2024-06-01")
    assert call("check", "fixed", "--isolated", "--no-cache", "-q", *words, cwd=home).returncode == 0
    sides = [side for side in ("good", "bad") if any((home / side).glob("*.*"))]
    assert {
        key: value for side in sides for key, value in signatures_of(home / side).items() if key in before
    } == before
    packing.pack(store.load(home / "run", facts=True), home / "bag", report=False)
    packed = pl.read_parquet(home / "bag/data/records/000001.parquet")
    assert {name: _wrapper(text) for name, text in packed.select("article", "text").iter_rows()} == {
        name: wrapper for name, (wrapper, _) in before.items()
    }
    found = store.load(home / "run").findings
    assert {code: sorted(found.filter(code=code)["article"]) for code in ("LIN011", "LIN012")} == {
        "LIN011": ["cut.txt", "open.txt"], "LIN012": ["ai.txt"],
    }  # fmt: skip


def test_the_published_vectors_are_found(schemas: Path) -> None:
    vectors = json.loads((schemas / "c2pa-text-vectors.json").read_text(encoding="utf-8"))
    for each in vectors["unstructured_embed"]:
        (row,) = read(bytes.fromhex(each["expected_embed_hex"]).decode())
        assert row["start"] == len(each["text"])
    for each in vectors["structured_block"]:
        (row,) = read(each["expected_block"])
        assert row["reference"] == each["reference"]
