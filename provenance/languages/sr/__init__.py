"""Serbian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="sr", name="Serbian")
