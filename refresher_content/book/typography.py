"""The quotation marks and dashes that Sphinx puts into documents, for text that isn't in one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils.utils.smartquotes import educate_tokens, smartchars

if TYPE_CHECKING:
    from sphinx.config import Config

__all__ = ["typeset"]

_TYPED = re.compile(r"['\"]|--|\.\.\.")


def typeset(text: str, config: Config) -> str:
    """The text as it would stand in a document, by the settings `smartquotes…` and `language`."""
    language = config.language.replace("_", "-")
    if not config.smartquotes or not _TYPED.search(text) or language not in smartchars.quotes:
        return text
    if config.language in config.smartquotes_excludes.get("languages", ()):
        return text
    return "".join(educate_tokens([("plain", text)], config.smartquotes_action, language))
