"""Moves an entry: its file, its id, and everything in the folder that names either."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import yaml

from refresher_content.diagnostics import Edit
from refresher_content.errors import did_you_mean
from refresher_content.model import KINDS, Article
from refresher_content.model.fields import FieldSpec, fields_of
from refresher_content.source.corpus import Corpus, read_folder
from refresher_content.source.dialect.addresses import scheme
from refresher_content.source.files import SourceFile, default_id
from refresher_content.source.finding import ENDING, kind_of
from refresher_content.source.fixes import Change, apply
from refresher_content.source.frontmatter import Path as Place
from refresher_content.source.ids import slug_problem
from refresher_content.source.rewriting import Text, pieces, rewritten

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["moved"]


@dataclass(frozen=True, slots=True)
class _Move:
    """What becomes what."""

    kind: str
    old_path: str
    new_path: str
    old_id: str
    new_id: str


def moved(folder: Path, old: str, new: str, kinds: Kinds = KINDS) -> list[Change]:
    """The changes that move an entry. `old` is its id or its file, `new` another id or file, both
    relative to the content folder; the entry keeps its earlier id as an alias. `kinds` are those
    that the folder may hold.

    Raises ValueError if there is no such entry, or if it can't be moved there.
    """
    corpus = read_folder(folder, kinds)
    file = _found(corpus, old)
    move = _move(corpus, file, new)
    changes = (_change(folder, corpus, one, move) for one in corpus.as_written)
    return [one for one in changes if one.before != one.after or one.path != one.new_path]


def _found(corpus: Corpus, name: str) -> SourceFile:
    """The file of the entry that is meant."""
    by_path = {file.path: file for file in corpus.as_written}
    path = name.removeprefix("./")
    for known in (path, f"{path}.md"):
        if known in by_path:
            return by_path[known]
    kind, _, id_ = name.rpartition(":")
    found = [file for file in corpus.as_written if file.id == id_ and kind in ("", file.kind)]
    if len(found) > 1:
        names = " or ".join(f"{file.kind}:{id_}" for file in found)
        raise ValueError(f"{name!r} is the id of several entries: write {names}")
    if not found:
        known_names = [*by_path, *(file.id for file in corpus.as_written)]
        raise ValueError(f"there is no entry {name!r}{did_you_mean(name, known_names)}")
    return found[0]


def _move(corpus: Corpus, file: SourceFile, new: str) -> _Move:
    if not file.cls.folder:
        raise ValueError(f"{file.path} can't be moved: an archive has one publication")
    if file.entry is None:
        raise ValueError(f"{file.path} has errors: run 'refresher check', and repair them first")
    path = new.removeprefix("./")
    if "/" not in path and not ENDING.search(path):
        path = posixpath.join(file.folder, f"{path}.md")
    elif not ENDING.search(path):
        path += ".md"
    path = posixpath.normpath(path)
    id_ = default_id(path)
    if problem := slug_problem(id_):
        best = f"; write {problem[1]!r}" if problem[1] else ""
        raise ValueError(f"{id_!r} can't be an id: {problem[0]}{best}")
    if kind_of(path, corpus.kinds) != file.kind:
        where = file.cls.folder
        raise ValueError(
            f"{path!r} is no place for the {file.kind} {file.id!r}: expected {where}/…"
        )
    other = corpus.by_id[file.kind].get(id_)
    if other is not None and other.path != file.path:
        raise ValueError(f"the {file.kind} {id_!r} is in {other.path} already")
    if path != file.path and (corpus.folder / path).exists():
        raise ValueError(f"{path} exists already")
    return _Move(file.kind, file.path, path, file.id, id_)


def _change(folder: Path, corpus: Corpus, file: SourceFile, move: _Move) -> Change:
    """What becomes of a file."""
    before = (folder / file.path).read_bytes().decode("utf-8", "surrogateescape")
    own = file.path == move.old_path
    edits = list(_references(file, move)) if move.old_id != move.new_id else []
    edits += _figure(file, move) if own else ()
    after = apply(before, edits)
    if file.lines:
        after = _with_body(after, file, move, own=own)
    if own and move.old_id != move.new_id:
        after = _with_alias(after, file, move)
    return Change(
        path=file.path, new_path=move.new_path if own else file.path, before=before, after=after
    )


def _references(file: SourceFile, move: _Move) -> Iterator[Edit]:
    """The changes of a front matter that names the entry."""
    cls: type = file.cls
    for spec in fields_of(cls):
        if spec.refers_to != move.kind:
            continue
        value = file.matter.data.get(spec.key)
        for path in _named_ids(spec, value):
            if path[1] == move.old_id:
                yield Edit(file.matter.span(path[0]), move.new_id)


def _named_ids(spec: FieldSpec, value: Any) -> list[tuple[Place, str]]:
    """The ids that a key names, each with its place."""
    if spec.many and isinstance(value, list):
        return [((spec.key, index), one) for index, one in enumerate(value)]
    return [((spec.key,), value)] if isinstance(value, str) else []


def _figure(file: SourceFile, move: _Move) -> Iterator[Edit]:
    """The change of a picture's path, which is relative to the article's file."""
    old, new = posixpath.dirname(move.old_path), posixpath.dirname(move.new_path)
    for key in ("figure", "cover"):
        figure = file.matter.data.get(key)
        image = figure.get("image") if isinstance(figure, dict) else None
        if isinstance(image, str) and old != new:
            path = posixpath.relpath(posixpath.normpath(posixpath.join(old, image)), new)
            yield Edit(file.matter.span((key, "image")), path)


def _with_body(text: str, file: SourceFile, move: _Move, *, own: bool) -> str:
    """A file's text with a body that names the entry as it is called now."""
    # The front matter's edits have left its lines where they were.
    ends = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]
    if file.body_line > len(ends):
        return text
    start = ends[file.body_line - 1]
    written = text[start:]
    body = Text.of(written)
    new = _roles(rewritten(body, lambda address, *_: _address(address, file, move, own=own)), move)
    if new.text == body.text:
        return text
    return text[:start] + (new.text.replace("\n", "\r\n") if "\r\n" in written else new.text)


def _address(address: str, file: SourceFile, move: _Move, *, own: bool) -> str | None:
    """What becomes of an address in a body; None if it stays."""
    path, mark, rest = address.partition("#")
    if scheme(address) or not path or path.startswith("/"):
        return None
    target = posixpath.normpath(posixpath.join(file.folder, unquote(path)))
    leads_there = target == move.old_path
    folder = posixpath.dirname(move.new_path) if own else file.folder
    if not leads_there and folder == file.folder:
        return None
    new = posixpath.relpath(move.new_path if leads_there else target, folder or ".")
    return f"{quote(new)}{mark}{rest}"


def _roles(text: Text, move: _Move) -> Text:
    """A text whose roles and lists of articles name the entry by its present id."""
    if move.old_id == move.new_id:
        return text
    changes = []
    for one in pieces(text):
        token, written = one.token, text.text[one.start : one.end]
        if token.type == "myst_role" and _named(token.meta["name"]) == move.kind:
            at = written.rfind(move.old_id)
            named = token.content.rstrip().removesuffix(">").rpartition("<")[2].strip()
            if named == move.old_id and at >= 0:
                start = one.start + at
                changes.append((start, start + len(move.old_id), move.new_id))
        elif token.type == "directive_open" and _named(token.meta["directive"].name) == "articles":
            value, number = token.meta["directive"].options.get(move.kind, ("", 0))
            ids = [part.strip() for part in value.split(",")]
            if move.old_id in ids:
                new = ", ".join(move.new_id if part == move.old_id else part for part in ids)
                start = text.text.index(value, text.starts[number])
                changes.append((start, start + len(value), new))
    return text.changed(changes)


def _named(name: str) -> str:
    return name.removeprefix("refresher:")


def _with_alias(text: str, file: SourceFile, move: _Move) -> str:
    """The entry's own file with its earlier id as an alias; for an article also as the id by
    which feeds know it.
    """
    assert file.entry
    aliases = [move.old_id, *(one for one in file.entry.aliases if one != move.new_id)]
    lines = text.split("\n")
    changes = {"aliases": f"aliases: [{', '.join(dict.fromkeys(aliases))}]"}
    if isinstance(file.entry, Article) and not file.entry.known_as:
        changes["known_as"] = f"known_as: {move.old_id}"
    if "id" in file.matter.data:
        changes["id"] = f"id: {move.new_id}"
    end = "\r" if lines[0].endswith("\r") else ""
    matter = file.matter
    for key, line in sorted(changes.items(), key=lambda one: -_line(file, one[0])):
        if (key,) not in matter.values:
            lines.insert(1, line + end)
            continue
        node = matter.values[(key,)]
        last = node.value[-1] if node.value and isinstance(node, yaml.CollectionNode) else node
        if isinstance(node, yaml.CollectionNode) and node.flow_style:
            last = node
        lines[_line(file, key) : last.end_mark.line + 2] = [line + end]
    return "\n".join(lines)


def _line(file: SourceFile, key: str) -> int:
    """The index of a key's line in its file; 0 if it isn't there."""
    node = file.matter.keys.get((key,))
    return node.start_mark.line + 1 if node else 0
