"""How Sphinx makes the site of these pages; `docs/build_site.py` calls it."""

from __future__ import annotations

from provenance.version import __version__

project = "provenance"
project_copyright = "the authors of provenance, Apache-2.0"
release = version = __version__
root_doc = "index"
extensions = ["myst_parser"]
myst_heading_anchors = 4  # headings are found by the names that GitHub gives them
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # examples leave parts out: […]
html_theme = "furo"
html_title = f"provenance {__version__}"
html_extra_path = ["extra"]  # JSON Schemas at stable addresses
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}
pygments_style = "friendly"
