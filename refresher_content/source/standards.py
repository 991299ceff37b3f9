"""Texts of international standards, checked by the libraries that know them.

They are imported when there is something to check: a recompilation that finds no new file
needs neither.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from functools import cache

from refresher_content.model.site_paths import page_file
from refresher_content.model.text_formats import Isbn, Issn, Language, License, SitePath, TextFormat
from refresher_content.source.ids import name_problem

__all__ = ["standard_problem"]

_MAX_NAME = 255
"""How many bytes a file's name may have on most systems."""
_MAX_PATH = 1_000
"""How many bytes a path may have."""

Problem = tuple[str, str, str]
"""What is wrong, a hint, and what is surely meant; the last two may be empty."""


def standard_problem(form: TextFormat, text: str) -> Problem | None:
    """The problem with a text that has its format but is not registered, or whose check digit
    is wrong; None if there is none.
    """
    check = _CHECKS.get(form)
    return check(text) if check else None


@cache
def _language(tag: str) -> Problem | None:
    import langcodes

    if not langcodes.tag_is_valid(tag):
        hint = "look it up in IANA's Language Subtag Registry"
        return f"{tag!r} has a part that is not registered", hint, ""
    standard = langcodes.standardize_tag(tag)
    if standard.casefold() != tag.casefold():
        return f"{tag!r} is not the standard form of its language", f"write '{standard}'", standard
    return None


@cache
def _license(name: str) -> Problem | None:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    for candidate in (name, name.replace(" ", "-"), f"CC-{name}".replace(" ", "-")):
        try:
            standard = str(canonicalize_license_expression(candidate))
        except InvalidLicenseExpression:
            continue
        if standard == name:
            return None
        return f"{name!r} is not SPDX's name of a licence", f"write '{standard}'", standard
    hint = "look it up at spdx.org/licenses, or write what readers may do in 'rights'"
    return f"SPDX has no licence {name!r}", hint, ""


def _isbn(number: str) -> Problem | None:
    from stdnum import isbn
    from stdnum.exceptions import InvalidChecksum, ValidationError

    try:
        isbn.validate(number)
    except InvalidChecksum:
        return f"the check digit of {number!r} is wrong", "compare it with the book", ""
    except ValidationError:
        found = sum(char != "-" for char in number)
        if found not in (10, 13):
            return (
                f"an ISBN has 10 or 13 digits, {number!r} has {found}",
                "compare it with the book",
                "",
            )
        return f"{number!r} is not an ISBN", "compare it with the book", ""
    return None


def _issn(number: str) -> Problem | None:
    from stdnum import issn

    if issn.is_valid(number):
        return None
    return f"the check digit of {number!r} is wrong", "compare it with portal.issn.org", ""


def _site_path(path: str) -> Problem | None:
    names = page_file(path).split("/")
    hint = "delete it: no host has a file with such a name"
    longest = max(len(name.encode(errors="replace")) for name in names)
    whole = len(path.encode(errors="replace"))
    if longest > _MAX_NAME or whole > _MAX_PATH:
        found = f"{longest}, and {whole} in all"
        limits = f"at most {_MAX_NAME} bytes between slashes, and {_MAX_PATH} in all"
        return f"expected {limits}; found {found}", hint, ""
    for name in names:
        if message := name_problem(name):
            return message, hint, ""
    if names[0].startswith((".", "_")):
        return f"{names[0]!r} is a name for files of the site itself", "delete it", ""
    return None


def _format(annotation: object) -> TextFormat:
    found = typing.get_args(annotation)[1]
    assert isinstance(found, TextFormat)
    return found


_CHECKS: Mapping[TextFormat, Callable[[str], Problem | None]] = {
    _format(Language): _language,
    _format(Isbn): _isbn,
    _format(Issn): _issn,
    _format(License): _license,
    _format(SitePath): _site_path,
}
