"""The theme's one stylesheet: what pages need of the parent's, and our own.

The parent theme's styles are made for every component of Bootstrap and an icon font;
of their classes, those that Sphinx's documents can hold are kept (`CONTENT`). The
rest is dropped by lightningcss, by the parser rather than by hand, so that a new
release of the parent needs no work. A wheel has the result; in a checkout it is
made again when its sources change.
"""

from __future__ import annotations

import re
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile

from refresher_content.errors import MissingExtraError

__all__ = ["HIGHLIGHT", "STYLESHEET", "make", "make_highlight", "refresh"]

_HERE = Path(__file__).parent
_STATIC = _HERE / "refresher" / "static"
STYLESHEET = _STATIC / "refresher.css"
"""The file that all pages load."""

HIGHLIGHT = _STATIC / "highlight.css"
"""The file that pages with code load."""

_SOURCES = _HERE / "styles"
_PARENTS = (
    ("pydata_sphinx_theme", "theme/pydata_sphinx_theme/static/styles/pydata-sphinx-theme.css"),
    ("sphinx_book_theme", "theme/sphinx_book_theme/static/styles/sphinx-book-theme.css"),
)
_NOTICE = (
    "/*! refresher; with parts of pydata-sphinx-theme and sphinx-book-theme (BSD-3-Clause)"
    " and Bootstrap (MIT) {sha256} */"
)

_CONTENT = """
admonition admonition-title admonition-todo align-center align-default align-left align-right
attention backrefs brackets caption-text caution centered citation code-block-caption compact
compound contents danger dataframe default_value deprecated docutils download empty eqno error
field-body field-even field-list field-name field-odd figure footnote footnote-list
footnote-reference glossary guilabel headerlink highlight highlighttable hint hlist important
initialism kbd legend line-block linenos literal literal-block-wrapper margin marginnote math
menuselection note option-list pst-scrollable-table-container reference rubric seealso sidebar
sidebar-title sidenote sig sig-inline sig-name sig-param simple table target tip todo topic
topic-title versionadded versionchanged versionmodified versionremoved viewcode-block
viewcode-link warning
"""
CONTENT = frozenset(_CONTENT.split())
"""The classes that documents hold: those of docutils, Sphinx, MyST and the parent's directives."""


def make() -> str:
    """The stylesheet's text. Raises `MissingExtraError` if lightningcss is missing."""
    try:
        import lightningcss
    except ImportError as error:
        raise MissingExtraError("theme", "making the theme's stylesheet") from error
    parents = "".join(path.read_text(encoding="utf-8") for path in _parents())
    own = "\n".join(path.read_text(encoding="utf-8") for path in _own())
    reduced = _reduced(parents)
    text = lightningcss.process_stylesheet(f"@layer parent{{{reduced}}}\n{own}")
    return _NOTICE.format(sha256=_sources_hash()) + "\n" + text + "\n"


def refresh() -> None:
    """Makes the stylesheet if its sources are here and have changed since it was made."""
    if not _SOURCES.is_dir():
        return
    if STYLESHEET.is_file() and _sources_hash() in STYLESHEET.read_text(encoding="utf-8")[:400]:
        return
    _write(HIGHLIGHT, make_highlight())
    _write(STYLESHEET, make())


def _write(path: Path, text: str) -> None:
    """Writes a file whole: another build may be reading it."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)
    path.chmod(0o644)


def make_highlight() -> str:
    """The colours of code, light and dark, from styles with a contrast of 7:1."""
    from pygments.styles import get_style_by_name
    from pygments.token import STANDARD_TYPES

    light, dark = (get_style_by_name(f"a11y-high-contrast-{mode}") for mode in ("light", "dark"))
    rules: dict[str, list[str]] = {}
    for token, name in STANDARD_TYPES.items():
        day, night = light.style_for_token(token), dark.style_for_token(token)
        if not name or not day["color"]:
            continue
        rule = f"color:light-dark(#{day['color']},#{night['color']})"
        rule += ";font-weight:700" if day["bold"] else ""
        rule += ";font-style:italic" if day["italic"] else ""
        rules.setdefault(rule, []).append(f".highlight .{name}")
    lines = [f"{','.join(names)}{{{rule}}}" for rule, names in rules.items()]
    return "\n".join([".highlight .hll{background:var(--mark)}", *lines]) + "\n"


def _reduced(css: str) -> str:
    """The parent's styles without what no document uses, and without its colours."""
    import lightningcss

    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    plain = re.sub(r"url\([^)]*\)", "", css)
    unused = set(re.findall(r"[.#](-?[_a-zA-Z][\w-]*)", plain)) - CONTENT
    unused |= set(re.findall(r"@keyframes\s+([\w-]+)", plain))
    unused |= set(re.findall(r"(--pst-(?:color|heading-color)[\w-]*)\s*:", plain))
    while True:
        text = lightningcss.process_stylesheet(css, unused_symbols=unused)
        declared = set(re.findall(r"(--[\w-]+)\s*:", text))
        dead = declared - set(re.findall(r"var\(\s*(--[\w-]+)", text))
        if not dead:
            return str(text)
        unused |= dead


def _parents() -> list[Path]:
    found = []
    for module, path in _PARENTS:
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            raise MissingExtraError("book", "making the theme's stylesheet")
        found.append(Path(spec.origin).parent / path)
    return found


def _own() -> list[Path]:
    return [_HERE.parent / "static" / "refresher-archive.css", *sorted(_SOURCES.glob("*.css"))]


def _sources_hash() -> str:
    data = b"".join(path.read_bytes() for path in (Path(__file__), *_parents(), *_own()))
    return sha256(data).hexdigest()[:16]
