"""Sphinx: `make docs` builds the site into build/docs, offline, with warnings as errors.

Its source is the root of the repository, of which only some files are pages. So the links in README.md, SECURITY.md
and docs/ mean the same here as on a forge, and the notebooks are pages where they lie. Their outputs are the stored
ones: nothing is executed.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

import nbauth  # noqa: E402 - the one that lies beside this file

project = "nbauth"
author = "the nbauth authors"
copyright = "the nbauth authors; BSD-3-Clause"
version = release = nbauth.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "nbauth_pictures",
    "nbauth_recorded",
    "nbauth_reference",
]

root_doc = "docs/index"
include_patterns = ["docs/**", "notebooks/*.ipynb", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
exclude_patterns = ["docs/_*", ".*", "build", "dist", "nbauth", "tests", "node_modules", "**/.ipynb_checkpoints"]

# What the notebooks show was stored by `make notebooks`, and tests/ compares it with a run.
nb_execution_mode = "off"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_typehints = "signature"
# --check is two hyphens.
smartquotes = False

autodoc_preserve_defaults = True  # as they are written, not as they print
autodoc_member_order = "bysource"
default_role = "literal"  # a word in single backticks in a docstring
highlight_language = "text"
nitpicky = True
nitpick_ignore_regex = [
    # Types of other projects, and of ours that nobody makes: in a signature they are only text.
    (r"py:.*", r"(?!nbauth\.).*"),
    (r"py:class", r"nbauth\.(wire\.client|core\.origin|core\.secret\.Known|schemes\.base\.Read).*"),
]

html_theme = "pydata_sphinx_theme"
html_title = "nbauth"
html_static_path = ["_static"]
html_css_files = ["nbauth.css"]
html_extra_path = ["_root"]  # index.html, which leads to docs/index.html
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "show_toc_level": 2,
    "navbar_align": "left",
    "navbar_persistent": ["search-button"],  # not its field, whose name is not what stands in it
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
copybutton_exclude = ".linenos, .gp, .go"
