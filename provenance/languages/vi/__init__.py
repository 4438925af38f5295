"""Vietnamese."""

from provenance.languages.base import Language

LANGUAGE = Language(code="vi", name="Vietnamese")
