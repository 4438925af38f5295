"""Korean."""

from provenance.languages.base import Language

LANGUAGE = Language(code="ko", name="Korean")
