"""German."""

from provenance.languages.base import Language

LANGUAGE = Language(code="de", name="German", rank=1, attributes=True, verb_second=True)
