"""Japanese."""

from provenance.languages.base import Language

LANGUAGE = Language(code="ja", name="Japanese")
