"""Estonian."""

from provenance.languages.base import Language

LANGUAGE = Language(code="et", name="Estonian")
