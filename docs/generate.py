"""Write the pages that are made from declarations: the rules, the frames, the JSON Schemas.

    python docs/generate.py [--check]

With `--check` nothing is written; it fails if a page is stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from provenance import frames, languages, schemas
from provenance.languages.measured import ENOUGH, Figure, figures
from provenance.rules import explain
from provenance.rules.measured import precision
from provenance.rules.registry import FAMILIES, registry, replaced

HERE = Path(__file__).parent
_RIGHT = (
    "*Right* is the share of its findings that are, with the 95 % interval and how many were drawn at random from text",
    "that was not written for the program, and read. Most of what is not measured looks at one field or one byte, and",
    "its page says why it cannot be wrong.",
)
MADE = "<!-- Made by docs/generate.py from the declarations. Do not edit. -->"


def pages() -> dict[Path, str]:
    """Return every generated page by its path."""
    made = {HERE / "rules.md": _text(_index()), HERE / "frames.md": _text(_frames())}
    made[HERE / "languages.md"] = _text(_languages())
    made |= {HERE / "rules" / f"{code}.md": f"{MADE}\n\n{page}" for code, page in rule_pages().items()}
    return made | {HERE / "schemas" / f"{name}.schema.json": schemas.text(name) for name in schemas.SCHEMAS}


def rule_pages() -> dict[str, str]:
    """Return the page of every rule by its code; at a code that was replaced stands by which one."""
    gone = "# {0}\n\nThis rule was replaced by [{1}]({1}.md): who selects {0} gets it.\n"
    return {rule.code: explain.page(rule) for rule in registry()} | {
        old: gone.format(old, code) for old, code in replaced().items()
    }


def main() -> None:
    """Write the pages, or check them."""
    made = pages()
    single = (HERE / f"{name}.md" for name in ("rules", "frames", "languages"))
    known = {*single, *(HERE / "rules").glob("*.md"), *(HERE / "schemas").iterdir()}
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    left = sorted(known - set(made))
    if "--check" in sys.argv and (stale or left):
        names = ", ".join(str(path.relative_to(HERE)) for path in [*stale, *left])
        sys.exit(f"stale: {names}; run `python docs/generate.py`")
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
    for path in left:
        path.unlink(missing_ok=True)


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _index() -> Iterator[str]:
    yield from ("# Rules", "", MADE, "")
    yield f"{len(registry())} rules in {len(FAMILIES)} families. An *error* fails the default gate; the others report."
    yield from ("", *_RIGHT)
    for prefix, family in FAMILIES.items():
        yield from ("", f"## {family} ({prefix})", "")
        yield from ("| code | name | severity | what | right |", "|---|---|---|---|---|")
        for rule in registry():
            if rule.family == prefix:
                right = explain.share(precision(rule))
                link = f"[{rule.code}](rules/{rule.code}.md)"
                yield f"| {link} | {rule.name} | {rule.severity} | {rule.summary} | {right} |"


def _frames() -> Iterator[str]:
    yield from ("# Frames", "", MADE, "")
    yield "Offsets are Unicode code points, start inclusive, end exclusive; `text[start:end]` is the cited string."
    for frame in frames.FRAMES.values():
        yield from ("", f"## {frame.name}", "", f"One row is {frame.row}.", "")
        yield from ("| column | type | null | meaning |", "|---|---|---|---|")
        for column in frame.columns:
            yield f"| `{column.name}` | {column.dtype} | {'yes' if column.nullable else 'no'} | {column.about} |"


_FLOORS = HERE.parent / "benchmarks" / "floors.json"
_COLUMNS = {
    "speakers": "speakers", "captions, characters": "captions in the text",
    "credits in mark-up, exact": "credits (pages)", "credits of publishers, exact": "credits (parsers)",
    "date line at the head": "date lines",
    "furniture in pages": "furniture found", "article lines flagged, per 1,000": "article lines spared",
    "embeds, characters": "posts",
}  # fmt: skip
_LABELLED = f"""\
Precision / recall, and how many labels stand behind them. The labels were made by others, on text that nobody wrote
for the program: annotated news for speakers, the mark-up of the pages for captions, credits, posts and furniture.
Captions and posts are counted in characters; a credit is right where all of its words are; *article lines spared* is
the share of the lines of articles that nobody called furniture. What has fewer than {ENOUGH} labels is *not measured*
and says how many there are; a dash: none. The weights of captions and furniture were learned from collections that
are among these: on publishers that were left out they are right less often, and `benchmarks/learn_captions.py` and
`benchmarks/learn_furniture.py` print those figures."""
_LOWERED = """\
The confidence of a finding on captions, credits or furniture is lowered by a fifth in an article that declares a
language in which the precision of that fact is not measured (`provenance/rules/certainty.py`): `--min-confidence`
leaves such findings out first. An article that declares no language is treated as what was measured: pages of unknown
language were among it."""
_OWN = """\
Each language has sentences written for it, in `provenance/languages/CODE/examples.toml`, checked by reading. They are
tests, and no measure of how well it goes in the world: who writes the sentences writes the rules, too. The figures
are the floors that `provenance evaluate --languages --floors benchmarks/floors.json` holds; they guard against steps
back only."""


def _languages() -> Iterator[str]:
    """Yield the page on languages, from the figures that are stored; none is measured here."""
    names = {code: f"{language.name} ({code})" for code, language in languages.declared().items()}
    by = {(one.language, one.measure): one for one in figures()}
    shown = [code for code in names if any(one.measured for one in figures() if one.language == code)]
    yield from ("# Languages", "", MADE, "", "## On text that others labelled", "", _LABELLED, "")
    yield from (f"| language | {' | '.join(_COLUMNS.values())} |", "|---" * (len(_COLUMNS) + 1) + "|")
    for code in shown:
        yield f"| {names[code]} | {' | '.join(_cell(by.get((code, measure))) for measure in _COLUMNS)} |"
    rest = ", ".join(name for code, name in names.items() if code not in shown)
    yield from ("", f"No fact is measured in: {rest}.", "", "## What follows from it", "", _LOWERED, "")
    yield from (
        "## On sentences of our own",
        "",
        _OWN,
        "",
        "| language | fact | precision | recall |",
        "|---|---|---|---|",
    )
    for code, facts in json.loads(_FLOORS.read_text(encoding="utf-8"))["languages"].items():
        for fact, shares in facts.items():
            yield f"| {names[code]} | {fact} | {shares['precision']:.3f} | {shares['recall']:.3f} |"


def _cell(one: Figure | None) -> str:
    if one is None:
        return "–"
    if not one.measured:
        return f"not measured ({one.labels})"
    shares = [one.told(name) for name in ("precision", "recall") if one.told(name) != "–"]
    return f"{' / '.join(shares)} ({one.labels:,})"


if __name__ == "__main__":
    main()
