"""Signed news stays signed: what a reader of C2PA signatures reads before a repair, it reads after."""

from __future__ import annotations

from datetime import date

import c2pa_text
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance import facts, formats
from provenance.facts.credentials.marks import signatures
from provenance.fixing.repair import repair
from provenance.frames import RECORDS
from provenance.pipeline.shard import Job
from provenance.policy.configuration import Policy
from tests.support import examples

POLICY = Policy(now=date(2024, 6, 1))
JOB = Job(rules=POLICY.rules(), catalogues={}, now=POLICY.clock())
PARTS = [
    "The council of Ostwick voted for the pier on Monday, after a debate of three hours in the town hall.",
    "Sign up for our newsletter", "Advertisement", "The cafÃ© on the pier stays open.", "Nobody knows &mdash; or tells.",
    "A fa\u00adther\u200b of two\ufeff was there.", "By Mara Ellison", "<b>Please enable JavaScript", "\u200b",
    "Ann Lee opens the pier in Ostwick (Derek Holm/AP)",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("\n\n".join)


def repaired(texts: list[str]) -> list[str]:
    """Return the texts after all repairs, the unsafe ones too."""
    rows = [
        {"article": f"{n}", "source": f"{n}", "sha256": "", "bytes": 0, "encoding": "utf-8", "text": text}
        for n, text in enumerate(texts)
    ]
    after = {one.article: one.text for one in repair(RECORDS.conform(pl.DataFrame(rows)), JOB, unsafe=True)}
    return [after.get(f"{n}", text) for n, text in enumerate(texts)]


@given(TEXTS, st.binary(max_size=40), st.sampled_from(["", "\n", "\n\nMore &amp; more."]))
@example(PARTS[1], b"\x00\x0f\x10\xff", "")
@examples(3)
def test_a_manifest_reads_alike_before_and_after_every_repair(text: str, manifest: bytes, behind: str) -> None:
    signed = c2pa_text.embed_manifest(text, manifest) + behind
    (after,) = repaired([signed])
    assert c2pa_text.find_wrapper_info(after)[0] == manifest
    (span,) = signatures(after)
    assert after[slice(*span)] == c2pa_text.encode_wrapper(manifest)


def test_the_rest_of_a_signed_text_is_repaired() -> None:
    (after,) = repaired([c2pa_text.embed_manifest("\n\n".join([PARTS[0], PARTS[5]]), b"manifest")])
    assert c2pa_text.extract_manifest(after) == (b"manifest", f"{PARTS[0]}\n\nA father of two was there.")


def test_a_block_between_delimiters_stays_as_it_is() -> None:
    block = c2pa_text.build_manifest_block("https://ostwick.example/1.c2pa", "<!--", "-->")
    story = " ".join([PARTS[0], *(f"On day {day} the crew of the pier was at work again." for day in range(9))])
    (after,) = repaired([f"{story}\n\n<!-- an advertisement -->\n\n{block}"])
    assert after == f"{story}\n\n{block}"


def test_a_block_that_does_not_end_is_no_signature() -> None:
    begins, ends, run = "-----BEGIN C2PA MANIFEST-----", "-----END C2PA MANIFEST-----", "\ufeff\ufe00"
    text = f"{run} {begins} a {ends} {begins} {run} {begins}"
    assert [text[start:end] for start, end in signatures(text)] == [run, f"{begins} a {ends}", run]


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_signature_is_no_flaw_and_is_read_as_it_stands(tmp_path, name: str) -> None:
    signed = c2pa_text.embed_manifest(PARTS[0], bytes(range(256)))
    frame = pl.DataFrame({"text": [signed]})
    (tmp_path / name).write_text(signed if name.endswith("txt") else frame.write_ndjson(), encoding="utf-8")
    (shard,) = formats.plan([tmp_path / name])
    records = formats.read(shard).records
    assert records["text"].item() == signed
    assert facts.find(records, {}, JOB.now)["flaws"].is_empty()
