"""Corpora in stores: read as folders are, and nothing lost when a store or the network fails."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from provenance import formats
from provenance.check import check_corpus, extract_facts
from provenance.errors import UsageError
from provenance.policy.configuration import Policy
from provenance.reports import locations, sarif
from provenance.runs import store as stored
from provenance.storage import addresses
from tests.pages import HERE
from tests.pages import blocks as blocks_of
from tests.places import stores
from tests.places.buckets import BUCKET, TEXT, Store, packed, read
from tests.support import Call

PAGE = f"<html><head><title>Harbour</title></head><body><article><p>{TEXT}</p></article></body></html>"
_HTTP = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}".encode()
WARC = (
    b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-03-13T06:00:00Z\r\n"
    b"WARC-Target-URI: https://courier.example/a\r\nContent-Type: application/http; msgtype=response\r\n"
    b"Content-Length: %d\r\n\r\n%b\r\n\r\n" % (len(_HTTP), _HTTP)
)
LINES = b"".join(json.dumps({"id": f"a{n}", "text": f"Number {n}. {TEXT}"}).encode() + b"\n" for n in range(4))


def test_every_format_is_read_as_from_the_disk(store: Store, tmp_path: Path) -> None:
    parquet = io.BytesIO()
    pl.DataFrame({"id": ["p1", "p2"], "text": [TEXT, TEXT + "More."], "ballast": ["x" * 9000] * 2}).write_parquet(
        parquet
    )
    content = {
        "c/plain/a.txt": TEXT, "c/plain/b ü?#%.txt": TEXT * 2, "c/lines.jsonl": LINES, "c/lines.jsonl.gz": gzip.compress(LINES),
        "c/table.parquet": parquet.getvalue(), "c/dump.zip": packed({"in/z.txt": TEXT, "in/j.jsonl": LINES.decode()}),
        "c/table.csv": f'id,text\nc1,"{TEXT}"\n', "c/list.json": json.dumps([{"id": "j1", "text": TEXT}]),
        "c/page.html": PAGE, "c/crawl.warc": WARC, "c/crawl.warc.gz": gzip.compress(WARC) * 2,
        "c/bag/bagit.txt": "", "c/bag/notes/why.txt": TEXT, "c/bag/data/b.txt": TEXT,
        "c/.hidden/h.txt": TEXT, "c/out/o.txt": TEXT, "c/notes.docx": "no reader", "other/o.txt": TEXT,
    }  # fmt: skip
    root = store.put(content)
    for name, data in content.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)

    assert read(f"{root}c/", exclude=["out/"]) == read(str(tmp_path / "c"), exclude=["out/"])
    assert len(read(f"{root}c/crawl.warc.gz")[0]) == 2
    listing = formats.listing([f"{root}c"], ["out/"])
    assert (listing.skipped, listing.excluded) == ({".docx": 1}, 1)
    assert listing.notes == ("2 files beside the data of bags not read: bag/bagit.txt, bag/notes/why.txt",)
    with pytest.raises(UsageError, match=r"is a bag.*name .*c/bag/data"):
        formats.listing([f"{root}c/bag"])
    assert read(f"{root}c/lines.jsonl")[0] == ["a0", "a1", "a2", "a3"]
    assert read(f"{root}c/dump.zip")[0] == read(str(tmp_path / "c/dump.zip"))[0]


def test_folders_files_and_patterns(store: Store) -> None:
    root = store.put({f"{year}/{name}.txt": TEXT for year in (2020, 2021) for name in "ab"} | {"2020/deep/c.txt": TEXT})
    assert read(f"{root}2020")[0] == ["a.txt", "b.txt", "deep/c.txt"]
    assert read(f"{root}202?/a.txt")[0] == ["2020/a.txt", "2021/a.txt"]
    assert read(f"{root}2020/*")[0] == ["a.txt", "b.txt", "deep/c.txt"]
    assert read(f"{root}**/c.txt")[0] == ["2020/deep/c.txt"]
    assert read(f"{root}2020/a.txt", f"{root}2021/")[0] == [
        f"{root}{name}.txt" for name in ("2020/a", "2021/a", "2021/b")
    ]
    for wrong in (
        f"{root}2022",
        f"{root}2022/*.txt",
        "s3://no-such-bucket/a",
        "s3://no-such-bucket/",
        "s4://bucket/a",
        "s3://",
    ):
        with pytest.raises(UsageError):
            read(wrong)


def test_names_that_lead_out_of_a_folder_are_findings(store: Store) -> None:
    root = store.put({"c/a.txt": TEXT, "c/x//a.txt": TEXT, "c/x/a.txt": TEXT})
    store.files.call_s3("put_object", Bucket=BUCKET, Key="c/../../etc/passwd.txt", Body=TEXT.encode())
    articles, read_errors = read(f"{root}c/")
    assert articles == ["a.txt", "x/a.txt"]
    assert [(source, kind) for source, kind, _ in read_errors] == [
        ("../../etc/passwd.txt", "unsafe-member"),
        ("x/a.txt", "unsafe-member"),
    ]


@pytest.mark.parametrize(
    "trick",
    [stores.slow, stores.cut, stores.hanging_up, stores.Refusal(500, "InternalError"), stores.Refusal(503, "SlowDown")],
)
def test_what_passes_is_waited_for_and_repeated(store: Store, trick: stores.Trick) -> None:
    root = store.put({"c/lines.jsonl": LINES, "c/a.txt": TEXT})
    store.proxy.play(trick, "lines.jsonl")
    assert read(f"{root}c/") == (["a.txt", "a0", "a1", "a2", "a3"], [])
    assert not store.proxy.tricks


def test_what_does_not_pass_is_a_finding_and_nothing_else_is_lost(store: Store) -> None:
    """An object vanishes, one changes, one is denied, one always breaks off."""
    root = store.put({f"c/{name}.txt": TEXT for name in ("sound", "gone", "new", "denied", "cut")})
    listing = formats.listing([f"{root}c/"])
    store.files.rm_file(f"{BUCKET}/c/gone.txt")
    store.put({"c/new.txt": "Another text by now, which nobody has listed.\n"})
    store.proxy.play(stores.Refusal(403, "AccessDenied"), "denied")
    store.proxy.play(stores.cut, "cut.txt", times=5)
    run = check_corpus_of(listing)
    assert run[0] == ["sound.txt"]
    assert run[1] == [
        ("cut.txt", "unreadable", "it could not be read to its end: the connection failed (ClientPayloadError)"),
        ("denied.txt", "unreadable", "the store denies access to it"),
        ("gone.txt", "unreadable", "it has vanished since it was listed"),
        ("new.txt", "unreadable", "it has changed since it was listed; run again"),
    ]


def check_corpus_of(listing: formats.Listing) -> tuple[list[str], list[tuple[str, str, str]]]:
    readings = [formats.read(shard) for shard in formats.plan(listing)]
    read_errors = pl.concat([each.read_errors for each in readings]).select("source", "kind", "detail")
    return sorted(pl.concat([each.records["article"] for each in readings])), sorted(read_errors.iter_rows())


def test_of_parquet_only_what_is_read_is_fetched(store: Store) -> None:
    frame = pl.DataFrame({"id": [f"p{n}" for n in range(400)], "text": [f"{n} {TEXT}" for n in range(400)]})
    ballast = pl.Series("ballast", [os.urandom(2000).hex() for _ in range(400)])
    data = io.BytesIO()
    frame.with_columns(ballast).write_parquet(data, row_group_size=100)
    root = store.put({"wide.parquet": data.getvalue()})
    shards = list(formats.plan([f"{root}wide.parquet"], shard_articles=150))
    readings = [formats.read(shard) for shard in shards]
    assert pl.concat([each.records["text"] for each in readings]).to_list() == frame["text"].to_list()
    assert store.proxy.sent("wide.parquet") < len(data.getvalue()) / 5
    damaged = store.put({"damaged.parquet": data.getvalue()[:-100] + b"\xff" * 92 + data.getvalue()[-8:]})
    assert [kind for _, kind, _ in read(f"{damaged}damaged.parquet")[1]] == ["unreadable"]


def test_the_cache_knows_an_object_by_its_version(store: Store, tmp_path: Path) -> None:
    root = store.put({"c/lines.jsonl": LINES, "c/a.txt": TEXT})
    policy = Policy(now="2026-01-01")
    first = check_corpus(f"{root}c/", policy, cache=tmp_path / "cache")
    store.proxy.requests.clear()
    again = check_corpus(f"{root}c/", policy, cache=tmp_path / "cache")
    assert again.found.frame().equals(first.found.frame())
    assert store.proxy.sent("lines.jsonl") == store.proxy.sent("a.txt") == 0
    store.put({"c/a.txt": TEXT.replace("ends", "went")})
    assert check_corpus(f"{root}c/", policy, cache=tmp_path / "cache").articles == first.articles
    assert store.proxy.sent("a.txt") == len(TEXT)


def test_the_command_reads_a_bucket(store: Store, call: Call, tmp_path: Path) -> None:
    root = store.put({"c/a.txt": TEXT, "c/b.jsonl": LINES})
    done = call("check", f"{root}c/", "-f", "concise", "--exit-zero", "--isolated", "--no-cache", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{root}c/a.txt:1: DAT001" in done.stdout
    empty = call("check", f"{root}nothing/", "--isolated", "--no-cache", cwd=tmp_path)
    assert empty.returncode == 1
    wrong = call("check", f"{root}nothing", "--isolated", "--no-cache", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)


def test_a_baseline_and_decisions_lie_in_a_bucket_and_are_called_by_their_addresses(
    store: Store, call: Call, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    for name, message in (("a", "An error occurred."), ("b", "Something went wrong.")):
        (tmp_path / f"in/{name}.txt").write_text(f"{TEXT}\n\n{message} Please try again.\n")
    words = ("check", "in", "--isolated", "--no-cache", "--now", "2026-01-02", "--select", "BPL001")
    root = f"s3://{BUCKET}/known"
    assert call(*words, "--write-baseline", f"{root}/b.json", "--exit-zero", cwd=tmp_path).returncode == 0
    known = call(*words, "--baseline", f"{root}/b.json", "--run", "run", cwd=tmp_path)
    assert (known.returncode, "0 new, 2 known" in known.stdout) == (0, True), known
    assert json.loads((tmp_path / "run/run.json").read_text())["policy"]["baseline"] == f"{root}/b.json"
    assert stored.load(tmp_path / "run").policy.baseline is not None

    [first, _] = json.loads(store.files.cat_file(f"{BUCKET}/known/b.json"))["findings"]
    decision = {
        "fingerprint": first["fingerprint"],
        "code": "BPL001",
        "decision": "accept",
        "by": "Nora",
        "reason": "ours",
    }
    store.put({"known/d.jsonl": json.dumps(decision), "known/broken.jsonl": "{", "known/gone.jsonl": json.dumps(
        decision | {"fingerprint": "0" * 16}
    )})  # fmt: skip
    decided = call(
        *words, "--decisions", f"{root}/d.jsonl", "--decisions", f"{root}/gone.jsonl", "--run", "run2", cwd=tmp_path
    )
    assert "1 new, 1 accepted, 1 decision lapsed" in decided.stdout, decided
    lapsed = pl.concat([pl.read_parquet(file) for file in (tmp_path / "run2").rglob("lapsed*.parquet")])
    assert lapsed["place"].to_list() == [f"{root}/gone.jsonl:1"]
    for option, place, said in (
        ("--decisions", f"{root}/broken.jsonl", f"{root}/broken.jsonl:1: not a JSON line"),
        ("--baseline", f"{root}/d.jsonl", f"{root}/d.jsonl: format None is not known"),
        ("--baseline", f"{root}/none.json", f"{root}/none.json: there is no such file"),
        ("--decisions", "https://a.example/d.jsonl?sig=hidden", "holds what is secret"),
        ("--config", f"{root}/d.jsonl", "a configuration decides which code runs"),
    ):
        done = call(
            *(word for word in words if word != "--isolated" or option != "--config"), option, place, cwd=tmp_path
        )
        assert (done.returncode, said in done.stderr, "hidden" in done.stderr) == (2, True, False), done
    pruned = call(*words, "--baseline", f"{root}/b.json", "--prune-baseline", cwd=tmp_path)
    assert (pruned.returncode, f"fetch {root}/b.json first" in pruned.stderr) == (2, True)
    (tmp_path / "provenance.toml").write_text(f'baseline = "{root}/b.json"')
    asked = call("check", "in", cwd=tmp_path)
    assert (asked.returncode, "only the command line names an address" in asked.stderr) == (2, True)


def test_what_the_readme_and_the_page_show_runs_as_it_stands(store: Store, call: Call, tmp_path: Path) -> None:
    article = (
        " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
    )
    store.files.mkdir("bucket")
    lines = json.dumps({"title": "Nets", "published": "2024-01-02", "text": f"{TEXT} It spoke about nets."})
    for name, data in {"a.txt": article, "2024/b.jsonl": lines}.items():
        store.files.pipe_file(f"bucket/corpus/{name}", data.encode())
    store.files.pipe_file("bucket/dump.zip", packed({"z.txt": article}))
    shown = [line for page in (HERE / "docs/places.md", HERE / "README.md") for line in commands(page)]
    assert len(shown) > 2
    for command in shown:
        done = call(*shlex.split(command)[1:], cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), command


def commands(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    typed = [line for block in blocks_of(page, "sh") for line in block.text.replace("\\\n", " ").splitlines()]
    return [line for line in (*typed, *re.findall(r"`(provenance [^`]+)`", text)) if "s3://" in line]


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    files = {"lines.jsonl": LINES, "pages.zip": packed({"z.txt": TEXT}), "new.jsonl": LINES}
    with stores.served(type("Own", (stores.Pages,), {"files": files, "refused": set()})) as port:
        yield f"127.0.0.1:{port}"


@pytest.mark.parametrize(
    "path", ["lines.jsonl?X-Amz-Signature=secret", "plain/lines.jsonl", "busy/lines.jsonl", "to?/lines.jsonl"]
)
def test_a_file_of_a_web_server_is_read(web: str, path: str) -> None:
    assert read(f"http://{web}/{path}") == (["a0", "a1", "a2", "a3"], [])


def test_archives_and_passwords_of_web_servers(web: str) -> None:
    assert read(f"http://{web}/pages.zip") == (["pages.zip!/z.txt"], [])
    assert read(f"http://user:pass@{web}/own/lines.jsonl")[0] == ["a0", "a1", "a2", "a3"]
    with pytest.raises(UsageError, match="denies access") as refused:
        read(f"http://user:wrong@{web}/own/lines.jsonl")
    assert "wrong" not in str(refused.value)


@pytest.mark.parametrize("where", ["file:///etc/passwd", "https://127.0.0.1:1/a.txt", "ftp://127.0.0.1/a", ""])
def test_a_redirect_leads_to_no_other_kind_of_place(web: str, where: str) -> None:
    with pytest.raises(UsageError, match="is redirected"):
        formats.listing([f"http://{web}/to?{where}"])


def test_secrets_of_an_address_are_in_no_output(web: str, call: Call, tmp_path: Path) -> None:
    address = f"http://user:sesame@{web}/lines.jsonl?X-Amz-Signature=sesame"
    done = call(
        "check", address, "--exit-zero", "--isolated", "--run", "run", "-o", "r.json", "-f", "json", cwd=tmp_path
    )
    assert done.returncode == 0
    wrong = call("check", address.replace("lines", "none"), "--isolated", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "sesame" not in done.stdout + done.stderr + wrong.stderr
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 10
    assert not [path for path in written if b"sesame" in path.read_bytes()]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at https://user:pw@host/a.jsonl?X-Amz-Signature=1#x now", "at https://***@host/a.jsonl?*** now"),
        ("s3://KEY:SECRET@bucket/a?b", "s3://***@bucket/a?b"),
        ("s3://bucket/a@b", "s3://bucket/a@b"),
    ],
)
def test_what_is_secret_in_an_address_is_masked(text: str, shown: str) -> None:
    assert addresses.masked(text) == shown


@pytest.mark.parametrize(
    ("arguments", "source", "shown"),
    [
        (("s3://b/c/",), "x/a.txt", "s3://b/c/x/a.txt"),
        (("s3://b/c",), "x/a.txt", "s3://b/c/x/a.txt"),
        (("s3://b/c/a.txt",), "a.txt", "s3://b/c/a.txt"),
        (("s3://b/d.zip",), "d.zip!/x/a.txt", "s3://b/d.zip!/x/a.txt"),
        (("s3://b/c/",), None, "s3://b/c/"),
        (("s3://b/c/", "in"), "s3://b/c/a.txt", "s3://b/c/a.txt"),
        (("s3://b/c/", "in"), "in/a.txt", None),
        (("in",), "a.txt", None),
    ],
)
def test_a_finding_names_the_address_that_opens(
    arguments: tuple[str, ...], source: str | None, shown: str | None
) -> None:
    assert locations._address(arguments, source) == shown


def test_in_a_log_of_sarif_an_address_stays_one() -> None:
    assert sarif.uri("s3://b/ü a.txt") == "s3://b/%C3%BC%20a.txt"


def test_an_address_made_a_path_is_refused() -> None:
    with pytest.raises(UsageError, match="as a string"):
        formats.listing([Path("s3://bucket/a")])
    with pytest.raises(UsageError, match="only a folder on the disk"):
        extract_facts([], "s3://bucket/a")
