"""A whole content folder: its files, and whether they agree with one another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from posixpath import relpath
from typing import TYPE_CHECKING, Any

from refresher_content.diagnostics import Diagnostic, Edit, Report, Span, shown
from refresher_content.errors import did_you_mean, suggest
from refresher_content.model import (
    KINDS,
    Article,
    Contributor,
    Entry,
    Publication,
)
from refresher_content.model.fields import FieldSpec, fields_of, filtered_kind
from refresher_content.model.languages import title_language
from refresher_content.source.assets import AssetProblem, asset_problem
from refresher_content.source.body import Mention, Target
from refresher_content.source.bounds import at_most, cut
from refresher_content.source.clashes import (
    columns_named_twice,
    look_alikes,
    same_aliases,
    same_identifiers,
    same_ids,
    same_positions,
)
from refresher_content.source.files import SourceFile, read
from refresher_content.source.finding import PUBLICATION, find
from refresher_content.source.frontmatter import Path as KeyPath
from refresher_content.source.frontmatter import dotted
from refresher_content.source.redirects import redirect_problems
from refresher_content.source.reference_links import own_problems
from refresher_content.source.translations import translation_problems

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["Corpus", "check", "read_folder"]

_YAML_WORDS = {"false", "n", "no", "null", "off", "on", "true", "y", "yes"}


class Corpus:
    """The files of a content folder, whose kinds are given, with all their problems."""

    def __init__(
        self,
        folder: Path,
        files: list[SourceFile],
        problems: list[Diagnostic],
        kinds: Kinds = KINDS,
    ) -> None:
        self.folder = folder
        self.files = files
        self.kinds = kinds
        self._problems = problems
        self.by_id: dict[str, dict[str, SourceFile]] = defaultdict(dict)
        for file in files:
            self.by_id[file.kind].setdefault(file.id, file)
        self._by_path = {file.path: file for file in files}
        self._ids_by_alias: dict[str, dict[str, str]] = defaultdict(dict)
        for file in files:
            for alias in file.entry.aliases if file.entry else ():
                if alias not in self.by_id[file.kind]:
                    self._ids_by_alias[file.kind].setdefault(alias, file.id)
        # References as they are written are what is checked; the library has present ids.
        self.as_written = files
        if any(self._ids_by_alias.values()):
            self.files = [self._with_present_ids(file) for file in files]

    def _with_present_ids(self, file: SourceFile) -> SourceFile:
        """A file whose front matter and body name no entry by an earlier id."""
        changed = self._with_present(file.entry) if file.entry else {}
        if not changed and not any(one.id in self._ids_by_alias[one.kind] for one in file.mentions):
            return file
        mentions = (
            replace(one, id=self._ids_by_alias[one.kind].get(one.id, one.id))
            for one in file.mentions
        )
        entry = replace(file.entry, **changed) if file.entry else None
        return replace(file, entry=entry, mentions=tuple(mentions))

    def _with_present(self, owner: Entry | Contributor) -> dict[str, Any]:
        """The fields that name entries by earlier ids, with the present ones."""
        changed: dict[str, Any] = {}
        cls: Any = type(owner)
        for spec, kind in _references_of(cls):
            ids = self._ids_by_alias[kind]
            value = getattr(owner, spec.name)
            if spec.many and not ids.keys().isdisjoint(value):
                changed[spec.name] = tuple(dict.fromkeys(ids.get(one, one) for one in value))
            elif not spec.many and value in ids:
                changed[spec.name] = ids[value]
        people: tuple[Contributor, ...] = getattr(owner, "contributors", ())
        if any(map(self._with_present, people)):
            changed["contributors"] = tuple(
                replace(one, **self._with_present(one)) for one in people
            )
        return changed

    @cached_property
    def language(self) -> str:
        """The language of the periodical; empty as long as it isn't known."""
        entries = (file.entry for file in self.files if file.path == PUBLICATION)
        return next((one.language for one in entries if isinstance(one, Publication)), "")

    def title_language(self, entry: Entry) -> str:
        """The language of an entry's title; empty for a name, and for what others wrote."""
        return title_language(entry, self.language)

    def mentioned(self, one: Mention) -> SourceFile | None:
        """The file of the entry that a body mentions, by its path or its id."""
        return self._by_path.get(one.path) if one.path else self.by_id[one.kind].get(one.id)

    def report(self, root: str) -> Report:
        """Every problem by path and place."""
        problems = [*self._problems, *own_problems(self.files)]
        problems += self.cross_problems
        problems.sort(
            key=lambda one: (one.path, one.span.line, one.span.column, one.code, one.field)
        )
        count = len(self.files) + sum(one.code == "unknown-folder" for one in self._problems)
        return Report(root=root, diagnostics=tuple(cut(problems)), files=count)

    @cached_property
    def cross_problems(self) -> list[Diagnostic]:
        """What is wrong between files, each problem placed in one of them."""
        problems: list[Diagnostic] = []
        if PUBLICATION not in {file.path for file in self.files}:
            message = "an archive needs a file that describes its periodical"
            hint = "write publication.md with title, summary, language and rights"
            problems.append(
                Diagnostic(code="missing-publication", path=PUBLICATION, message=message, hint=hint)
            )
        for kind, files in self._by_kind().items():
            problems += same_ids(kind, files)
            problems += look_alikes(kind, files)
            problems += same_aliases(kind, files, self.by_id[kind])
        problems += same_positions(self.files)
        problems += same_identifiers(self.files)
        problems += columns_named_twice(self.files)
        problems += redirect_problems(self.files)
        problems += translation_problems(self.by_id[Article.kind], self.language)
        for file in self.as_written:
            problems += at_most(self._references(file))
            problems += _writers_of_originals(file)
            problems += _missing_summary(file)
            problems += at_most(self._mentions(file))
            problems += at_most(self._listings(file))
            problems += at_most(self._assets(file))
        problems += self._extra()
        return problems

    def _extra(self) -> Iterator[Diagnostic]:
        if any(getattr(file.entry, "extra_schema", "") for file in self.files):
            # Importing pydantic takes longer than compiling a few files.
            from refresher_content.source.extra import schema_problems

            yield from schema_problems(self.folder, self.files)

    def _by_kind(self) -> Mapping[str, list[SourceFile]]:
        groups: dict[str, list[SourceFile]] = defaultdict(list)
        for file in self.files:
            groups[file.kind].append(file)
        return groups

    def _references(self, file: SourceFile) -> Iterator[Diagnostic]:
        for spec, kind, at, value in _ids_in(file):
            if isinstance(value, list | tuple) is not spec.many:
                continue
            named: set[str] = set()
            for index, id_ in enumerate(value if isinstance(value, list | tuple) else [value]):
                if not isinstance(id_, str) or not id_.strip():
                    continue
                path = (*at, index) if spec.many else at
                if id_ not in self.by_id[kind]:
                    code, message, hint = self._unknown(kind, id_)
                    span, about = file.matter.span(path), dotted(path)
                    edits = self._present(kind, id_, span)
                    yield file.problem(code, span, message, hint=hint, about=about, edits=edits)
                present = self._ids_by_alias[kind].get(id_, id_)
                if present in named and present != id_:
                    message = f"{id_!r} is an earlier id of {present!r}, which the list has already"
                    yield file.problem_at("duplicate-item", path, message, "delete one of the two")
                named.add(present)

    def _mentions(self, file: SourceFile) -> Iterator[Diagnostic]:
        for one in file.mentions:
            found = self.mentioned(one)
            if found is None and one.path:
                meant = suggest(one.path, self._by_path)
                similar = meant and relpath(meant, file.folder or ".")
                hint = f"did you mean '{similar}'?" if similar else ""
                message = f"no file {one.path!r} in the content folder"
                yield file.problem("broken-link", one.span, message, hint=hint)
            elif found is None:
                code, message, hint = self._unknown(one.kind, one.id)
                edits = self._present(one.kind, one.id, one.span)
                yield file.problem(code, one.span, message, hint=hint, edits=edits)
            elif one.fragment and one.fragment not in found.ids:
                message = f"no place in {found.path} has the id {one.fragment!r}"
                hint = did_you_mean(one.fragment, found.ids).removeprefix("; ")
                yield file.problem("missing-anchor", one.span, message, hint=hint)

    def _listings(self, file: SourceFile) -> Iterator[Diagnostic]:
        for listing in file.parsed.listings if file.parsed else ():
            for name, values in listing.filters.items():
                own = name if name in self.kinds.keys() - KINDS.keys() else None
                kind = filtered_kind(Article, name) or own
                for id_ in values if kind else ():
                    if kind and id_ not in self.by_id[kind]:
                        code, message, hint = self._unknown(kind, id_)
                        place = listing.places[name]
                        yield file.problem(code, place, message, hint=hint)

    def _unknown(self, kind: str, id_: str) -> tuple[str, str, str]:
        """The code, the message and the hint for a reference that is not to an id."""
        if present := self._ids_by_alias[kind].get(id_):
            message = f"{id_!r} is an earlier id of the {kind} {present!r}"
            return "alias-used", message, f"write '{present}'"
        meant = suggest(id_, self.by_id[kind])
        if meant:
            hint = f"did you mean '{meant}'?"
        elif known := sorted(self.by_id[kind]):
            hint = f"there are: {', '.join(known[:8])}{', …' if len(known) > 8 else ''}"
        else:
            hint = f"there is no {kind} yet: run 'refresher new {kind}'"
        return "unknown-reference", f"no {kind} {shown(id_)}", hint

    def _present(self, kind: str, id_: str, span: Span) -> tuple[Edit, ...]:
        """The change of an earlier id to the present one, if its place is known exactly."""
        present = self._ids_by_alias[kind].get(id_, "")
        # Ids that YAML would take for something else stay to be written by hand.
        exact = span.width == len(id_) and re.match(r"[^\W\d]", present)
        return (Edit(span, present),) if exact and present not in _YAML_WORDS else ()

    def _assets(self, file: SourceFile) -> Iterator[Diagnostic]:
        wrong = {path: asset_problem(self.folder, path) for path in file.assets}
        missing = {path for path, one in wrong.items() if one or not (self.folder / path).is_file()}
        if not missing:
            return
        if file.parsed is None:
            # A file that was not read has no places; the compiler reads it for them.
            yield file.problem("broken-link", Span(), "")
            return
        for target in file.parsed.targets:
            path = target.file(file.folder)
            if path in missing:
                yield self._missing(file, path, wrong[path], target.span, image=target.image)
        known = {target.file(file.folder) for target in file.parsed.targets}
        for key in ("figure", "cover"):
            picture = getattr(file.entry, key, None)
            path = (
                Target(address=picture.image, image=True, span=Span()).file(file.folder)
                if picture
                else ""
            )
            if path in missing - known:
                span, about = file.matter.span((key, "image")), f"{key}.image"
                yield self._missing(file, path, wrong[path], span, image=True, about=about)

    def _missing(
        self,
        file: SourceFile,
        path: str,
        wrong: AssetProblem | None,
        span: Span,
        *,
        image: bool,
        about: str = "",
    ) -> Diagnostic:
        if wrong:
            return file.problem(wrong.code, span, wrong.message, hint=wrong.hint, about=about)
        if (self.folder / path).is_dir():
            message = f"{path!r} is a folder, which no page shows"
            hint = "name a file in it"
            code = "missing-image" if image else "broken-link"
            return file.problem(code, span, message, hint=hint, about=about)
        parent = (self.folder / path).parent
        there = [one.name for one in parent.iterdir()] if parent.is_dir() else []
        meant = suggest(Path(path).name, there)
        code, noun = ("missing-image", "image") if image else ("broken-link", "file")
        hint = f"did you mean '{meant}'?" if meant else ""
        return file.problem(
            code, span, f"no {noun} {path!r} in the content folder", hint=hint, about=about
        )


@cache
def _references_of(cls: Any) -> tuple[tuple[FieldSpec, str], ...]:
    """The fields of a model that hold ids, each with the kind to which it refers."""
    return tuple((spec, spec.refers_to) for spec in fields_of(cls) if spec.refers_to is not None)


def _ids_in(file: SourceFile) -> Iterator[tuple[FieldSpec, str, KeyPath, Any]]:
    """What a front matter says where it names entries: the field, the kind to which it refers,
    the path, and the ids. A file with errors has no entry; then they are in its data.
    """
    cls: Any = file.cls
    for spec, kind in _references_of(cls):
        data = file.matter.data.get(spec.key)
        yield spec, kind, (spec.key,), getattr(file.entry, spec.name) if file.entry else data
    people: Any = getattr(file.entry, "contributors", None)
    people = people if file.entry else file.matter.data.get("contributors")
    for index, one in enumerate(people if isinstance(people, list | tuple) else ()):
        for spec, kind in _references_of(Contributor):
            value = one.get(spec.key) if isinstance(one, dict) else getattr(one, spec.name, None)
            yield spec, kind, ("contributors", index, spec.key), value


def read_folder(folder: Path, kinds: Kinds = KINDS) -> Corpus:
    """All files of a content folder, read."""
    paths, problems = find(folder, kinds)
    return Corpus(folder, [read(folder, path, kinds) for path in paths], problems, kinds)


def check(folder: str | Path, kinds: Kinds = KINDS) -> Report:
    """Every problem of every file of a content folder; `kinds` are those that it may hold.

    Raises NotADirectoryError if there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise NotADirectoryError(f"there is no folder {str(folder)!r}")
    return read_folder(root, kinds).report(root.as_posix())


def _missing_summary(file: SourceFile) -> Iterator[Diagnostic]:
    if isinstance(file.entry, Article) and not file.entry.summary:
        hint = "add the line 'summary: …', a sentence that stands alone"
        message = "an article without a summary is hard to find"
        yield file.problem_at("missing-summary", ("summary",), message, hint)


def _writers_of_originals(file: SourceFile) -> Iterator[Diagnostic]:
    """Of a text that isn't a digest the authors are the writers."""
    if getattr(file.entry, "original", None) is not None:
        return
    for index, one in enumerate(getattr(file.entry, "contributors", ())):
        if one.role == "writer":
            message = "only a digest has a 'writer' beside its authors, and this is none"
            hint = "name who wrote it in 'authors', or say in 'original' what it retells"
            yield file.problem_at("bad-value", ("contributors", index, "role"), message, hint)
