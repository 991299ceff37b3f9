"""Archives of other tools as content folders. Needs the extra `import`.

Each format is a module with a function `read`, which gives an `Archive`; all else is the same
for all of them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from refresher_content.diagnostics import Report
from refresher_content.errors import MissingExtraError
from refresher_content.files import write_changed
from refresher_content.importers.archive import Archive, Note, Notes, Post

__all__ = ["FORMATS", "Result", "import_archive"]

FORMATS = ("ablog", "feed", "hugo", "jekyll", "markdown", "material", "pelican", "wordpress")
"""The formats that can be imported, each by the module of its name."""


@dataclass
class Result:
    """What an import has done."""

    notes: list[Note]
    """What couldn't be mapped, or had to be made."""
    report: Report
    """What the check says of the folder."""
    counts: Counter[str] = field(default_factory=Counter)
    """How many entries and files there are, and what happened to their files."""


def import_archive(
    format_: str,
    source: Path,
    folder: Path,
    *,
    mapping: Path | None = None,
    overwrite: bool = False,
) -> Result:
    """Writes an archive of another tool's into a content folder, or updates what an earlier
    import has written there; with `overwrite` also what somebody has changed since.

    Raises FileNotFoundError if there is no source, ValueError for a mapping or a source that
    can't be read, MissingExtraError without the extra `import`.
    """
    try:
        from refresher_content.importers.mapping import read_mapping
        from refresher_content.project import kinds_of
        from refresher_content.source.corpus import check

        module = import_module(f"refresher_content.importers.{format_}")
        import_module("refresher_content.importers.articles")
    except ModuleNotFoundError as error:
        raise MissingExtraError("import", "importing an archive") from error
    if not source.exists():
        raise FileNotFoundError(2, "no such file or folder", str(source))
    overrides, notes = read_mapping(mapping), Notes()
    archive: Archive = module.read(source, notes, overrides)
    archive.name = source.resolve().stem
    _name(archive.posts, notes)
    left_out = set(overrides.skip)
    archive.posts = [one for one in archive.posts if not {one.path, one.key} & left_out]
    run = _Run(archive, source, folder, overrides, notes)
    syntax = module.syntax(source) if hasattr(module, "syntax") else None
    counts = run.write(syntax, overwrite=overwrite)
    return Result(list(notes), check(folder, kinds_of(folder)), counts)


def _name(posts: Iterable[Post], notes: Notes) -> None:
    """Gives each post a key of its own."""
    keys: Counter[str] = Counter()
    for post in posts:
        key = post.key or post.path
        keys[key] += 1
        post.key = key if keys[key] == 1 else f"{key}#{keys[key]}"
        if keys[key] > 1:
            message = f"another post has the id {key!r}, too; both are imported"
            notes.add(post.path, post.line, message)


class _Run:
    """One import into a folder."""

    def __init__(
        self, archive: Archive, source: Path, folder: Path, overrides: Any, notes: Notes
    ) -> None:
        from refresher_content.importers.entries import Entries
        from refresher_content.importers.links import Positions
        from refresher_content.importers.record import Record

        self.archive, self.folder, self.overrides, self.notes = archive, folder, overrides, notes
        self.record = Record.read(folder)
        self.entries = Entries(archive, overrides, self.record, notes)
        self.places = Positions(archive, source if source.is_dir() else source.parent, notes)

    def write(self, syntax: Any, *, overwrite: bool) -> Counter[str]:
        """Writes everything; gives how much of what there is."""
        from refresher_content.importers.articles import Draft, Writer, settle

        ids = self._ids()
        self._note_places(ids)
        writer = Writer(self.archive, self.entries, self.places, self.notes, syntax)
        drafts: list[Draft] = []
        for post in self.archive.posts:
            rest = {key: value for key, value in self._own(post).items() if key != "id"}
            draft = writer.draft(post, ids[post.key], rest)
            drafts += [draft] if draft else []
        former = [path for one in drafts for path in one.matter.get("redirect_from", ())]
        self.entries.finish(former)
        with tempfile.TemporaryDirectory() as name:
            stage = Path(name)
            for path, (_, text) in self.entries.files.items():
                write_changed(stage / path, text)
            for path, file in self.places.files.items():
                _link(file, stage / path)
            settle(stage, [one for one in drafts if not one.post.draft], self.notes)
            # Nothing refers to drafts, so they can be checked with all others.
            settle(stage, [one for one in drafts if one.post.draft], self.notes)
        return self._save(drafts, overwrite=overwrite)

    def _own(self, post: Post) -> dict[str, Any]:
        """What the mapping file says of a post."""
        posts = self.overrides.posts
        found: dict[str, Any] = posts.get(post.key) or posts.get(post.path) or {}
        return found

    def _ids(self) -> dict[str, str]:
        """The id of each post: the same as last time, if there was one."""
        from refresher_content.importers.entries import free_id

        ids: dict[str, str] = {}
        own = {str(one.get("path")) for one in self.record.written.values()}
        present = self.folder / "articles"
        taken: dict[str, str] = {
            file.stem.removeprefix("_"): ""
            for file in (sorted(present.rglob("*.md")) if present.is_dir() else [])
            if file.relative_to(self.folder).as_posix() not in own
        }
        for post in self.archive.posts:
            given = self._own(post).get("id")
            before = self._present_id(post.key)
            if before and not given:
                ids[post.key] = before
                taken[before] = post.key
        for post in self.archive.posts:
            if post.key not in ids:
                given = self._own(post).get("id")
                wanted = str(given or post.slug or post.title)
                ids[post.key] = id_ = free_id(wanted, taken, post.title or Path(post.path).stem)
                taken[id_] = post.key
        return ids

    def _present_id(self, key: str) -> str:
        """The id that a post got last time, or that it was given since; empty if none."""
        path = self.record.path(f"article:{key}")
        if not path:
            return ""
        id_ = Path(path).stem.removeprefix("_")
        if (self.folder / path).is_file():
            return id_
        for file, aliases in self._aliases():
            if id_ in aliases:
                self.record.written[f"article:{key}"]["path"] = file
                return Path(file).stem.removeprefix("_")
        return id_

    def _aliases(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        from refresher_content.source.files import read
        from refresher_content.source.finding import find

        for path in find(self.folder)[0]:
            if path.startswith("articles/") and (entry := read(self.folder, path).entry):
                yield path, entry.aliases

    def _note_places(self, ids: dict[str, str]) -> None:
        """Notes where posts and the lists of topics and columns were."""
        from refresher_content.importers.links import site_path

        def add(address: str, path: str) -> None:
            self.places.by_address.setdefault(site_path(address), path)

        posts = [post for post in self.archive.posts if not post.draft]
        for post in posts:
            path = f"articles/{ids[post.key]}.md"
            self.places.by_file.setdefault(post.path, path)
            for address in (*post.addresses, *post.also):
                add(address, path)
        for post in posts:
            self.entries.authors(post)
            self.entries.topics(post)
            for name in (post.column, *post.series):
                self.entries.column(name)
        for address, path in self.entries.paths():
            add(address, path)

    def _save(self, drafts: Any, *, overwrite: bool) -> Counter[str]:
        counts: Counter[str] = Counter()
        files: dict[str, tuple[str, bytes, str]] = {}
        for path, (key, text) in self.entries.files.items():
            files[key] = (path, text.encode(), path)
        for one in drafts:
            counts["drafts" if one.post.draft else "articles"] += 1
            files[f"article:{one.post.key}"] = (one.target, one.file.encode(), one.post.path)
        for path, file in self.places.files.items():
            files[f"file:{path}"] = (path, file.read_bytes(), path)
        for key, (path, data, where) in files.items():
            kind = key.partition(":")[0]
            counts[kind] += 1
            state = self.record.save(key, path, data, overwrite=overwrite)
            counts[state] += 1
            if state == "kept":
                message = (
                    f"not written: {self.folder / path} has been changed since the last import"
                )
                self.notes.add(where, 1, message)
        for key in sorted(self.record.written.keys() - files.keys()):
            path = self.record.path(key)
            self.notes.add(path, 1, f"stays, though the source no longer has it: {path}")
        self.record.close()
        return counts


def _link(file: Path, target: Path) -> None:
    """The same file under another name, without a copy if that can be."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file.resolve(), target)
    except OSError:
        shutil.copyfile(file, target)
