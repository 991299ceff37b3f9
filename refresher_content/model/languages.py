"""What a language's tag says of how it is written."""

from __future__ import annotations

__all__ = ["direction", "marks"]

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


def marks(language: str, around: str) -> dict[str, str]:
    """The attributes of HTML for a text in a language, inside one in another; none if both are
    the same, or if that of the text isn't known.
    """
    return {"lang": language, "dir": direction(language)} if language not in ("", around) else {}
