"""German."""

from provenance.languages.base import Language

LANGUAGE = Language(code="de", name="German", rank=1)
