"""Two libraries as one: compiled again from what they hold, and not from their content."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.compiler.compile import write_tables
from refresher_content.compiler.previous import Previous, stored_file, stored_files
from refresher_content.compiler.processes import processes
from refresher_content.compiler.rows import rows_of
from refresher_content.library import Library, schema
from refresher_content.library.own_kinds import as_given, with_own
from refresher_content.library.seal import sealed
from refresher_content.model import KINDS, Entry, Publication
from refresher_content.source.corpus import Corpus
from refresher_content.source.files import SourceFile

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["joined"]


def joined(first: Library, second: Library) -> bytes:
    """The bytes of a library with the entries of both. Where both have an entry of an id, an
    alias or a publication, the first library's counts.
    """
    kinds = _kinds(first, second)
    files = list(_files(first, kinds))
    taken = {(file.kind, name) for file in files for name in _names(file)}
    ids = {(file.kind, file.id) for file in files}
    paths = {file.path for file in files}
    files += [
        _beside(file, taken, paths)
        for file in _files(second, kinds)
        if file.kind != Publication.kind and (file.kind, file.id) not in ids
    ]
    corpus = Corpus(Path(), sorted(files, key=lambda file: file.path), [], kinds)
    nothing = Previous(None, Path(), kinds)
    with closing(sqlite3.connect(":memory:")) as connection, processes(1, 0) as workers:
        write_tables(connection, rows_of(corpus, ()), nothing, workers, kinds)
        return sealed(connection.serialize())


def _kinds(first: Library, second: Library) -> Kinds:
    """The kinds of either library. Raises `LibraryFileError` if a kind has other fields in each."""
    own = [cls for kind, cls in second.kinds.items() if kind not in KINDS]
    as_given(first.kinds, [cls for cls in own if cls.kind in first.kinds])
    more = [cls for cls in own if cls.kind not in first.kinds]
    return with_own([*(cls for kind, cls in first.kinds.items() if kind not in KINDS), *more])


def _files(library: Library, kinds: Kinds) -> Iterator[SourceFile]:
    for path, stored in stored_files(library.rows, library.kinds).items():
        yield replace(stored_file(path, stored, kinds), publication=library.publication)


def _names(file: SourceFile) -> tuple[str, ...]:
    return (file.id, *(file.entry.aliases if file.entry else ()))


def _beside(file: SourceFile, taken: set[tuple[str, str]], paths: set[str]) -> SourceFile:
    """A file without aliases that lead elsewhere already, at a path of its own."""
    assert file.entry is not None, "what was compiled has entries"
    path = file.path
    while path in paths:
        path = path.replace(".", "_.", 1)
    paths.add(path)
    aliases = tuple(one for one in file.entry.aliases if (file.kind, one) not in taken)
    if path == file.path and aliases == file.entry.aliases:
        return file
    entry: Entry = replace(file.entry, aliases=aliases, source=path)
    row = (*schema.cells(entry), *file.row[-len(schema.BODY_COLUMNS) :])
    return replace(file, path=path, entry=entry, row=row)
