"""The README in the metadata of the package: there its links cannot be those between files of the repository."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Readme(MetadataHookInterface):
    """Gives the project its `readme`, with links into the site that `[project.urls]` calls Documentation, if any."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the readme to the project's metadata."""
        root = Path(self.root)
        published = runpy.run_path(str(root / "docs" / "build_site.py"))["published"]
        text = published(
            (root / "README.md").read_text(encoding="utf-8"), metadata.get("urls", {}).get("Documentation")
        )
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
