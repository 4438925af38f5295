"""What a language is: a package of its own with this declaration, and CSV files beside it."""

from __future__ import annotations

from dataclasses import dataclass


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

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that means it."""
        return (self.code, *self.also)
