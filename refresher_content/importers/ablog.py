"""ABlog: posts of a Sphinx project, in reStructuredText and MyST."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from refresher_content.importers import rest
from refresher_content.importers.archive import Archive, Notes, Person, Post
from refresher_content.importers.fields import KEYS, add_fields, names, text_of
from refresher_content.importers.folders import MARKDOWN, read_post, text_in, walk
from refresher_content.importers.mapping import Mapping
from refresher_content.importers.matter import Matter
from refresher_content.importers.repairs import title_of
from refresher_content.importers.settings import read_python
from refresher_content.importers.tags import escaped
from refresher_content.source.ids import slugify
from refresher_content.source.rewriting import Text, pieces

__all__ = ["read"]

_KEYS = KEYS | {
    "blogpost": "",
    "redirect": "addresses",
    "location": "",
    "myst": "",
    "orphan": "",
    "html_theme": "",
    "category": "topics",
}
_POST_OPTIONS = (
    "author",
    "category",
    "tags",
    "language",
    "title",
    "redirect",
    "location",
    "external_link",
)


def read(source: Path, notes: Notes, mapping: Mapping) -> Archive:
    """The archive of a project with ABlog."""
    if not (source / "conf.py").is_file():
        raise ValueError(f"{source}: expected a Sphinx project with conf.py, found none")
    site = read_python(source / "conf.py", "conf.py", notes)
    archive = Archive(
        publication={
            "title": text_of(site.get("blog_title") or site.get("project")),
            "language": text_of(site.get("language")).split("_")[0],
            "url": text_of(site.get("blog_baseurl") or site.get("html_baseurl")),
            "rights": f"© {text_of(site['copyright'])}" if site.get("copyright") else "",
        },
        base=text_of(site.get("blog_baseurl") or site.get("html_baseurl")),
        author=text_of(site.get("blog_default_author") or site.get("author")),
        roots=(source,),
    )
    for key, value in (site.get("blog_authors") or {}).items():
        name, address = (*value, None)[:2] if isinstance(value, tuple | list) else (value, None)
        url = address if str(address).startswith("http") else ""
        archive.people[key] = Person(name=text_of(name) or key, url=text_of(url))
    project = _Project(archive, source, site, _KEYS | mapping.keys, notes)
    for path in walk(source):
        if path.relative_to(source).parts[0] not in ("_build", "_website"):
            project.read(path)
    project.finish()
    return archive


class _Project:
    """The documents of a project."""

    def __init__(
        self, archive: Archive, source: Path, site: dict[str, Any], keys: Any, notes: Notes
    ) -> None:
        self._archive, self._source, self._site = archive, source, site
        self._keys, self._notes = keys, notes
        self._blog = str(site.get("blog_path", "blog")).strip("/")
        self._documents: list[tuple[Post, rest.Document]] = []
        self._labels: dict[str, tuple[str, str]] = {}

    def _report(self, where: str) -> Callable[[int, str], None]:
        return lambda line, message: self._notes.add(where, line, message)

    def read(self, path: Path) -> None:
        """Reads a document, if it is one."""
        where = path.relative_to(self._source).as_posix()
        if MARKDOWN.search(path.name):
            self._read_markdown(path, where)
        elif path.suffix == ".rst":
            self._read_rest(path, where)

    def _is_post(self, where: str) -> bool:
        patterns = self._site.get("blog_post_pattern") or []
        patterns = [patterns] if isinstance(patterns, str) else patterns
        return any(Path(where).match(str(one)) for one in patterns)

    def _read_rest(self, path: Path, where: str) -> None:
        problems: list[tuple[int, str]] = []
        text = text_in(path, where, self._notes)
        document = rest.parse(text, lambda *problem: problems.append(problem))
        self._note_labels(where, document.title, document.labels)
        if not document.posts and not self._is_post(where):
            for line, message in problems:
                if '"post" directive' in message:
                    self._notes.add(where, line, message)
            self._notes.add(where, 1, "not imported: a page, not a post; write it beside index.md")
            return
        for line, message in problems:
            self._notes.add(where, line, message)
        for extra in document.posts[1:]:
            self._notes.add(
                where, extra["line"], "a second post in one file is a part of the first"
            )
        given = document.posts[0] if document.posts else {}
        data = {key: given[key] for key in _POST_OPTIONS if key in given}
        data |= {"date": given["date"]} if document.posts else {}
        line = given["line"] if document.posts else 1
        matter = Matter(document.fields | data, dict.fromkeys(data, line))
        post = Post(path=where, html=True, title=text_of(data.get("title")) or document.title)
        self._add(post, matter, path)
        self._documents.append((post, document))

    def _read_markdown(self, path: Path, where: str) -> None:
        found = read_post(path, self._source, self._notes)
        if found is None:
            return
        post, matter = found
        self._take_directive(post, matter)
        post.title = text_of(matter.data.get("title"))
        labels = re.findall(r"(?m)^\(([\w.-]+)\)=\s*$", post.body.text)
        marks = re.finditer(r"(?m)^\([\w.-]+\)=[ \t]*\n", post.body.text)
        post.body = post.body.changed((one.start(), one.end(), "") for one in marks)
        post.title = post.title or title_of(post.body.stripped())
        self._note_labels(where, post.title, set(labels))
        if (
            not matter.data.get("blogpost")
            and "date" not in matter.data
            and not self._is_post(where)
        ):
            self._notes.add(where, 1, "not imported: a page, not a post; write it beside index.md")
            return
        self._add(post, matter, path)

    def _take_directive(self, post: Post, matter: Matter) -> None:
        """Takes what a directive `post` says, and the directive out of the text."""
        for one in pieces(post.body):
            written = one.token.meta.get("directive")
            if written is not None and written.name == "post":
                given = {key: value for key, (value, _) in written.options.items()}
                matter.data |= {"blogpost": True, "date": written.argument, **given}
                matter.lines["date"] = post.body.line_at(one.start)
                post.body = post.body.changed([(one.start, one.end, "")])
                return

    def _note_labels(self, where: str, title: str, labels: set[str]) -> None:
        name = posixpath.splitext(where)[0]
        for one in (*labels, posixpath.basename(name)):
            self._labels.setdefault(one.lower(), (f"/{where}", title))
        self._labels[f"/{name}".lower()] = (f"/{where}", title)

    def _add(self, post: Post, matter: Matter, path: Path) -> None:
        """Adds a post with what is said of it."""
        add_fields(post, matter, self._keys, self._notes)
        if place := text_of(matter.data.get("location")):
            self._notes.add(post.path, post.line, f"the location has no counterpart: {place}")
        name = posixpath.splitext(post.path)[0]
        is_index = posixpath.basename(name) == "index"
        place = posixpath.dirname(name) if is_index else name
        # The command `ablog` makes folders of pages, and sphinx-build files.
        forms = [f"/{place}/"] if is_index else [f"/{place}/", f"/{place}.html"]
        others = [form for one in post.addresses for form in (_rooted(one), f"{_rooted(one)}.html")]
        post.addresses = [*forms, *others]
        post.slug = post.slug or posixpath.basename(place)
        post.folders = (path.parent,)
        # ABlog takes a post without a date for a draft.
        post.draft = post.draft or not post.published
        for kind, found, folder in (
            ("topic", names(matter.data.get("tags")), "tag"),
            ("topic", names(matter.data.get("category")), "category"),
            ("author", post.authors, "author"),
        ):
            for one in found:
                self._archive.stood(kind, one, f"/{self._blog}/{folder}/{slugify(one)}/")
                self._archive.stood(kind, one, f"/{self._blog}/{folder}/{slugify(one)}.html")
        self._archive.posts.append(post)

    def finish(self) -> None:
        """Writes the texts, when the titles of all documents are known."""
        for post, document in self._documents:
            folder = posixpath.dirname(f"/{post.path}")

            def find(role: str, target: str, folder: str = folder) -> tuple[str, str] | None:
                if role == "download":
                    return target, posixpath.basename(target)
                key = (
                    posixpath.normpath(posixpath.join(folder, target)) if role == "doc" else target
                )
                return self._labels.get(key.lower())

            post.body = document.html(find, self._report(post.path))
        for post in self._archive.posts:
            if not post.html:
                post.body = self._without_roles(post)

    def _without_roles(self, post: Post) -> Text:
        """The text of a post in MyST with links for the roles of Sphinx."""
        changes: list[tuple[int, int, str]] = []
        folder = posixpath.dirname(f"/{post.path}")
        for one in pieces(post.body):
            name = one.token.meta.get("name", "")
            if one.token.type != "myst_role" or name not in ("doc", "ref", "download"):
                continue
            content = one.token.content
            words, _, target = content.rstrip(">").rpartition("<")
            words, target = (words.strip(), target) if content.endswith(">") else ("", content)
            key = posixpath.normpath(posixpath.join(folder, target)) if name == "doc" else target
            found = (target, target) if name == "download" else self._labels.get(key.lower())
            if found:
                new = f"[{words or escaped(found[1] or target)}]({found[0]})"
                changes.append((one.start, one.end, new))
        return post.body.changed(changes)


def _rooted(address: str) -> str:
    return address if address.startswith("/") else f"/{address}"
