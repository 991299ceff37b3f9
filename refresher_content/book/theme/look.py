"""The project's own typeface and colours, from four of the theme's options, as a stylesheet.

Pages allow no styles in themselves (their policy forbids it), so they are in a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from refresher_content.book.stopping import stop
from refresher_content.errors import did_you_mean

__all__ = ["LOOK", "OPTIONS", "check", "stylesheet"]

LOOK = "refresher-look.css"
"""The file, beside the theme's own stylesheet."""

_COLOURS = {"accent": "--accent", "link": "--link", "paper": "--paper"}
"""The options that are colours: for light and for dark pages, as `#8a2b12 #f2a98f`."""

OPTIONS = (
    "announcement",
    "epub",
    "extra_footer",
    "repository_url",
    "rights",
    "typeface",
    *_COLOURS,
)
"""Every option of the theme that has an effect."""
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_TYPEFACE = re.compile(r"[\w\s,\"'-]+")


def check(options: Mapping[str, Any]) -> list[str]:
    """What is wrong with options that have no effect; stops at a value that can't be meant."""
    for name in _COLOURS.keys() & options.keys():
        colours = str(options[name]).split()
        if len(colours) != 2 or not all(map(_COLOUR.fullmatch, colours)):
            expected = 'two colours, for light and for dark pages, such as "#8a2b12 #f2a98f"'
            stop(f"html_theme_options in conf.py: {name}: expected {expected}")
    typeface = str(options.get("typeface", ""))
    if typeface and not _TYPEFACE.fullmatch(typeface):
        expected = "names of typefaces as CSS lists them, such as \"'Gentium Book', serif\""
        stop(f"html_theme_options in conf.py: typeface: expected {expected}")
    return [
        f"html_theme_options in conf.py: {name!r} has no effect in the theme refresher"
        f"{did_you_mean(name, OPTIONS)}; its options are {', '.join(OPTIONS)}"
        for name in options
        if name not in OPTIONS
    ]


def stylesheet(options: Mapping[str, Any]) -> str:
    """The stylesheet; empty if the project changes nothing."""
    rules = []
    if typeface := options.get("typeface"):
        rules.append(f"--serif: {typeface};")
    for name, variable in _COLOURS.items():
        if name in options:
            light, dark = str(options[name]).split()
            rules.append(f"{variable}: light-dark({light}, {dark});")
    return f":root {{ {' '.join(rules)} }}\n" if rules else ""
