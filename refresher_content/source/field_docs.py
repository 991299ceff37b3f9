"""What is known of a front matter before any is checked: its fields, their docstrings, and ids."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import typing
import unicodedata
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache

from refresher_content.model.fields import FieldSpec, fields_of
from refresher_content.model.text_formats import Slug, TextFormat

__all__ = ["SLUG", "describe_fields", "front_matter_fields", "slug_problem", "slugify"]

SLUG: TextFormat = typing.get_args(Slug)[1]
"""The form of an id."""

_TAKEN = "index"
"""The id that no entry can have: the page with the list of its kind has that address."""


def front_matter_fields(cls: type) -> tuple[FieldSpec, ...]:
    """The fields that a front matter may hold."""
    return tuple(spec for spec in fields_of(cls) if not spec.computed)


def describe_fields(cls: type) -> Mapping[str, str]:
    """The docstring under each field of a model and of its ancestors, by the field's name."""
    texts: dict[str, str] = {}
    for ancestor in reversed(cls.__mro__):
        if is_dataclass(ancestor):
            texts |= _docstrings(ancestor)
    return texts


@cache
def _docstrings(cls: type) -> dict[str, str]:
    (node,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(node, ast.ClassDef)
    texts = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    texts[field.target.id] = inspect.cleandoc(text).replace("\n", " ")
    return texts


def slugify(text: str) -> str:
    """The nearest well-formed id: lower-case words joined by hyphens; it may be empty."""
    # Folding turns ß into ss, but Cherokee into capitals.
    folded = unicodedata.normalize("NFKC", text).casefold().lower()
    folded = unicodedata.normalize("NFC", folded)
    return "-".join(re.findall(r"[^\W_]+", re.sub(r"['’]", "", folded)))


def slug_problem(id_: str) -> tuple[str, str] | None:
    """What is wrong with an id and the nearest good one (or an empty text), or None."""
    if id_ == _TAKEN:
        return (
            f"expected an id other than {_TAKEN!r}, the address of a list of all",
            f"the-{_TAKEN}",
        )
    composed = unicodedata.normalize("NFC", id_)
    if re.fullmatch(SLUG.pattern, id_) and id_ == composed == composed.lower():
        return None
    # A decomposed text looks like the composed one, so its code points are shown.
    found = ascii(id_) if id_ != composed else repr(id_)
    return f"expected {SLUG.meaning}, found {found}", slugify(id_)
