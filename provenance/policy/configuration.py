"""Which rules apply, how grave they are, what fails the gate: TOML in, one frozen value out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from provenance.errors import PolicyError, hint
from provenance.policy.limits import Limit
from provenance.policy.values import FailOn, convert, key_of, plain, under
from provenance.rules.base import Rule, Severity
from provenance.rules.registry import add_files, by_code, families, registry, selected_by
from provenance.storage.addresses import is_remote, masked
from provenance.storage.archive_limits import STANDARD, ArchiveLimits
from provenance.storage.untrusted import parse_toml

_NO_KEYS = {"path", "found"}
FILES = ("provenance.toml", "pyproject.toml")


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a run is held to. The keys of `[tool.provenance]` are these names with `-` for `_`.

    Keywords are checked, and converted, like the values of a configuration file: lists become tuples, paths and days
    may be strings, `limits` may be a table such as `{"BPL": "1%"}`, `archives` one such as `{"ratio": 500}`. Raises
    PolicyError for anything unknown or impossible.
    """

    select: Sequence[str] = ("ALL",)
    """Rules that run: codes (DAT001), prefixes (DAT), names (date-missing), families (dates), ALL."""
    extend_select: Sequence[str] = ()
    """Rules that run as well."""
    ignore: Sequence[str] = ()
    """Rules that do not run."""
    severity: Mapping[str, Severity] = field(default_factory=dict)
    """The policy's word against the rule's, by code, prefix, name or family."""
    fail_on: FailOn = "error"
    """The least severity that fails the gate."""
    limits: tuple[Limit, ...] = ()
    """How much of a rule or family is too much: a number of findings, or a share of the articles, `1%`."""
    exclude: Sequence[str] = ()
    """Files and folders that are no articles: patterns as in .gitignore."""
    follow_links: bool = False
    """Links out of the folders that are named are followed."""
    archives: ArchiveLimits = STANDARD
    """How much may come out of an archive: `ratio`, `size`, `members`, `depth`."""
    per_file_ignores: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Rules that are switched off for the files that a pattern names."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Our field from theirs; dots lead into nested records."""
    suites: Sequence[str] = ()
    """Suites of expectations: built-in ones, files, ALL."""
    catalogues: Mapping[str, Path] = field(default_factory=dict)
    """Files with lines of one's own for our catalogues."""
    baseline: Path | None = None
    """Findings known from before, which do not count."""
    decisions: tuple[Path, ...] = ()
    """What people decided about findings; a file a reviewer."""
    now: date | None = None
    """The day that counts as today, for results that can be repeated."""
    allow_empty: bool = False
    """An input without an article does not fail the gate."""
    preview: bool = False
    """Rules in preview run as well."""
    min_confidence: float = 0.0
    """Findings that are less sure are left out; those whose rule does not weigh stay."""
    rules_from: Sequence[Path] = ()
    """Python files, or folders of them, with rules; they are run. The key is `rules`."""
    dataset: str | None = None
    """A name of the data set, which stored runs and the JSON report bear."""
    docs_url: str | None = None
    """Where the site with our docs/ begins: reports link to the pages of the rules there, `rules/DAT001/`."""
    path: Path | None = None
    found: bool = False
    """Its file was found from the working folder on upward; nobody has named it."""

    _chosen: ClassVar[tuple[tuple[Rule, ...], tuple[Rule, ...]] | None] = None
    """The rules that there were when `rules` was asked last, and its answer."""

    def __post_init__(self) -> None:
        for item in fields(self):
            if item.name != "found":
                object.__setattr__(self, item.name, convert(item.name, getattr(self, item.name), Path()))
        add_files(self.rules_from)
        validate(self)

    def rules(self) -> tuple[Rule, ...]:
        """Return the selected rules, each with the severity that this policy gives it."""
        known = registry()
        if self._chosen is None or self._chosen[0] is not known:
            object.__setattr__(self, "_chosen", (known, self._choose()))
        assert self._chosen is not None  # noqa: S101 - for mypy
        return self._chosen[1]

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: workers are sent the policy, and choose for themselves."""
        return {name: value for name, value in self.__dict__.items() if name != "_chosen"}

    def _choose(self) -> tuple[Rule, ...]:
        wanted = set(self.codes((*self.select, *self.extend_select))) - set(self.codes(self.ignore))
        graver = {code: grade for selector, grade in self.severity.items() for code in self.codes([selector])}
        return tuple(
            rule.graded(graver.get(rule.code, rule.severity)).at_least(self.min_confidence)
            for rule in registry()
            if rule.code in wanted and (self.preview or rule.status != "preview")
        )

    @staticmethod
    def codes(selectors: Iterable[str]) -> Iterator[str]:
        """Return the codes that the selectors (codes, prefixes, names, families, ALL) stand for.

        A code that a rule has replaced stands for that rule.

        Raises PolicyError for a selector that matches no rule.
        """
        for selector in selectors:
            found = selected_by(selector)
            if not found:
                known = [*by_code(), *families(), *families().values(), *(rule.name for rule in registry()), "ALL"]
                message = f"{selector!r} selects no rule{hint(selector, known)}; `provenance rule --all` lists them"
                raise PolicyError(message)
            yield from found

    def ignored_in(self, source: str) -> set[str]:
        """Return the codes that `per-file-ignores` switches off for a source path."""
        path = PurePosixPath(source)
        patterns = (glob for glob in self.per_file_ignores if path.match(glob) or under(path, glob))
        return {code for glob in patterns for code in self.codes(self.per_file_ignores[glob])}

    def clock(self) -> datetime:
        """Return the moment that counts as now: the end of the pinned day, or of today, in UTC."""
        return datetime.combine(self.now or datetime.now(UTC).date(), time.max, UTC)


def load(
    config: Path | None = None, *, isolated: bool = False, start: Path | None = None, inputs: Sequence[str | Path] = ()
) -> Policy:
    """Return the policy of `config`, else of the nearest configuration file above `start`, else the default.

    A file that lies in one of the `inputs` makes no code run: it may have come with the articles.
    Raises PolicyError if the file cannot be read or understood, or names rules that it may not name.
    """
    if isolated and config:
        message = f"--isolated uses no configuration file; leave it out, or --config {config}"
        raise PolicyError(message)
    if isolated:
        return Policy()
    path = config or _nearest((start or Path.cwd()).resolve())
    if path is None:
        return Policy()
    table = _table(path, required=config is not None)
    _refuse_addresses(table, path)
    if config is None and table.get("rules") and (place := holding(path, inputs)):
        message = (
            f"{path}: its rules are Python files, and it lies in the input {place}, where anybody may have put it; "
            f"if it is yours, say so: --config {path}; else use --isolated"
        )
        raise PolicyError(message)
    return replace(parse(table, path), found=config is None)


def _refuse_addresses(table: Mapping[str, Any], path: Path) -> None:
    """Raise PolicyError if a file asks for what lies in a store: it may have come with the articles."""
    for name in ("baseline", "decisions"):
        given = table.get(name)
        for place in given if isinstance(given, list) else [given]:
            if is_remote(place):
                message = f"{path}: {name}: only the command line names an address: --{name} {masked(str(place))}"
                raise PolicyError(message)


def holding(path: Path, inputs: Sequence[str | Path]) -> str | Path | None:
    """Return the first input in which a configuration file lies."""
    return next((each for each in inputs if path.resolve().is_relative_to(Path(each).resolve())), None)


def parse(table: Mapping[str, Any], path: Path | None = None) -> Policy:
    """Return the policy that a `[tool.provenance]` table describes; relative paths count from the file's folder.

    Raises PolicyError, naming the file and the key, for anything unknown or impossible.
    """
    where = str(path or "policy")
    known = keys()
    for name in table:
        if name not in known:
            advice = "; here the keys stand without [tool.provenance]" if name == "tool" else hint(name, known)
            message = f"{where}: unknown key {name!r}{advice}"
            raise PolicyError(message)
    values = {known[name]: value for name, value in table.items()}
    try:
        folder = path.parent if path else Path()
        return Policy(path=path, **{name: convert(name, value, folder) for name, value in values.items()})
    except PolicyError as error:
        message = f"{where}: {error}"
        raise PolicyError(message) from None


def given(policy: Policy | None) -> Policy:
    """Return the policy of a call from Python, the usual one without it. Raises PolicyError for what is none."""
    if policy is None or isinstance(policy, Policy):
        return policy or Policy()
    message = f"policy must be a provenance.Policy, not {type(policy).__name__}"
    raise PolicyError(message)


def table(policy: Policy) -> dict[str, Any]:
    """Return the table from which `parse` makes the policy again, without its defaults."""
    set_, default = {item.name: getattr(policy, item.name) for item in fields(Policy)}, Policy()
    changed = {name: value for name, value in set_.items() if value != getattr(default, name) and name not in _NO_KEYS}
    if "limits" in changed:
        levels: dict[str, dict[str, str | int]] = {}
        for limit in policy.limits:
            levels.setdefault(limit.selector, {})[limit.severity] = str(limit) if limit.is_share else int(limit.most)
        changed["limits"] = levels
    if "archives" in changed:
        changed["archives"] = asdict(policy.archives)
    return {key_of(name): plain(value) for name, value in changed.items()}


def keys() -> dict[str, str]:
    """Return the keys that a configuration may have, each with the field of the policy that it gives."""
    return {key_of(item.name): item.name for item in fields(Policy) if item.name not in _NO_KEYS}


def validate(policy: Policy) -> None:
    """Raise PolicyError if a selector, severity or level of the policy is unknown, or no rule is selected."""
    _refuse_preview(policy)
    if not policy.rules():
        message = "no rule is selected: nothing would be looked for; `provenance rule --all` lists the rules"
        raise PolicyError(message)
    for selectors in policy.per_file_ignores.values():
        list(policy.codes(selectors))
    list(policy.codes(limit.selector for limit in policy.limits))


def _refuse_preview(policy: Policy) -> None:
    """Raise PolicyError if a rule in preview is asked for by its code, and previews are not."""
    if not policy.preview:
        for word in (*policy.select, *policy.extend_select):
            rule = by_code().get(word)
            if rule and rule.status == "preview":
                message = f"{word} is in preview: it runs with --preview only (or `preview = true`)"
                raise PolicyError(message)


def _nearest(folder: Path) -> Path | None:
    for place in (folder, *folder.parents):
        for name in FILES:
            if (place / name).is_file() and (name != "pyproject.toml" or _table(place / name)):
                return place / name
    return None


def _table(path: Path, *, required: bool = False) -> Mapping[str, Any]:
    try:
        table = parse_toml(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: cannot read the configuration: {error.strerror}"
        raise PolicyError(message) from error
    except ValueError as error:
        message = f"{path}: not TOML: {error}"
        raise PolicyError(message) from error
    if path.name != "pyproject.toml":
        return table
    tool = table.get("tool")
    found = tool.get("provenance", {}) if isinstance(tool, dict) else {}
    if not isinstance(found, dict):
        message = f"{path}: [tool.provenance] must be a table"
        raise PolicyError(message)
    if required and not found:
        message = f"{path}: has no [tool.provenance] table"
        raise PolicyError(message)
    return found
