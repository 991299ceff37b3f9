"""The book of the bundled archive, with the developers' documentation."""

from importlib.metadata import version as _version

project = "The CEO Refresher"
author = "The CEO Refresher archive"
copyright = "digest texts: their writers, CC BY 4.0"
release = version = _version("refresher-content")

extensions = ["refresher_content.book", "sphinx.ext.autodoc", "sphinx.ext.intersphinx"]
exclude_patterns = ["_build"]
root_doc = "index"

html_theme = "sphinx_book_theme"
html_title = "The CEO Refresher: Moments of Insight"
html_copy_source = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
default_role = "any"
