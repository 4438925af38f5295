"""Configuration that stands for something else: ``${NAME}`` is replaced when it is used, and never when it is stored.

The values are GX's: environment variables, ``config_variables.yml``, runtime variables.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from great_expectations.core.config_provider import _ConfigurationProvider

_SECRET = re.compile(r"secret|passw|token|credential|private_key|account_key|access_key|api_key", re.IGNORECASE)
_TEMPLATE = "${"


def substituted(value: Any, provider: _ConfigurationProvider | None) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value with every ``${NAME}`` in it replaced; without a context it stays as it is."""
    if provider is None:
        return value
    if isinstance(value, dict):
        return {key: substituted(item, provider) for key, item in value.items()}
    if isinstance(value, list):
        return [substituted(item, provider) for item in value]
    if isinstance(value, str) and _TEMPLATE in value:
        return provider.substitute_config(value)
    return value


def clear_secrets(options: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield the keys whose names say that they are secret, and whose values stand there in clear."""
    if isinstance(options, dict):
        for name, item in options.items():
            yield from clear_secrets(item, str(name))
    elif isinstance(options, list):
        for item in options:
            yield from clear_secrets(item, key)
    elif isinstance(options, str) and _SECRET.search(key) and _TEMPLATE not in options:
        yield key
