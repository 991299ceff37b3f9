"""Whether the articles that translate others agree: each names its original, each in a language
of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from refresher_content.diagnostics import Diagnostic
from refresher_content.model import Article
from refresher_content.source.files import SourceFile

__all__ = ["translation_problems"]

_KEY = ("translation_of",)


def translation_problems(articles: Mapping[str, SourceFile], default: str) -> Iterator[Diagnostic]:
    """What is wrong with translations, given the files of articles by id, and the language of
    those that name none.
    """
    first: dict[tuple[str, str], SourceFile] = {}
    for file in articles.values():
        original = articles.get(_original(file) or "")
        if original is None:
            continue
        if original is file:
            yield file.problem_at(
                "bad-translation", _KEY, "an article can't be its own translation", "delete the key"
            )
        elif further := _original(original):
            message = f"{original.id!r} is itself a translation, of {further!r}"
            yield file.problem_at("bad-translation", _KEY, message, _remedy(original, articles))
        else:
            yield from _same_language(file, original, default, first)


def _original(file: SourceFile) -> str | None:
    return file.entry.translation_of_id if isinstance(file.entry, Article) else None


def _remedy(file: SourceFile, articles: Mapping[str, SourceFile]) -> str:
    """What a translation of a translation should name: where the chain ends, if it does."""
    passed = {file.id}
    while (further := _original(file)) and further in articles:
        if further in passed:
            return "delete the key from the one that is the original"
        passed.add(further)
        file = articles[further]
    return f"name the original: write '{file.id}'"


def _same_language(
    file: SourceFile, original: SourceFile, default: str, first: dict[tuple[str, str], SourceFile]
) -> Iterator[Diagnostic]:
    """The problem with a translation that is in the language of its original, or of another
    translation; `first` has the files so far, by original and language.
    """
    own = _language(file, default)
    first.setdefault((original.id, _language(original, default)), original)
    owner = first.setdefault((original.id, own), file)
    if owner is file:
        return
    what = "the article it translates" if owner is original else "another translation"
    message = f"{owner.path}, {what}, is in the language {own!r} too"
    written = "language" in file.matter.data
    hint = "give each its own language" if written else "add the line 'language: …'"
    yield file.problem_at("translation-clash", ("language",) if written else _KEY, message, hint)


def _language(file: SourceFile, default: str) -> str:
    return (file.entry.language if isinstance(file.entry, Article) else "") or default
