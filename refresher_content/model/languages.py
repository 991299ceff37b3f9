"""The languages of texts, and what their tags say of how they are written."""

from __future__ import annotations

from refresher_content.model.entry import Entry
from refresher_content.model.kinds import Article, Column, Issue, Topic

__all__ = ["direction", "marks", "title_language"]

_RIGHT_TO_LEFT = frozenset(
    ("ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi")
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(
    ("adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa")
)


def direction(language: str) -> str:
    """The direction of a language's script, which its tag may name: "ltr" or "rtl"."""
    first, *rest = language.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    right_to_left = script in _RIGHT_TO_LEFT_SCRIPTS if script else first in _RIGHT_TO_LEFT
    return "rtl" if right_to_left else "ltr"


def title_language(entry: Entry, default: str) -> str:
    """The language of an entry's title, given the periodical's; empty for a name, and for what
    others wrote.
    """
    if isinstance(entry, Article):
        return entry.language or default
    return default if isinstance(entry, Column | Issue | Topic) else ""


def marks(language: str, around: str) -> dict[str, str]:
    """The attributes of HTML for a text in a language, inside one in another; none if both are
    the same, or if that of the text isn't known.
    """
    return {"lang": language, "dir": direction(language)} if language not in ("", around) else {}
