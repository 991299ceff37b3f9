"""The book of the bundled archive, with the developers' documentation."""

import os
from dataclasses import is_dataclass
from importlib.metadata import version as _version

from refresher_content.model import text_formats

project = "Moments of Insight"
author = "The refresher-content contributors"
copyright = "digest texts: 2026, the editors of this archive, under CC BY 4.0"
release = version = _version("refresher-content")
language = "en"

extensions = ["refresher_content.book", "sphinx.ext.autodoc", "sphinx_click"]
refresher_content = ":bundled:"
exclude_patterns = ["_build", "**/_*"]

html_theme = "refresher"
html_title = "Moments of Insight"
html_theme_options = {
    "rights": "Digest texts © 2026 the editors of this archive, under CC BY 4.0."
    " Originals © 2009 Michael Wolkensperg, all rights reserved, not included."
}
html_copy_source = False
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")

autodoc_member_order = "bysource"
# Formats of texts go by their names, which the reference explains.
autodoc_type_aliases = {name: name for name in text_formats.__all__}
autodoc_typehints_format = "short"
# Docstrings set names in single backticks, as Markdown does.
default_role = "code"
# Of our own names only the public ones have a page here.
nitpick_ignore_regex = [
    ("py:.*", r"(?!refresher_content\.).*"),
    ("py:class", r"refresher_content\.\w+\.(\w+\.)?([A-Z]|T|_\w+|Path|Selection|TextFormat)"),
]


def _public_name(app, env, node, contnode):
    """A link to a public name, which annotations know by the module that defines it."""
    module, _, name = node.get("reftarget", "").rpartition(".")
    if node.get("refdomain") != "py" or not module.startswith("refresher_content."):
        return None
    target = f"refresher_content.{name}"
    domain = env.domains["py"]
    docname = node["refdoc"]
    return domain.resolve_xref(env, docname, app.builder, "class", target, node, contnode)


def _without_fields(app, what, name, obj, options, signature, return_annotation):
    """No signature for what libraries make and nobody else: its fields follow it anyway."""
    return ("", None) if what == "class" and is_dataclass(obj) else None


def setup(app):
    """Registers the look-up of public names, and what signatures leave out."""
    app.connect("autodoc-process-signature", _without_fields)
    app.connect("missing-reference", _public_name)
