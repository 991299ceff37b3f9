"""What only one entry may have, and two have."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from refresher_content.diagnostics import Diagnostic, shown
from refresher_content.model import Article, Entry
from refresher_content.source.files import SourceFile
from refresher_content.source.hidden import mixed_word, skeleton

__all__ = [
    "columns_named_twice",
    "look_alikes",
    "same_aliases",
    "same_identifiers",
    "same_ids",
    "same_positions",
]


def same_ids(kind: str, files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    """Ids that two files of a kind have, be it in another case or Unicode form."""
    first: dict[str, SourceFile] = {}
    folded: dict[str, SourceFile] = {}
    for file in files:
        id_ = file.id
        key = unicodedata.normalize("NFKC", id_).casefold()
        if id_ in first:
            message = f"the {kind} {id_!r} is in {first[id_].path} already"
            yield file.problem_at("duplicate-id", ("id",), message, "give one of them another id")
        elif key in folded:
            message = f"{id_!r} differs from {folded[key].id!r} only in case or Unicode form"
            yield file.problem_at("colliding-slug", ("id",), message, "give one of them another id")
        first.setdefault(id_, file)
        folded.setdefault(key, file)


def look_alikes(kind: str, files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    """Ids that look like others, and words of several scripts in them."""
    first: dict[str, SourceFile] = {}
    for file in files:
        id_ = file.id
        if word := mixed_word(id_):
            message = f"{shown(word)} has letters of several scripts that look alike: {word!a}"
            hint = "write each word in one script"
            yield file.problem_at("look-alike-id", ("id",), message, hint)
        other = first.setdefault(skeleton(id_), file)
        if other is not file and other.id != id_:
            message = f"{shown(id_)} looks like {shown(other.id)}, the {kind} in {other.path}"
            hint = "give one of them another id"
            yield file.problem_at("look-alike-id", ("id",), message, hint)


def same_aliases(
    kind: str, files: Iterable[SourceFile], by_id: Mapping[str, SourceFile]
) -> Iterator[Diagnostic]:
    """Earlier ids that name two entries."""
    owners: dict[str, SourceFile] = {}
    for file in files:
        entry: Entry | None = file.entry
        for index, alias in enumerate(entry.aliases if entry else ()):
            owner = by_id.get(alias) or owners.get(alias)
            if owner:
                what = "the id" if alias in by_id else "an alias"
                message = f"{alias!r} is {what} of the {kind} in {owner.path}"
                hint = "delete the alias from one of them"
                yield file.problem_at("alias-clash", ("aliases", index), message, hint)
            owners.setdefault(alias, file)


def same_positions(files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    """Positions that two articles have in one column."""
    first: dict[tuple[str, int], SourceFile] = {}
    for file in files:
        column = getattr(file.entry, "column_id", None)
        position = getattr(file.entry, "position", None)
        if column is None or position is None:
            continue
        owner = first.setdefault((column, position), file)
        if owner is not file:
            message = f"{owner.path} has the position {position} in {column!r} too"
            hint = "give each article of a column a position of its own"
            yield file.problem_at("position-clash", ("position",), message, hint)


def same_identifiers(files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    """Identifiers that two articles have, though each names one text."""
    first: dict[str, SourceFile] = {}
    for file in files:
        identifier = getattr(file.entry, "identifier", "") if file.kind == Article.kind else ""
        owner = first.setdefault(identifier, file) if identifier else file
        if owner is not file:
            message = f"{shown(identifier)} is the identifier of {owner.path} too"
            hint = "delete it from the one that it doesn't name"
            yield file.problem_at("identifier-clash", ("identifier",), message, hint)


def columns_named_twice(files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    """Series that are the article's own column."""
    for file in files:
        if isinstance(file.entry, Article) and file.entry.column_id in file.entry.series_ids:
            index = file.entry.series_ids.index(file.entry.column_id)
            message = f"{file.entry.column_id!r} is the article's column already"
            hint = "delete it here: 'series' names further columns"
            yield file.problem_at("duplicate-item", ("series", index), message, hint)
