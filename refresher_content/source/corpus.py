"""A whole content folder: its files, and whether they agree with one another."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

from refresher_content.compiler.worker import Aside
from refresher_content.diagnostics import Diagnostic, Report, Span
from refresher_content.errors import a, suggest
from refresher_content.model import KINDS, Entry
from refresher_content.model.fields import FieldSpec, fields_of
from refresher_content.source.files import PUBLICATION, SourceFile, find, kind_of, misplaced, read

__all__ = ["Corpus", "check", "load"]

Remember = Callable[[str, Path], SourceFile | None]
"""Gives a file as an earlier compilation knew it, if it hasn't changed since."""


class Corpus:
    """The files of a content folder, with all their faults."""

    def __init__(self, folder: Path, files: list[SourceFile], faults: list[Diagnostic]) -> None:
        self.folder = folder
        self.files = files
        self._faults = faults
        self.by_id: dict[str, dict[str, SourceFile]] = defaultdict(dict)
        for file in files:
            self.by_id[file.kind].setdefault(file.id, file)

    def report(self, root: str) -> Report:
        """Every fault by path and place."""
        faults = [*self._faults, *(one for file in self.files for one in file.faults)]
        faults += self.cross_faults
        faults.sort(key=lambda one: (one.path, one.span.line, one.span.column, one.code, one.field))
        count = len(self.files) + sum(one.code == "unknown-folder" for one in self._faults)
        return Report(root=root, diagnostics=tuple(faults), files=count)

    @cached_property
    def cross_faults(self) -> list[Diagnostic]:
        """What is wrong between files, each fault placed in one of them."""
        faults: list[Diagnostic] = []
        if PUBLICATION not in {file.path for file in self.files}:
            message = "an archive needs a file that describes its periodical"
            hint = "write publication.md with title, summary, language and rights"
            faults.append(
                Diagnostic(code="missing-publication", path=PUBLICATION, message=message, hint=hint)
            )
        for kind, files in self._by_kind().items():
            faults += _same_ids(kind, files)
            faults += _same_aliases(kind, files, self.by_id[kind])
        faults += _same_positions(self.files)
        for file in self.files:
            faults += self._references(file)
            faults += self._mentions(file)
            faults += self._assets(file)
        return faults

    def _by_kind(self) -> Mapping[str, list[SourceFile]]:
        groups: dict[str, list[SourceFile]] = defaultdict(list)
        for file in self.files:
            groups[file.kind].append(file)
        return groups

    def _references(self, file: SourceFile) -> Iterator[Diagnostic]:
        if file.entry is None:
            yield from self._references_of_faulty(file)
            return
        for spec, kind in _references_of(file.kind):
            value = getattr(file.entry, spec.name)
            for index, id_ in enumerate(value if spec.many else (value,)):
                if id_ is not None and id_ not in self.by_id[kind]:
                    path = (spec.key, index) if spec.many else (spec.key,)
                    message, hint = self._unknown(kind, id_)
                    yield file.fault_at("unknown-reference", path, message, hint)

    def _references_of_faulty(self, file: SourceFile) -> Iterator[Diagnostic]:
        """The same for a file whose front matter could not be read as an entry."""
        for spec, kind in _references_of(file.kind):
            value = file.matter.data.get(spec.key)
            if isinstance(value, list) is not spec.many:
                continue
            for index, id_ in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(id_, str) and id_.strip() and id_ not in self.by_id[kind]:
                    path = (spec.key, index) if spec.many else (spec.key,)
                    message, hint = self._unknown(kind, id_)
                    yield file.fault_at("unknown-reference", path, message, hint)

    def _mentions(self, file: SourceFile) -> Iterator[Diagnostic]:
        spans = [one.span for one in file.parsed.mentions] if file.parsed else []
        for index, use in enumerate(file.uses):
            if use.id not in self.by_id[use.kind]:
                message, hint = self._unknown(use.kind, use.id)
                span = spans[index] if spans else Span()
                yield file.fault("unknown-reference", span, message, hint=hint)

    def _unknown(self, kind: str, id_: str) -> tuple[str, str]:
        for file in self.by_id[kind].values():
            if file.entry and id_ in file.entry.aliases:
                return f"{id_!r} is an earlier id of {a(kind)}", f"write '{file.id}'"
        near = suggest(id_, self.by_id[kind])
        if near:
            hint = f"did you mean '{near}'?"
        elif known := sorted(self.by_id[kind]):
            hint = f"there are: {', '.join(known[:8])}{', …' if len(known) > 8 else ''}"
        else:
            hint = f"there is no {kind} yet: run 'refresher new {kind}'"
        return f"no {kind} {id_!r}", hint

    def _assets(self, file: SourceFile) -> Iterator[Diagnostic]:
        missing = [path for path in file.assets if not (self.folder / path).is_file()]
        if not missing:
            return
        if file.parsed is None:
            # A remembered file has no places; the caller reads it again for them.
            yield file.fault("broken-link", Span(), "")
            return
        for target in file.parsed.targets:
            path = target.file(file.folder)
            if path in missing:
                yield self._missing(file, path, target.span, image=target.image)
        span = file.matter.span(("figure", "image"))
        known = {target.file(file.folder) for target in file.parsed.targets}
        for path in missing:
            if path not in known:
                yield self._missing(file, path, span, image=True, about="figure.image")

    def _missing(
        self, file: SourceFile, path: str, span: Span, *, image: bool, about: str = ""
    ) -> Diagnostic:
        parent = (self.folder / path).parent
        there = [one.name for one in parent.iterdir()] if parent.is_dir() else []
        near = suggest(Path(path).name, there)
        code, noun = ("missing-image", "image") if image else ("broken-link", "file")
        hint = f"did you mean '{near}'?" if near else ""
        return file.fault(
            code, span, f"no {noun} {path!r} in the content folder", hint=hint, about=about
        )


@cache
def _references_of(kind: str) -> tuple[tuple[FieldSpec, str], ...]:
    """The fields of a kind that hold ids, each with the kind to which it refers."""
    return tuple(
        (spec, spec.refers_to) for spec in fields_of(KINDS[kind]) if spec.refers_to is not None
    )


def load(folder: Path, remember: Remember | None = None, aside: Aside | None = None) -> Corpus:
    """The files of a content folder. Those that `remember` knows unchanged are not parsed."""
    found, faults = find(folder)
    faults += [misplaced(path) for path in found if kind_of(path) is None]
    paths = [path for path in found if kind_of(path) is not None]
    files = {path: remember(path, folder) for path in paths} if remember else {}
    fresh = [path for path in paths if not files.get(path)]
    files |= aside.read(folder, fresh) if aside else {path: read(folder, path) for path in fresh}
    known = [file for path in paths if (file := files[path])]
    return _refresh(Corpus(folder, known, faults), faults)


def _refresh(corpus: Corpus, faults: list[Diagnostic]) -> Corpus:
    """Reads those files here and now that have a fault, or show a title that has changed, and
    were remembered or read elsewhere.
    """
    labels = {(file.kind, file.id): file.entry.label for file in corpus.files if file.entry}
    stale = {
        file.path
        for file in corpus.files
        for use in file.uses
        if file.parsed is None and use.label and labels.get((use.kind, use.id)) != use.label
    }
    stale |= {one.path for one in corpus.cross_faults}
    if not any(file.path in stale and not file.lines for file in corpus.files):
        return corpus
    files = [
        read(corpus.folder, file.path) if file.path in stale and not file.lines else file
        for file in corpus.files
    ]
    return Corpus(corpus.folder, files, faults)


def check(folder: str | Path) -> Report:
    """Every fault of every file of a content folder.

    Raises NotADirectoryError if there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"there is no folder {str(folder)!r}")
    return load(root).report(root.as_posix())


def _same_ids(kind: str, files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
    first: dict[str, SourceFile] = {}
    folded: dict[str, SourceFile] = {}
    for file in files:
        id_ = file.id
        key = unicodedata.normalize("NFKC", id_).casefold()
        if id_ in first:
            message = f"the {kind} {id_!r} stands in {first[id_].path} already"
            yield file.fault_at("duplicate-id", ("id",), message, "give one of them another id")
        elif key in folded:
            message = f"{id_!r} differs from {folded[key].id!r} only in case or Unicode form"
            yield file.fault_at("colliding-slug", ("id",), message, "give one of them another id")
        first.setdefault(id_, file)
        folded.setdefault(key, file)


def _same_aliases(
    kind: str, files: Iterable[SourceFile], by_id: Mapping[str, SourceFile]
) -> Iterator[Diagnostic]:
    owners: dict[str, SourceFile] = {}
    for file in files:
        entry: Entry | None = file.entry
        for index, alias in enumerate(entry.aliases if entry else ()):
            owner = by_id.get(alias) or owners.get(alias)
            if owner:
                what = "the id" if alias in by_id else "an alias"
                message = f"{alias!r} is {what} of the {kind} in {owner.path}"
                hint = "delete the alias from one of them"
                yield file.fault_at("alias-clash", ("aliases", index), message, hint)
            owners.setdefault(alias, file)


def _same_positions(files: Iterable[SourceFile]) -> Iterator[Diagnostic]:
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
            yield file.fault_at("position-clash", ("position",), message, hint)
