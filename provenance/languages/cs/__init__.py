"""Czech."""

from provenance.languages.base import Language

LANGUAGE = Language(code="cs", name="Czech")
