"""One file of a content folder: its bytes, its front matter, its body, its faults."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from refresher_content.diagnostics import CONTROL_CHARACTER, Diagnostic, Span
from refresher_content.errors import suggest
from refresher_content.model import KINDS, Entry
from refresher_content.source import body, frontmatter
from refresher_content.source.field_docs import slug_problem

__all__ = ["PUBLICATION", "SourceFile", "find", "kind_of", "read"]

PUBLICATION = "publication.md"
_FOLDERS = {cls.folder: kind for kind, cls in KINDS.items() if cls.folder}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An entry that a body mentions, as the compiled file remembers it."""

    kind: str
    id: str
    label: str = ""
    """The entry's own title where a compiled body shows it; empty where the body has words
    of its own, and before it is compiled."""


@dataclass(slots=True, kw_only=True)
class SourceFile:
    """A file of the content folder, read afresh or remembered from an earlier compilation."""

    path: str
    """Its path, relative to the content folder, with `/`."""
    sha256: str = ""
    """SHA-256 of its bytes."""
    kind: str
    """The kind of its entry."""
    entry: Entry | None = None
    """What it says; None if its front matter has faults."""
    row: tuple[Any, ...] = ()
    """Its row in the earlier library, without the place; empty if it is read afresh."""
    body_line: int = 1
    """The line on which its body begins."""
    uses: tuple[Use, ...] = ()
    """The entries that its body mentions."""
    assets: tuple[str, ...] = ()
    """The files that it links to or shows, relative to the content folder."""
    faults: list[Diagnostic] = field(default_factory=list)
    """What is wrong with it, as far as it tells by itself."""
    parsed: body.ParsedBody | None = None
    """Its body's parts with their places; None if the file is remembered."""
    matter: frontmatter.FrontMatter = field(default_factory=frontmatter.FrontMatter)
    """Its front matter with its places; empty if the file is remembered or was read aside."""
    lines: list[str] = field(default_factory=list)
    """Its lines; likewise."""

    @property
    def id(self) -> str:
        """The entry's id, as far as it can be told."""
        if self.entry:
            return self.entry.id
        given = self.matter.data.get("id")
        return given if isinstance(given, str) else default_id(self.path)

    @property
    def folder(self) -> str:
        """Its folder, relative to the content folder."""
        return self.path.rpartition("/")[0]

    def fault(
        self, code: str, span: Span, message: str, *, hint: str = "", about: str = ""
    ) -> Diagnostic:
        """A fault in this file, with the lines around its place."""
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
        )

    def fault_at(
        self, code: str, path: frontmatter.Path, message: str, hint: str = "", *, key: bool = False
    ) -> Diagnostic:
        """A fault of a value (or a key) of the front matter."""
        span = self.matter.span(path, key=key)
        return self.fault(code, span, message, hint=hint, about=frontmatter.dotted(path))


def find(folder: Path) -> tuple[list[str], list[Diagnostic]]:
    """The Markdown files of a content folder, sorted, and the folders that can't be read.

    Names that begin with a dot or an underscore are passed over: drafts, and
    what other programs keep.
    """
    faults: list[Diagnostic] = []
    paths: list[str] = []

    def unreadable(error: OSError) -> None:
        path = Path(error.filename).relative_to(folder).as_posix()
        message = f"the folder can't be read: {error.strerror}"
        faults.append(Diagnostic(code="unreadable-file", path=path, message=message))

    for parent, folders, names in os.walk(folder, onerror=unreadable, followlinks=True):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        below = Path(parent).relative_to(folder)
        paths += [
            (below / name).as_posix()
            for name in names
            if name.endswith(".md") and name[0] not in "._"
        ]
    return sorted(paths), faults


def kind_of(path: str) -> str | None:
    """The kind of the entry that a file holds by its place; None if no kind is kept there."""
    first, below, _ = path.partition("/")
    if not below:
        return "publication" if path == PUBLICATION else None
    return _FOLDERS.get(first)


def misplaced(path: str) -> Diagnostic:
    """The fault of a file that stands where no kind is kept."""
    first, *rest = PurePosixPath(path).parts
    place = f"the folder {first!r}" if rest else "the top of the content folder"
    near = suggest(first, _FOLDERS) if rest else None
    known = f"one of {', '.join(sorted(_FOLDERS))}"
    return Diagnostic(
        code="unknown-folder",
        path=path,
        message=f"no entries are kept in {place}",
        hint=f"did you mean the folder '{near}'?" if near else f"move it to {known}",
    )


def default_id(path: str) -> str:
    """The id of a file that names none: its name without the ending. Some file systems
    hand out names in Unicode's decomposed form, so the composed one counts.
    """
    return unicodedata.normalize("NFC", path.rpartition("/")[2].removesuffix(".md"))


def read_bytes(folder: Path, path: str) -> bytes:
    """What a file of the content folder holds. Raises OSError."""
    # Without pathlib, which takes longer than the system does.
    with open(f"{folder}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


def sha256_of(data: bytes) -> str:
    """A file's digest: SHA-256 in hexadecimal."""
    return sha256(data).hexdigest()


def read(folder: Path, path: str) -> SourceFile:
    """A file read afresh, with everything that is wrong with it by itself."""
    file = SourceFile(path=path, kind=kind_of(path) or "")
    try:
        data = read_bytes(folder, path)
    except OSError as error:
        message = f"the file can't be read: {error.strerror}"
        file.faults.append(file.fault("unreadable-file", Span(), message))
        return file
    file.sha256 = sha256_of(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        file.faults.append(_not_utf8(file, data, error))
        return file
    file.lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    _read_text(file)
    return file


def _not_utf8(file: SourceFile, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    start = data.rfind(b"\n", 0, error.start) + 1
    column = len(data[start : error.start].decode("utf-8", "replace")) + 1
    span = Span(data.count(b"\n", 0, error.start) + 1, column)
    message = f"expected UTF-8, found the byte 0x{data[error.start]:02X}"
    return file.fault("not-utf8", span, message, hint="save the file in the encoding UTF-8")


def _read_text(file: SourceFile) -> None:
    matter, taken = frontmatter.split(file.lines)
    file.matter, file.body_line = matter, taken + 1
    for one in matter.faults:
        found = file.fault(one.code, one.span, one.message, hint=one.hint, about=one.field)
        file.faults.append(found)
    broken = any(one.code in ("yaml-syntax", "unclosed-front-matter") for one in matter.faults)
    if matter.faults and not taken:
        return
    while file.body_line <= len(file.lines) and not file.lines[file.body_line - 1].strip():
        file.body_line += 1
    _read_body(file)
    if not broken:
        _read_entry(file)


def _read_body(file: SourceFile) -> None:
    text = "\n".join(file.lines[file.body_line - 1 :]).rstrip()
    parsed = body.parse(text, file.body_line, file.folder)
    if parsed.body.markdown != text:
        file.faults += _control_characters(file, text)
    file.parsed = parsed
    file.uses = tuple(Use(kind=one.kind, id=one.id) for one in parsed.mentions)
    if file.kind == "article" and not text:
        span = Span(min(file.body_line, len(file.lines)))
        message = "expected the article's text below the front matter, found nothing"
        file.faults.append(file.fault("empty-body", span, message))
    for span in parsed.titles:
        message = "expected headings of level 2 and below, found one of level 1"
        hint = "the title stands in the front matter: begin the heading with '##'"
        file.faults.append(file.fault("extra-title", span, message, hint=hint))
    file.assets = tuple(_assets(file, parsed))


def _control_characters(file: SourceFile, text: str) -> Iterator[Diagnostic]:
    for number, line in enumerate(text.split("\n"), start=file.body_line):
        for found in CONTROL_CHARACTER.finditer(line):
            span = Span(number, found.start() + 1)
            message = f"found the control character U+{ord(found[0]):04X}"
            yield file.fault("control-character", span, message, hint="delete it")


def _assets(file: SourceFile, parsed: body.ParsedBody) -> Iterator[str]:
    for target in parsed.targets:
        path = target.file(file.folder)
        if path is not None and _within(file, path, target.address, target.span, ""):
            yield path


def _within(file: SourceFile, path: str, address: str, span: Span, about: str) -> bool:
    """Whether a path stays in the content folder; a fault is noted if it doesn't."""
    if not path.startswith(".."):
        return True
    message = f"{address!r} leads out of the content folder"
    hint = "keep what an article needs inside the content folder, or give an https address"
    file.faults.append(file.fault("outside-link", span, message, hint=hint, about=about))
    return False


def _read_entry(file: SourceFile) -> None:
    # A build that finds everything as it was reads no file, and needs no pydantic.
    from refresher_content.source.validation import validate

    cls = KINDS[file.kind]
    fields, problems = validate(cls, file.matter.data)
    for one in problems:
        found = file.fault_at(one.code, one.path, one.message, one.hint, key=one.at_key)
        file.faults.append(found)
    fields.setdefault("id", default_id(file.path))
    if "id" not in file.matter.data and (slug := slug_problem(file.id)):
        message, hint = slug
        hint = hint and f"rename the file to {hint}.md, or give it the key id"
        file.faults.append(file.fault("bad-slug", Span(1, 1, 3), message, hint=hint))
    if problems:
        return
    if figure := fields.get("figure"):
        target = body.Target(address=figure.image, image=True, span=Span())
        span = file.matter.span(("figure", "image"))
        path = target.file(file.folder) or ""
        if _within(file, path, figure.image, span, "figure.image"):
            file.assets = (*file.assets, path)
    file.entry = cls(**_computed(file, fields))


def _computed(file: SourceFile, fields: dict[str, Any]) -> dict[str, Any]:
    return fields | {"source": file.path, "sha256": file.sha256}
