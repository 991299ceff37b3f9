"""Links by reference that lack their definition: what they surely mean, if they name an entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import relpath

from refresher_content.diagnostics import Diagnostic, Edit, Span
from refresher_content.source.files import SourceFile

__all__ = ["own_problems"]

_CODE = "undefined-definition"
_LINK = re.compile(r"\[(?P<words>[^\[\]]+)\](?P<reference>\[(?P<label>[^\[\]]*)\])")


def own_problems(files: Sequence[SourceFile]) -> Iterator[Diagnostic]:
    """The problems that each file has by itself. One with a link whose definition is missing gets
    its repair if the link names exactly one entry, by id, alias or title.
    """
    problems = [(file, one) for file in files for one in file.problems]
    names = _names(files) if any(one.code == _CODE for _, one in problems) else {}
    for file, one in problems:
        yield _repaired(file, one, names) if one.code == _CODE else one


def _names(files: Iterable[SourceFile]) -> Mapping[str, set[str]]:
    """The paths of the files of entries with each id, alias or title."""
    names: dict[str, set[str]] = defaultdict(set)
    for file in files:
        # What is not linked to, or might be renamed, is left to its author.
        if not file.cls.has_role or not file.path.endswith(".md"):
            continue
        entry = file.entry
        for name in (file.id, *(entry.aliases if entry else ()), entry.label if entry else ""):
            names[_folded(name)].add(file.path)
    return names


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _repaired(file: SourceFile, one: Diagnostic, names: Mapping[str, set[str]]) -> Diagnostic:
    line, start = one.excerpt[-1][1], one.span.column - 1
    link = _LINK.match(line, start)
    # A picture is no entry.
    if link is None or line[:start].endswith("!"):
        return one
    found = names.get(_folded(link["label"] or link["words"]), ())
    if len(found) != 1:
        return one
    (path,) = found
    address = relpath(path, file.folder or ".")
    if re.search(r"[\s()<>]", address):
        address = f"<{address}>"
    place = Span(one.span.line, link.start("reference") + 1, len(link["reference"]))
    hint = f"write '[{link['words']}]({address})', which has that name"
    return replace(one, hint=hint, edits=(Edit(place, f"({address})"),))
