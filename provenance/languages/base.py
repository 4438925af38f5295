"""What a language is: a package of its own with this declaration, and CSV files beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the news.

    The CSV files beside the declaration are lines of the catalogues of the same names, with the same columns. Each may
    be missing: what a language does not say is not looked for in it.
    """

    code: str
    """ISO 639-1."""
    name: str
    """Its English name."""
    also: tuple[str, ...] = ()
    """Other codes that mean it, as `nb` and `nn` mean Norwegian."""
    rank: int = 100
    """Of two languages that a text shows alike the one with the lower rank is taken, of equal ranks the first code."""
    attributes: bool = False
    """Whether its quotations in marks are given to their speakers: `reporting_verbs` and `reporting_words` hold what is
    needed for it. Else they are looked for, and their speakers read as in English."""
    verb_second: bool = False
    """Whether the subject may stand after its verb wherever something else stands before it: In May said Jo Roe …"""
    dash_speech: Literal["", "comma", "dash", "incise"] = ""
    """What parts speech behind a dash from its reporting clause: – Nej, säger Ana Lund. / —No —dijo Ana Lund.

    An incise stands behind a comma, and its verb comes first: — Non, dit Anne Lund.
    """

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that means it."""
        return (self.code, *self.also)
