"""Earlier addresses of entries that can't all be led on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refresher_content.diagnostics import Diagnostic
from refresher_content.model.site_paths import page_file
from refresher_content.source.files import SourceFile

__all__ = ["redirect_problems"]


def redirect_problems(files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    """Earlier addresses for which two pages, or a page and a folder, would have to stand."""
    pages: dict[str, SourceFile] = {}
    folders: dict[str, SourceFile] = {}
    for file in files:
        for index, path in enumerate(file.entry.redirect_from if file.entry else ()):
            # Some file systems don't distinguish capitals from small letters.
            page = page_file(path).casefold()
            above = [page[: at.start()] for at in re.finditer("/", page)]
            inside = next((pages[one] for one in above if one in pages), folders.get(page))
            if inside:
                message = f"a page {path!r} can't stand beside an address of {inside.path}"
            elif (owner := pages.setdefault(page, file)) is not file:
                message = f"{path!r} is an earlier address of {owner.path}, too"
            if inside or owner is not file:
                hint = "delete one of them"
                yield file.problem_at("redirect-clash", ("redirect_from", index), message, hint)
            folders |= dict.fromkeys(above, file)
