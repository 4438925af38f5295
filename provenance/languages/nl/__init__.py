"""Dutch."""

from provenance.languages.base import Language

LANGUAGE = Language(code="nl", name="Dutch")
