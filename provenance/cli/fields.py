"""`fields` and `init`: what the records of a corpus are made of, and a configuration that reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from provenance.cli import options as o
from provenance.errors import UsageError

if TYPE_CHECKING:
    from provenance.formats.own_fields import OwnFields

_SAMPLE = 48
_CONFIGURATION = "provenance.toml"
Paths = Annotated[list[str], typer.Argument(help="Files or folders; - is standard input.", metavar="PATH…")]


def fields(
    paths: Paths,
    field: o.Fields = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="text or json.")] = "text",
) -> None:
    """Show which fields the records have, with a sample each, what is read from them, and the mapping to add."""
    from provenance.formats import field_proposals

    found = _look(paths, o.mapping({}, field or ()))
    if form == "json":
        o.echo(json.dumps(_described(found), ensure_ascii=False, indent=1, default=str))
        return
    for line in _table(found):
        o.echo(line)
    if not found.records:
        o.echo("no record with fields: a text file or a page has none, and needs no mapping")
    elif found.proposed:
        source = f" (records of {found.tool})" if found.tool else ""
        o.echo(f"\nadd{source}: {field_proposals.options(found.proposed)}")
    for ours, theirs in found.unsure.items():
        o.echo(f"# {theirs} may be {ours}: {field_proposals.options({ours: theirs})}")
    if found.records and not found.has_text:
        o.echo(f"\nno field is known to be the text; {_longest(found.longest)}")


def init(
    paths: Paths,
    to: Annotated[Path, typer.Option("--to", help="The file to write.", metavar="FILE")] = Path(_CONFIGURATION),
) -> None:
    """Write a commented configuration for a corpus, with the mapping of its fields. No file is written over."""
    from provenance.storage.atomic import write_text

    if to.exists():
        message = f"{to}: is there already; name another file with --to"
        raise UsageError(message)
    write_text(to, "\n".join(_configuration(_look(paths, {}))) + "\n")
    o.echo(f"wrote {to}: provenance check {' '.join(paths)} --config {to}")


def _longest(name: str | None) -> str:
    """Say which field has the longest strings, and how to read it as the text; or that none has any."""
    from provenance.formats import field_proposals
    from provenance.printing import visible

    if name is None:
        return "none holds a string"
    return f"the longest is {visible(name)}: {field_proposals.options({'text': name})}"


def _look(paths: list[str], mapped: dict[str, str]) -> OwnFields:
    from provenance import formats
    from provenance.formats import own_fields

    return own_fields.of(formats.plans(paths, mapped), formats.Fields.of(mapped))


def _table(found: OwnFields) -> Iterator[str]:
    from provenance.printing import visible

    width = max((len(visible(name)) for name in found.by_name), default=0)
    for each in found.by_name.values():
        share = f"{each.records / found.records:>4.0%}"
        yield f"{visible(each.name):<{width}}  {share}  {each.read_as or '':<9}  {_sample(each.sample)}".rstrip()


def _sample(value: object) -> str:
    from provenance.printing import visible

    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    flat = " ".join(said.split())
    return visible(flat if len(flat) <= _SAMPLE else f"{flat[: _SAMPLE - 1]}…")


def _described(found: OwnFields) -> dict[str, object]:
    return {
        "records": found.records,
        "tool": found.tool or None,
        "fields": [
            {"name": each.name, "records": each.records, "read_as": each.read_as, "sample": _sample(each.sample)}
            for each in found.by_name.values()
        ],
        "proposed": dict(found.proposed),
        "unsure": dict(found.unsure),
    }


def _configuration(found: OwnFields) -> Iterator[str]:
    yield "# What `provenance check` holds this corpus to; docs/configuration.md tells of every key."
    yield '# select = ["ALL"]            # rules that run: codes, prefixes, names, families'
    yield '# ignore = ["DAT013"]         # rules that do not run'
    yield 'fail-on = "error"             # the least severity that fails the gate: error, warning, info, never'
    yield '# baseline = "baseline.json"  # known findings do not count; check --write-baseline makes it'
    yield '# exclude = ["drafts/"]       # files and folders that are no articles'
    yield '# suites = ["dates"]          # expectations of the corpus as a whole'
    if not found.records:
        return
    lines = [f"{ours} = {json.dumps(theirs, ensure_ascii=False)}" for ours, theirs in found.proposed.items()]
    about = (
        f"; records of {found.tool}" if found.tool else "" if lines else "; all that is read here has its usual name"
    )
    if not found.has_text:
        about = f"; name the field that holds the text{', here the longest one' if found.longest else ''}"
        lines = [f"text = {json.dumps(found.longest or 'NAME', ensure_ascii=False)}", *lines]
    yield ""
    yield f"{'[fields]  ' if lines else '# [fields]'}                    # our field = theirs{about}"
    yield from lines
    for ours, theirs in found.unsure.items():
        yield f"# {ours} = {json.dumps(theirs, ensure_ascii=False)}  # perhaps: look at its values"
