"""Citations in the styles of the Citation Style Language, by citeproc-py."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from refresher_content.cite.csl_json import item_of
from refresher_content.cite.names import is_latin
from refresher_content.errors import MissingExtraError

try:
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON
except ImportError as error:
    raise MissingExtraError("csl", "a citation in a CSL style") from error

if TYPE_CHECKING:
    from refresher_content.model.works import Work

__all__ = ["render"]


def render(work: Work, style: str, name: str) -> str:
    """The work's entry in a bibliography, as plain text.

    `style` is the text of a CSL file, `name` what it is called in messages. Raises ValueError
    if it isn't an independent style with a bibliography.
    """
    item = item_of(work) | {"id": "work"}
    for key, value in item.items():
        if isinstance(value, list):
            item[key] = [_whole_name(one) for one in value]
    try:
        made = CitationStylesStyle(BytesIO(style.encode()), validate=False)
        shown = CitationStylesBibliography(made, CiteProcJSON([item]), formatter.plain)
        shown.register(Citation([CitationItem("work")]))
        (entry,) = shown.bibliography()
    except (AttributeError, SyntaxError, TypeError, ValueError) as error:
        raise ValueError(f"{name} is not a CSL style with a bibliography: {error}") from error
    # CSL lets a question mark swallow the full stop after it; the processor leaves both.
    return re.sub(r"(?<=[?!])\.(?=[”\s]|$)", "", " ".join(str(entry).split()))


def _whole_name(name: dict[str, Any]) -> dict[str, Any]:
    """A name of a script that has no initials is one, family name first, as it is written."""
    if "given" not in name or is_latin(name["given"]):
        return name
    return {"literal": f"{name['family']}{name['given']}"}
