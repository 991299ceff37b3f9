"""Citations of a text: in words, in the formats that reference managers read, and in the styles of
the Citation Style Language (CSL).

Each format is a module whose `render` takes a `Work`. A style is a `.csl` file, in the folder
`styles` or anywhere; it needs the extra `csl`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.cite import bibtex, csl_json, plain, ris
from refresher_content.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from refresher_content.model.works import Work

__all__ = ["FORMATS", "cite", "cited", "styles"]

FORMATS: Mapping[str, Callable[[Work], str]] = {
    "plain": plain.render,
    "bibtex": bibtex.render,
    "ris": ris.render,
    "csl-json": csl_json.render,
}
"""The formats that need nothing but Python, by name."""

_STYLES = files(__package__) / "styles"


def styles() -> tuple[str, ...]:
    """The names of the styles that come with the package."""
    found = (Path(one.name) for one in _STYLES.iterdir())
    return tuple(sorted(one.stem for one in found if one.suffix == ".csl"))


def cited(work: Work, of: str) -> Work:
    """The work itself (`"text"`), or what it retells (`"original"`)."""
    if of not in ("text", "original"):
        hint = did_you_mean(str(of), ("text", "original"))
        raise ValueError(f"expected 'text' or 'original' to cite, found {of!r}{hint}")
    return work.original or work if of == "original" else work


def cite(work: Work, style: str | Path = "plain") -> str:
    """A citation of a work in one of the `FORMATS`, a style of the package by its name, or that
    of a CSL file by its path; see `Article.cite`.
    """
    if isinstance(style, Path):
        from refresher_content.cite import csl

        return csl.render(work, style.read_text(encoding="utf-8"), str(style))
    if style in FORMATS:
        return FORMATS[style](work)
    known = (*FORMATS, *styles())
    if style not in known:
        hint = did_you_mean(str(style), known)
        raise ValueError(f"no citation style {style!r}{hint} (there are {', '.join(known)})")
    from refresher_content.cite import csl

    return csl.render(work, (_STYLES / f"{style}.csl").read_text(encoding="utf-8"), style)
