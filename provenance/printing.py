"""Numbers of things in words, and text that is safe to print: on terminals, and in logs that CI systems search.

Runners of CI systems obey what a job prints: GitHub's takes `##[command]` anywhere in a line and `::command::` at its
beginning, behind white space too (`ActionCommand.TryParse`); Azure's takes `##vso[` anywhere, TeamCity's `##teamcity[`.
What an article, a file name or an error says goes through `visible` or `escaped`, every line through `harmless`.
"""

from __future__ import annotations

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_TURNING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_COMMAND = re.compile(r"#(?=#[\w.-]*\[)")
_AT_START = re.compile(r"^(\s*:)(?=:)", re.MULTILINE)


def escaped(text: str) -> str:
    """Return `text` with control, invisible and bidirectional characters, but for tab and newline, as <U+XXXX>.

    What a runner would take for a command, anywhere in a line, is broken by a space.
    """
    return _broken(_INVISIBLE.sub(lambda found: f"<U+{ord(found[0]):04X}>", text))


def visible(text: str) -> str:
    """Return `text` on one line, with control, invisible and bidirectional characters written as <U+XXXX>."""
    return escaped(re.sub(r"[\n\t ]+", " ", text)).strip()


def many(number: int, noun: str) -> str:
    """Return a number of things in words: 1 finding, 1,200 findings."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def of_suffix(number: int, suffix: str) -> str:
    """Return a number of files in words: 3 .docx files, 1 file without suffix."""
    return many(number, f"{suffix} file") if suffix else f"{many(number, 'file')} without suffix"


def harmless(text: str) -> str:
    """Return lines that are ready to be printed, so that none of them is a command to a CI system."""
    return _AT_START.sub(r"\1 ", _broken(text))


def harmless_json(line: str) -> str:
    """Return a line of JSON, the same data, in which no runner finds a command, and nothing turns what is shown."""
    return _TURNING.sub(lambda found: f"\\u{ord(found[0]):04x}", _COMMAND.sub(r"\\u0023", line))


def harmless_xml(line: str) -> str:
    """Return a line of XML, the same data, in which no runner finds a command."""
    return _AT_START.sub(lambda found: f"{found[1][:-1]}&#58;", _COMMAND.sub("&#35;", line))


def _broken(text: str) -> str:
    return _COMMAND.sub("# ", text)
