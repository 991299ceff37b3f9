"""The files of a content folder: which there are, and what each one says."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from refresher_content.diagnostics import CONTROL_CHARACTER, Diagnostic, Edit, Span
from refresher_content.errors import suggest
from refresher_content.model import KINDS, Entry
from refresher_content.source import body, frontmatter
from refresher_content.source.body import Mention
from refresher_content.source.ids import slug_problem

__all__ = ["ENDING", "PUBLICATION", "Shown", "SourceFile", "find", "kind_of", "read"]

PUBLICATION = "publication.md"
ENDING = re.compile(r"\.(md|markdown)$", re.IGNORECASE)
"""The ending of a content file's name."""
_OTHER_ENDING = re.compile(r"\.(mdown|mdtext|mdtxt|mdwn|mdx|mkd|mkdn|mkdown)$", re.IGNORECASE)
"""Other endings of Markdown."""
_FOLDERS = {cls.folder: kind for kind, cls in KINDS.items() if cls.folder}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a compiled body shows of an entry that it mentions."""

    kind: str
    """The entry's kind."""
    id: str
    """Its id."""
    title: str
    """Its own title, if that is shown; else empty."""


@dataclass(slots=True, kw_only=True)
class SourceFile:
    """A file of the content folder, read now or known from the previous compilation."""

    path: str
    """Its path, relative to the content folder, with `/`."""
    sha256: str = ""
    """SHA-256 of its bytes."""
    kind: str
    """The kind of its entry."""
    entry: Entry | None = None
    """What it says; None if its front matter has problems."""
    row: tuple[Any, ...] = ()
    """Its row in the previous library, without the number; empty if the file was read."""
    body_line: int = 1
    """The line on which its body begins."""
    mentions: tuple[Mention, ...] = ()
    """The entries that its body mentions."""
    shown: tuple[Shown, ...] = ()
    """For each mention what the compiled body shows of it; only if the file was not read."""
    assets: tuple[str, ...] = ()
    """The files that it links to or shows, relative to the content folder."""
    lists: bool = False
    """Whether its body holds a list of articles."""
    ids: frozenset[str] = frozenset()
    """The ids of places in its body, to which links may lead."""
    problems: list[Diagnostic] = field(default_factory=list)
    """Its problems, as far as they can be found without the other files."""
    parsed: body.ParsedBody | None = None
    """Its body with the places of what it points to; None if the file was not read."""
    matter: frontmatter.FrontMatter = field(default_factory=frontmatter.FrontMatter)
    """Its front matter with its places; empty if the file was not read in this process."""
    lines: list[str] = field(default_factory=list)
    """Its lines; empty in the same cases as `matter`."""

    @property
    def id(self) -> str:
        """The entry's id, as far as it can be determined."""
        if self.entry:
            return self.entry.id
        given = self.matter.data.get("id")
        return given if isinstance(given, str) else default_id(self.path)

    @property
    def folder(self) -> str:
        """Its folder, relative to the content folder."""
        return self.path.rpartition("/")[0]

    def problem(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        hint: str = "",
        about: str = "",
        edits: tuple[Edit, ...] = (),
    ) -> Diagnostic:
        """A problem in this file, with the lines around its place."""
        first = max(1, span.line - 1)
        excerpt = tuple(
            (number, CONTROL_CHARACTER.sub("\ufffd", self.lines[number - 1]))
            for number in range(first, span.line + 1)
            if number <= len(self.lines)
        )
        return Diagnostic(
            code=code,
            path=self.path,
            span=span,
            field=about,
            message=message,
            hint=hint,
            excerpt=excerpt,
            edits=edits,
        )

    def problem_at(
        self, code: str, path: frontmatter.Path, message: str, hint: str = ""
    ) -> Diagnostic:
        """A problem with a value of the front matter."""
        span = self.matter.span(path)
        return self.problem(code, span, message, hint=hint, about=frontmatter.dotted(path))

    def add(self, problem: Diagnostic) -> None:
        """Adds a problem that lacks path and lines."""
        self.problems.append(
            self.problem(
                problem.code,
                problem.span,
                problem.message,
                hint=problem.hint,
                about=problem.field,
                edits=problem.edits,
            )
        )


def find(folder: Path) -> tuple[list[str], list[Diagnostic]]:
    """The Markdown files of a content folder, sorted, and what in it can't be read.

    Names that begin with a dot or an underscore are skipped: drafts, and
    what other programs keep. A link to a folder above is a problem, not followed.
    """
    problems: list[Diagnostic] = []
    unread: list[str] = []
    paths: list[str] = []

    def unreadable(error: OSError) -> None:
        path = Path(error.filename).relative_to(folder).as_posix()
        message = f"the folder can't be read: {error.strerror}"
        problems.append(Diagnostic(code="unreadable-file", path=path, message=message))

    for parent, folders, names in os.walk(folder, onerror=unreadable, followlinks=True):
        below = Path(parent).relative_to(folder)
        kept = sorted(name for name in folders if name[0] not in "._")
        loops = [name for name in kept if _leads_up(Path(parent), name)]
        problems += [_loop((below / name).as_posix()) for name in loops]
        folders[:] = [name for name in kept if name not in loops]
        unread += [
            (below / name).as_posix()
            for name in names
            if _OTHER_ENDING.search(name) and name[0] not in "._"
        ]
        paths += [
            (below / name).as_posix()
            for name in names
            if ENDING.search(name) and name[0] not in "._"
        ]
    problems += [_unread(path) for path in sorted(unread)]
    problems += [_misplaced(path) for path in sorted(paths) if kind_of(path) is None]
    return sorted(path for path in paths if kind_of(path) is not None), problems


def _leads_up(parent: Path, name: str) -> bool:
    """Whether a folder is a link to one of those that it is in, so that it has no end."""
    path = parent / name
    return path.is_symlink() and parent.resolve().is_relative_to(path.resolve())


def _loop(path: str) -> Diagnostic:
    return Diagnostic(
        code="link-loop",
        path=path,
        message="the folder is a link to a folder that it is in",
        hint="delete the link",
    )


def kind_of(path: str) -> str | None:
    """The kind of the entry that a file holds by its place; None if no kind is kept there."""
    first, below, _ = path.partition("/")
    if not below:
        return "publication" if path == PUBLICATION else None
    return _FOLDERS.get(first)


def _unread(path: str) -> Diagnostic:
    """The problem with a file that has an ending of Markdown which is not ours."""
    return Diagnostic(
        code="unknown-ending",
        path=path,
        message="expected a name that ends with .md or .markdown",
        hint=f"rename it to {_OTHER_ENDING.sub('.md', PurePosixPath(path).name)}",
    )


def _misplaced(path: str) -> Diagnostic:
    """The problem with a file in a folder where no kind is kept."""
    first, *rest = PurePosixPath(path).parts
    place = f"the folder {first!r}" if rest else "the top of the content folder"
    meant = suggest(first, _FOLDERS) if rest else None
    known = f"one of {', '.join(sorted(_FOLDERS))}"
    if ENDING.sub(".md", path).lower() == PUBLICATION:
        message = "expected the name publication.md"
        hint = "rename it to publication.md"
        return Diagnostic(code="unknown-folder", path=path, message=message, hint=hint)
    return Diagnostic(
        code="unknown-folder",
        path=path,
        message=f"no entries are kept in {place}",
        hint=f"did you mean the folder '{meant}'?" if meant else f"move it to {known}",
    )


def default_id(path: str) -> str:
    """The id of a file that names none: its name without the ending. Some file systems
    hand out names in Unicode's decomposed form, so the composed one counts.
    """
    return unicodedata.normalize("NFC", ENDING.sub("", path.rpartition("/")[2]))


def read_bytes(folder: Path, path: str) -> bytes:
    """What a file of the content folder holds. Raises OSError."""
    # Without pathlib, which takes longer than the system does.
    with open(f"{folder}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


def sha256_of(data: bytes) -> str:
    """A file's digest: SHA-256 in hexadecimal."""
    return sha256(data).hexdigest()


def read(folder: Path, path: str) -> SourceFile:
    """What a file says, with everything that is wrong with it."""
    file = SourceFile(path=path, kind=kind_of(path) or "")
    try:
        data = read_bytes(folder, path)
    except OSError as error:
        message = f"the file can't be read: {error.strerror}"
        file.problems.append(file.problem("unreadable-file", Span(), message))
        return file
    file.sha256 = sha256_of(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        file.problems.append(_not_utf8(file, data, error))
        return file
    file.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    _read_text(file)
    return file


def _not_utf8(file: SourceFile, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    start = data.rfind(b"\n", 0, error.start) + 1
    column = len(data[start : error.start].decode("utf-8", "replace")) + 1
    span = Span(data.count(b"\n", 0, error.start) + 1, column)
    message = f"expected UTF-8, found the byte 0x{data[error.start]:02X}"
    return file.problem("not-utf8", span, message, hint="save the file in the encoding UTF-8")


def _read_text(file: SourceFile) -> None:
    matter, taken = frontmatter.split(file.lines)
    file.matter, file.body_line = matter, taken + 1
    for one in matter.problems:
        file.add(one)
    broken = any(one.code in ("yaml-syntax", "unclosed-front-matter") for one in matter.problems)
    if matter.problems and not taken:
        return
    while file.body_line <= len(file.lines) and not file.lines[file.body_line - 1].strip():
        file.body_line += 1
    _read_body(file)
    if not broken:
        _read_entry(file)


def _read_body(file: SourceFile) -> None:
    text = "\n".join(file.lines[file.body_line - 1 :]).rstrip()
    parsed = body.parse(text, file.body_line, file.folder, body.id_prefix(file.kind, file.id))
    if parsed.markdown != text:
        file.problems += _control_characters(file, text)
    file.parsed = parsed
    file.mentions, file.ids = parsed.mentions, parsed.ids
    file.lists = bool(parsed.listings)
    if file.kind == "article" and not text:
        span = Span(min(file.body_line, len(file.lines)))
        message = "expected the article's text below the front matter, found nothing"
        file.problems.append(file.problem("empty-body", span, message))
    for one in parsed.problems:
        file.add(one)
    file.assets = tuple(_assets(file, parsed))


def _control_characters(file: SourceFile, text: str) -> Iterator[Diagnostic]:
    for number, line in enumerate(text.split("\n"), start=file.body_line):
        for found in CONTROL_CHARACTER.finditer(line):
            span = Span(number, found.start() + 1)
            message = f"found the control character U+{ord(found[0]):04X}"
            yield file.problem("control-character", span, message, hint="delete it")


def _assets(file: SourceFile, parsed: body.ParsedBody) -> Iterator[str]:
    for target in parsed.targets:
        path = target.file(file.folder)
        if _within(file, path, target.address, target.span, ""):
            yield path


def _within(file: SourceFile, path: str, address: str, span: Span, about: str) -> bool:
    """Whether a path stays in the content folder; a problem is noted if it doesn't."""
    if not path.startswith(".."):
        return True
    message = f"{address!r} leads out of the content folder"
    hint = "keep what an article needs inside the content folder, or give an https address"
    file.problems.append(file.problem("outside-link", span, message, hint=hint, about=about))
    return False


def _read_entry(file: SourceFile) -> None:
    # A build that finds everything as it was reads no file, and needs no pydantic.
    from refresher_content.source.validation import validate

    cls = KINDS[file.kind]
    fields, problems = validate(cls, file.matter)
    for one in problems:
        file.add(one)
    fields.setdefault("id", default_id(file.path))
    if "id" not in file.matter.data and (slug := slug_problem(file.id)):
        message, hint = slug
        hint = hint and f"rename the file to {hint}.md, or give it the key id"
        file.problems.append(file.problem("bad-slug", Span(1, 1, 3), message, hint=hint))
    if problems:
        return
    if figure := fields.get("figure"):
        target = body.Target(address=figure.image, image=True, span=Span())
        span = file.matter.span(("figure", "image"))
        path = target.file(file.folder)
        if _within(file, path, figure.image, span, "figure.image"):
            file.assets = (*file.assets, path)
    made: Any = cls
    file.entry = made(**fields, source=file.path, sha256=file.sha256)
