"""The card of a checked corpus, Croissant 1.1: its files with their digests, its records, its rights, its check.

https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html. The context is the one of the specification; what it
does not know is said with the terms of PROV-O.
"""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import polars as pl

from provenance.catalogues import SEPARATOR
from provenance.exports import described, streams
from provenance.exports.base import Export
from provenance.printing import many
from provenance.runs.run import Run

C = pl.col
CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
FILES = 1_000
"""Files that the card describes one by one; of a corpus of more, the sets of them only."""
_TERMS = (
    "arrayShape citeAs column conformsTo:dct containedIn equivalentProperty extract field fileProperty fileObject "
    "fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex "
    "repeated replace samplingRate separator source subField transform"
).split()
CONTEXT = {
    "@language": "en", "@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "dct": "http://purl.org/dc/terms/", "sc": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "examples": {"@id": "cr:examples", "@type": "@json"},
    **{(parts := term.partition(":"))[0]: f"{parts[2] or 'cr'}:{parts[0]}" for term in _TERMS},
}  # fmt: skip
_MEDIA = {
    "text": "text/plain", "jsonl": "application/jsonlines", "parquet": "application/x-parquet",
    "ninjs": "application/json", "warc": "application/warc",
}  # fmt: skip
"""Media types by the names of formats, where they are not those of files whose names end so."""
_UNKNOWN = "application/octet-stream"
_EXTRACT = {"jsonl": "jsonPath", "csv": "column", "parquet": "column"}
"""How a field is taken out of a record, by format."""
_FIELDS = ("text", "title", "url", "language", "modified", "captured")
"""Fields that go by one name in every record, unless the policy maps them."""
_OF_ARTICLES = ("source", "title", "url", "language", "modified", "captured")
_OF_RECORDS = ("article", "text", "title", "byline", "url", "publisher", "language", "source")
Json = dict[str, Any]


def write(run: Run, path: Path) -> None:
    """Write the card of a run."""
    described.write_json(card(run), path)


def card(run: Run, packed: pl.DataFrame | None = None) -> Json:
    """Return the card: of what is not known it says nothing.

    Args:
        run: The run, with its frames of facts.
        packed: The files of records of a bag, if the card is to describe them in place of what was read: as `inputs`
            names files, their paths as they are found from the card on. Their columns are those of `articles`.
    """
    inputs = pl.concat(streams.chunks(run, "inputs")) if packed is None else packed
    formats = inputs["format"].unique(maintain_order=True).to_list()
    rights = described.rights(run)
    languages = described.most_frequent(streams.chunks(run, "articles", ("language",)), "language")
    publishers = described.most_frequent(streams.chunks(run, "articles", ("publisher",)), "publisher")
    single = inputs.drop_nulls("sha256") if inputs.height <= FILES else inputs.clear()
    known = {
        "inLanguage": languages,
        "creator": [{"@type": "Organization", "name": name} for name in publishers],
        "usageInfo": rights["usage_terms"],
        "copyrightNotice": rights["copyright"],
        "license": rights["licence"],
        "distribution": [
            *(_file(row) for row in single.iter_rows(named=True)),
            *(_set(name, inputs.filter(format=name)["source"], beside=packed is None) for name in formats),
        ],
        "recordSet": [each for name in formats if (each := _records(run, name, inputs))]
        if packed is None
        else [_columns(run, name) for name in formats],
    }
    files = run.record.sources if packed is None else packed.height
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": described.name(run),
        "description": f"{many(run.articles, 'news article')} in {many(files, 'file')}. "
        f"Checked by {described.program(run)}: {run.verdict.sentence}",
        "identifier": f"sha256:{described.digest(run)}",
        **{key: value for key, value in known.items() if value},
        "prov:wasGeneratedBy": _check(run),
    }


def _check(run: Run) -> Json:
    """Return the check as the activity of which the card is."""
    return {
        "@type": "prov:Activity",
        "prov:label": "validation of the articles",
        "prov:startedAtTime": run.record.started.isoformat(),
        "prov:wasAssociatedWith": {"@type": "prov:SoftwareAgent", "prov:label": described.program(run)},
        "prov:value": "pass" if run.verdict.passed else "fail",
    }


def _file(row: Json) -> Json:
    """Return a file; its address is relative to the folder in which the check was made."""
    return {
        "@type": "cr:FileObject",
        "@id": f"file/{quote(row['source'])}",
        "name": row["source"],
        "contentUrl": quote(row["source"]),
        "contentSize": f"{row['bytes']} B",
        "encodingFormat": _media(row["format"]),
        "sha256": row["sha256"],
    }


def _media(name: str) -> str:
    """Return the media type of a format, or of a kind of archive."""
    return _MEDIA.get(name) or guess_type(f"file.{name}")[0] or _UNKNOWN


def _set(name: str, sources: pl.Series, *, beside: bool) -> Json:
    """Return what describes all files of a format: by which patterns they are found, in one folder or `beside` all."""
    paths = map(PurePosixPath, sources)
    patterns = {f"*{path.suffix}" if beside else f"{path.parent}/*{path.suffix}" for path in paths}
    return {
        "@type": "cr:FileSet",
        "@id": f"files/{name}",
        "name": f"{name} files",
        "encodingFormat": _media(name),
        "includes": sorted(patterns),
    }


def _records(run: Run, name: str, inputs: pl.DataFrame) -> Json | None:
    """Return the records of a format as a set, where the card can say how they are taken out of its files."""
    if name == "text":
        places = [("article", "fullpath"), ("text", "content")]
        fields = [_field(name, key, {"fileProperty": each}) for key, each in places]
    elif name in _EXTRACT:
        way = _EXTRACT[name]
        mapped = {key: theirs.partition(SEPARATOR)[0] for key, theirs in run.policy.fields.items()}
        contained = _held(run, inputs.filter(format=name).select("source"))
        named = [(key, mapped.pop(key, key)) for key in _FIELDS if key in contained]
        fields = [
            _field(name, key, {way: f"$.{theirs}" if way == "jsonPath" else theirs})
            for key, theirs in (*named, *sorted(mapped.items()))
        ]
    else:
        return None
    return _record_set(name, fields)


def _columns(run: Run, name: str) -> Json:
    """Return the records of a bag: those columns of `articles` that are text and hold any."""
    contained = _held(run, None)
    fields = [_field(name, key, {"column": key}) for key in _OF_RECORDS if key in contained]
    return _record_set(name, fields)


def _record_set(name: str, fields: list[Json]) -> Json:
    about = f"the articles in files of the format {name}"
    return {"@type": "cr:RecordSet", "@id": f"records/{name}", "name": about, "field": fields}


def _field(name: str, key: str, extract: Json) -> Json:
    """Return a field: all are text, as they stand in the file."""
    return {
        "@type": "cr:Field",
        "@id": f"records/{name}/{key}",
        "name": key,
        "dataType": "sc:Text",
        "source": {"fileSet": {"@id": f"files/{name}"}, "extract": extract},
    }


def _held(run: Run, files: pl.DataFrame | None) -> set[str]:
    """Return the fields that an article of these files has, of none in particular those of any article."""
    contained = {"text"}
    columns = _OF_RECORDS if files is None else _OF_ARTICLES
    for chunk in streams.chunks(run, "articles", columns):
        own = chunk if files is None else chunk.join(files, on="source", how="semi").drop("source")
        contained |= {key for key, count in own.count().row(0, named=True).items() if count}
    return contained


EXPORT = Export(
    name="croissant", about="the card of the data set in Croissant 1.1, for machine learning", write=write, facts=True
)
