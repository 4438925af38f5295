"""Lithuanian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="lt", name="Lithuanian")
