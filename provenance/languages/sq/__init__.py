"""Albanian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="sq", name="Albanian")
