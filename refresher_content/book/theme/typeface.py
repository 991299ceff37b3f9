"""Makes the typeface that pages, EPUB and cards use, from a package of Fontsource.

Source Serif 4 (SIL Open Font License 1.1), cut down to the letters, features and weights
that the book shows: upright from 400 to 600, italic at 400; Latin in one file of each,
Latin Extended in another, which a page loads only if it has such letters. The result is
committed, so that a build needs neither fontTools nor the package: `nox -s typeface`
makes it again, with the same bytes.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

__all__ = ["FONTS", "make"]

FONTS = Path(__file__).parent / "refresher" / "static" / "fonts"
"""Where the files are."""

_FAMILY = "source-serif-4"
_FILES: dict[str, tuple[str, str, int | tuple[int, int]]] = {
    "serif.woff2": ("latin", "normal", (400, 600)),
    "serif-ext.woff2": ("latin-ext", "normal", (400, 600)),
    "serif-italic.woff2": ("latin", "italic", 400),
    "serif-ext-italic.woff2": ("latin-ext", "italic", 400),
}
"""Each file with its part of the alphabet, its style and its weights."""

_FEATURES = ["ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk", "onum", "pnum", "tnum"]
_PUNCTUATION = "U+2002-200A,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033"
_PUNCTUATION += ",U+2039-203A,U+2044,U+2060"
"""What is used of the block of punctuation (U+2000-206F), which the package has whole."""


def make(package: Path) -> None:
    """Writes the files from the unpacked package `@fontsource-variable/source-serif-4`."""
    ranges = json.loads((package / "unicode.json").read_text(encoding="utf-8"))
    ranges["latin"] = ranges["latin"].replace("U+2000-206F", _PUNCTUATION)
    FONTS.mkdir(exist_ok=True)
    for name, (part, style, weights) in _FILES.items():
        source = package / "files" / f"{_FAMILY}-{part}-wght-{style}.woff2"
        _cut(source, FONTS / name, _code_points(ranges[part]), weights)
    shutil.copyfile(package / "LICENSE", FONTS / "LICENSE.txt")


def _code_points(ranges: str) -> list[int]:
    """The code points of ranges as CSS writes them: `U+0131,U+2018-201E`."""
    found: list[int] = []
    for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges):
        found += range(int(first, 16), int(last or first, 16) + 1)
    return found


def _cut(source: Path, target: Path, letters: list[int], weights: int | tuple[int, int]) -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(source, recalcTimestamp=False)
    # Of the names it keeps the licence's, which must go wherever the font goes.
    names = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options = Options(layout_features=_FEATURES, hinting=False, notdef_outline=True, name_IDs=names)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    # The other way round, glyphs that are dropped would be instantiated too, and some fail.
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": weights})
    font["head"].modified = font["head"].created
    font.flavor = "woff2"
    font.save(target)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
