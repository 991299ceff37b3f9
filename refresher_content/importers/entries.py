"""The entries around articles: authors, topics, columns, the publication; and everybody's id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from refresher_content.importers.archive import Archive, Notes, Post
from refresher_content.importers.mapping import Mapping as Overrides
from refresher_content.importers.record import Record
from refresher_content.model import KINDS
from refresher_content.model.site_paths import page_file
from refresher_content.model.text_formats import SitePath
from refresher_content.source.ids import slug_problem, slugify
from refresher_content.source.writing import file_text

__all__ = ["MADE", "SITE_PATH", "Entries", "free_id"]

SITE_PATH = SitePath.__metadata__[0]  # type: ignore[attr-defined] # it is Annotated
"""The format of a former address."""

MADE = "Made by the import"
"""What the comment above a made text begins with."""


def free_id(wanted: str, taken: Mapping[str, object], otherwise: str) -> str:
    """A well-formed id that is free: the wanted one, if it is, or one with a number."""
    slug = slugify(wanted) or slugify(otherwise) or "untitled"
    if problem := slug_problem(slug):
        slug = problem[1] or "untitled"
    number, id_ = 2, slug
    while id_ in taken:
        id_, number = f"{slug}-{number}", number + 1
    return id_


@dataclass
class Entries:
    """Entries by kind, found by the names that the source has for them."""

    archive: Archive
    overrides: Overrides
    record: Record
    notes: Notes
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    """For each file of an entry what it is of the source, and its text."""
    _matters: dict[str, tuple[str, str, dict[str, Any], str]] = field(default_factory=dict)
    _ids: dict[tuple[str, str], str] = field(default_factory=dict)
    _names: dict[str, list[str]] = field(default_factory=dict)
    _taken: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The publication's language."""
        known = {**self.archive.publication, **self.overrides.publication}
        return str(known.get("language") or "en")

    def authors(self, post: Post) -> list[str]:
        """The ids of a post's authors."""
        given = post.authors or [self.archive.author]
        if not post.authors and not self.archive.author:
            name = str(self.publication()["title"])
            message = f"no author is named; the byline says {name!r}"
            self.notes.add(post.path, post.line, message)
            given = [name]
        ids = [self._person(one) for one in given]
        return list(dict.fromkeys(one for one in ids if one))

    def contributors(self, post: Post) -> list[dict[str, str]]:
        """Who else had a part in a post."""
        named = ((role, one) for role, people in post.contributors.items() for one in people)
        ids = ((role, self._person(one)) for role, one in named)
        return [{"role": role, "author": id_} for role, id_ in ids if id_]

    def _person(self, name: str) -> str:
        return self._id("author", name, self._author, self.overrides.authors)

    def topics(self, post: Post) -> list[str]:
        """The ids of a post's topics."""
        ids = (self.topic(one) for one in post.topics)
        return list(dict.fromkeys(one for one in ids if one))

    def topic(self, name: str) -> str:
        """The id of a topic; empty if it is left out."""
        return self._id("topic", name, self._topic, self.overrides.topics)

    def column(self, name: str) -> str:
        """The id of a column; empty if there is none, or if it is left out."""
        if not name:
            return ""
        return self._id("column", name, self._column, self.overrides.columns)

    def _id(
        self,
        kind: str,
        name: str,
        make: Callable[[str], tuple[dict[str, Any], str]],
        overrides: Mapping[str, Any],
    ) -> str:
        key = (kind, name)
        if key in self._ids:
            return self._ids[key]
        given = overrides.get(name, None)
        if given is None:
            # Tools differ in whether they tell capitals from small letters.
            folded = {one.casefold(): value for one, value in overrides.items()}
            given = folded.get(name.casefold())
        own = given if isinstance(given, dict) else {}
        taken = self._taken.setdefault(kind, {})
        if given in ("", False):
            self._ids[key] = ""
            return ""
        person = self.archive.people.get(name) if kind == "author" else None
        shown = person.name if person else name
        wanted = given if isinstance(given, str) else str(own.get("id", shown))
        slug = slugify(wanted)
        if slug not in taken:
            slug = free_id(wanted, taken, kind)
            taken[slug] = name
            matter, made = make(name)
            matter |= {one: value for one, value in own.items() if one != "id"}
            self._write(kind, slug, name, matter, made if "summary" not in own else "")
        self._ids[key] = slug
        self._names.setdefault(f"{KINDS[kind].folder}/{slug}.md", []).append(name)
        return slug

    def _write(self, kind: str, slug: str, name: str, matter: dict[str, Any], made: str) -> None:
        kept = {key: value for key, value in matter.items() if value}
        self._matters[f"{KINDS[kind].folder}/{slug}.md"] = (kind, name, kept, made)

    def finish(self, taken: Iterable[str]) -> None:
        """Writes all files. `taken` are the former addresses of articles, which come first."""
        pages = {page_file(path).casefold() for path in taken}
        for path, (kind, name, matter, made) in self._matters.items():
            former: list[str] = []
            for one in self._names[path]:
                for address in self.archive.addresses.get((kind, one), ()):
                    page = page_file(address).casefold()
                    if SITE_PATH.matches(address) and page not in pages:
                        pages.add(page)
                        former.append(address)
            whole = {**matter, "redirect_from": former} if former else matter
            comments = {"summary": f"{MADE}{made}."} if made else {}
            self.files[path] = (f"{kind}:{name}", file_text(whole, "", comments))
        self._write_publication()

    def paths(self) -> Iterator[tuple[str, str]]:
        """The former addresses of entries, each with the entry's file."""
        for path, (kind, *_) in self._matters.items():
            for name in self._names[path]:
                for known in (self.archive.addresses, self.archive.guesses):
                    for address in known.get((kind, name), ()):
                        yield address, path

    def _author(self, key: str) -> tuple[dict[str, Any], str]:
        person = self.archive.people.get(key)
        if person is None:
            return {"name": " ".join(key.split())}, ""
        name = " ".join((person.name or key).split())
        if person.email:
            message = f"the mail address of {name} is left out: an author's page has none"
            self.notes.add(person.path, person.line, message)
        return {"name": name, "summary": person.summary, "url": person.url}, ""

    def _topic(self, name: str) -> tuple[dict[str, Any], str]:
        said = " ".join(self.archive.topics.get(name, "").split())
        made = f"Articles on {name}." if self.language.startswith("en") else name
        return {"title": name, "summary": said or made}, "" if said else ", from the title"

    def _column(self, name: str) -> tuple[dict[str, Any], str]:
        said = " ".join(self.archive.columns.get(name, "").split())
        made = f"The column {name}." if self.language.startswith("en") else name
        return {"title": name, "summary": said or made}, "" if said else ", from the title"

    def publication(self) -> dict[str, Any]:
        """The front matter of `publication.md`, with what must stand there."""
        known = {key: value for key, value in self.archive.publication.items() if value}
        if not str(known.get("url", "")).startswith(("http://", "https://")):
            known.pop("url", None)
        known |= self.overrides.publication
        title = known.get("title") or self.archive.name or "Untitled"
        order = ("title", "publisher", "summary", "language", "rights", "license", "issn", "url")
        made = {
            "title": title,
            "summary": title,
            "language": "en",
            "rights": "All rights reserved.",
        }
        return {
            key: known.get(key) or made.get(key) for key in order if known.get(key) or key in made
        }

    def _write_publication(self) -> None:
        """Adds the file of the publication."""
        matter = self.publication()
        known = {**self.archive.publication, **self.overrides.publication}
        made = [key for key in ("title", "summary", "language", "rights") if not known.get(key)]
        for key in made:
            self.notes.add(
                "", 1, f"the source names no {key} of the site; it is {matter[key]!r} now"
            )
        comments = dict.fromkeys(made, f"{MADE}; write your own.")
        self.files["publication.md"] = ("publication", file_text(matter, "", comments))
