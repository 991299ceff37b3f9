"""The files of a content folder: which there are, and what each one says."""

from __future__ import annotations

import errno
import os
import posixpath
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from refresher_content.diagnostics import CONTROL_CHARACTER, Diagnostic, Edit, Span, shown
from refresher_content.model import KINDS, Entry, Publication
from refresher_content.source import body, frontmatter
from refresher_content.source.assets import irregular
from refresher_content.source.body import Mention
from refresher_content.source.dialect.addresses import PICTURES, ending
from refresher_content.source.finding import ENDING, kind_of
from refresher_content.source.hidden import hidden_characters
from refresher_content.source.ids import name_problem, slug_problem
from refresher_content.source.limits import limits

if TYPE_CHECKING:
    from refresher_content.model.entry import Kinds

__all__ = ["Shown", "SourceFile", "read", "read_bytes", "sha256_of"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a compiled body shows of an entry that it mentions."""

    kind: str
    """The entry's kind."""
    id: str
    """Its id."""
    title: str
    """Its own title, if that is shown; else empty."""
    language: str = ""
    """The language of that title, if it is known."""


@dataclass(slots=True, kw_only=True)
class SourceFile:
    """A file of the content folder, read now or known from the previous compilation."""

    path: str
    """Its path, relative to the content folder, with `/`."""
    sha256: str = ""
    """SHA-256 of its bytes."""
    cls: type[Entry]
    """The class of its entry."""
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
    publication: Publication | None = None
    """The periodical that it takes from what it doesn't say, if that isn't the folder's."""
    parsed: body.ParsedBody | None = None
    """Its body with the places of what it points to; None if the file was not read."""
    matter: frontmatter.FrontMatter = field(default_factory=frontmatter.FrontMatter)
    """Its front matter with its places; empty if the file was not read in this process."""
    lines: list[str] = field(default_factory=list)
    """Its lines; empty in the same cases as `matter`."""

    @property
    def kind(self) -> str:
        """The kind of its entry."""
        return self.cls.kind

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
            (number, self.lines[number - 1])
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


def default_id(path: str) -> str:
    """The id of a file that names none: its name without the ending. Some file systems
    hand out names in Unicode's decomposed form, so the composed one counts.
    """
    return unicodedata.normalize("NFC", ENDING.sub("", path.rpartition("/")[2]))


def read_bytes(folder: Path, path: str) -> bytes:
    """What a file of the content folder holds. Raises OSError."""
    # Without pathlib, which takes longer than the system does; a pipe would be waited for.
    descriptor = os.open(f"{folder}/{path}", os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - pathlib opens no descriptors
        status = os.fstat(descriptor)
        if found := irregular(status.st_mode):
            raise OSError(errno.EINVAL, f"it is {found}")
        if status.st_size > limits().max_file_size:
            raise OSError(errno.EFBIG, f"it has {status.st_size} bytes")
        return file.read()


_BINARY = getattr(os, "O_BINARY", 0)


def sha256_of(data: bytes) -> str:
    """A file's digest: SHA-256 in hexadecimal."""
    return sha256(data).hexdigest()


def read(folder: Path, path: str, kinds: Kinds = KINDS) -> SourceFile:
    """What a file in the folder of one of the kinds says, with everything that is wrong with it."""
    file = SourceFile(path=path, cls=kinds[kind_of(path, kinds) or ""])
    try:
        data = read_bytes(folder, path)
    except OSError as error:
        file.problems.append(_unread(file, error))
        return file
    file.sha256 = sha256_of(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        file.problems.append(_not_utf8(file, data, error))
        return file
    file.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    _read_text(file, kinds)
    return file


def _unread(file: SourceFile, error: OSError) -> Diagnostic:
    if error.errno == errno.EFBIG:
        message = f"expected at most {limits().max_file_size} bytes: {error.strerror}"
        hint = "split it, or set REFRESHER_MAX_FILE_SIZE"
        return file.problem("too-large", Span(), message, hint=hint)
    return file.problem("unreadable-file", Span(), f"the file can't be read: {error.strerror}")


def _not_utf8(file: SourceFile, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    start = data.rfind(b"\n", 0, error.start) + 1
    column = len(data[start : error.start].decode("utf-8", "replace")) + 1
    span = Span(data.count(b"\n", 0, error.start) + 1, column)
    message = f"expected UTF-8, found the byte 0x{data[error.start]:02X}"
    return file.problem("not-utf8", span, message, hint="save the file in the encoding UTF-8")


def _read_text(file: SourceFile, kinds: Kinds) -> None:
    matter, taken = frontmatter.split(file.lines)
    file.matter, file.body_line = matter, taken + 1
    for one in matter.problems:
        file.add(one)
    broken = any(one.code in ("yaml-syntax", "unclosed-front-matter") for one in matter.problems)
    file.problems += _hidden(file)
    if matter.problems and not taken:
        return
    while file.body_line <= len(file.lines) and not file.lines[file.body_line - 1].strip():
        file.body_line += 1
    _read_body(file, kinds)
    if not broken:
        _read_entry(file)


def _read_body(file: SourceFile, kinds: Kinds) -> None:
    text = "\n".join(file.lines[file.body_line - 1 :]).rstrip()
    prefix = body.id_prefix(file.cls, file.id)
    parsed = body.parse(text, file.body_line, file.folder, prefix, kinds)
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


def _hidden(file: SourceFile) -> Iterator[Diagnostic]:
    for number, line in enumerate(file.lines, start=1):
        for start in () if line.isascii() else hidden_characters(line):
            span = Span(number, start + 1)
            message = f"found the character U+{ord(line[start]):04X}, which nobody sees"
            edits = (Edit(span, ""),)
            yield file.problem("hidden-character", span, message, hint="delete it", edits=edits)


def _assets(file: SourceFile, parsed: body.ParsedBody) -> Iterator[str]:
    for target in parsed.targets:
        path = target.file(file.folder)
        if _within(file, path, target.address, target.span, ""):
            yield path


def _within(file: SourceFile, path: str, address: str, span: Span, about: str) -> bool:
    """Whether a path stays in the content folder; a problem is noted if it doesn't."""
    if not path.startswith(".."):
        message = next(filter(None, map(name_problem, path.split("/"))), "")
        if message:
            hint = "rename the file"
            found = file.problem("unsafe-address", span, message, hint=hint, about=about)
            file.problems.append(found)
        return not message
    message = f"{address!r} leads out of the content folder"
    hint = "keep what an article needs inside the content folder, or give an https address"
    if address.startswith("/"):
        relative = posixpath.relpath(address.lstrip("/"), file.folder or ".")
        hint = f"a path begins at the folder of its file: write {shown(relative)}"
    file.problems.append(file.problem("outside-link", span, message, hint=hint, about=about))
    return False


def _read_picture(file: SourceFile, key: str, image: str) -> None:
    """Notes the file of a picture that a key names."""
    target = body.Target(address=image, image=True, span=Span())
    span, about = file.matter.span((key, "image")), f"{key}.image"
    path = target.file(file.folder)
    if ending(path) not in PICTURES:
        message = f"expected a file that ends in one of {', '.join(sorted(PICTURES))}"
        message += f"; found {shown(image)}"
        file.problems.append(file.problem("bad-picture", span, message, about=about))
    elif _within(file, path, image, span, about) and path not in file.assets:
        file.assets = (*file.assets, path)


def _read_entry(file: SourceFile) -> None:
    # A build that finds everything as it was reads no file, and needs no pydantic.
    from refresher_content.source.validation import validate

    fields, problems = validate(file.cls, file.matter)
    for one in problems:
        file.add(one)
    fields.setdefault("id", default_id(file.path))
    if "id" not in file.matter.data and (slug := slug_problem(file.id)):
        message, hint = slug
        hint = hint and f"rename the file to {hint}.md, or give it the key id"
        file.problems.append(file.problem("bad-slug", Span(1, 1, 3), message, hint=hint))
    elif message := name_problem(file.path.rpartition("/")[2]):
        file.problems.append(file.problem("unsafe-name", Span(), message, hint="rename it"))
    if problems:
        return
    for key in ("figure", "cover"):
        if figure := fields.get(key):
            _read_picture(file, key, figure.image)
    made: Any = file.cls
    file.entry = made(**fields, source=file.path, sha256=file.sha256)
