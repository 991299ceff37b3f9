"""Posts to articles: the text in the dialect, the front matter, and what the check refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from refresher_content.diagnostics import Diagnostic
from refresher_content.files import write_changed
from refresher_content.importers.additions import with_abbreviations, with_boxes
from refresher_content.importers.archive import Archive, Notes, Post, Tag
from refresher_content.importers.dates import date_of, is_ambiguous
from refresher_content.importers.entries import MADE, SITE_PATH, Entries
from refresher_content.importers.html import text_of_html
from refresher_content.importers.links import Positions
from refresher_content.importers.repairs import (
    code_titles,
    headings_below_title,
    repaired,
    title_of,
)
from refresher_content.importers.tags import Grammar, escaped, expanded, expanded_html
from refresher_content.model.fields import front_matter_fields
from refresher_content.model.html import plain_text, words
from refresher_content.model.kinds import Article
from refresher_content.model.site_paths import page_file
from refresher_content.source import body
from refresher_content.source.corpus import check
from refresher_content.source.rewriting import Text, rewritten
from refresher_content.source.writing import Date, file_text

__all__ = ["Draft", "Writer", "first_sentence", "settle"]

_ROUNDS = 8
_OPTIONAL = frozenset(
    (
        "comments",
        "contributors",
        "doi",
        "extra",
        "figure",
        "identifier",
        "language",
        "original",
        "position",
        "rights",
        "series",
        "subtitle",
        "translation_of",
        "updated",
    )
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s+[^\sa-z]|$)|[。！？][」』）]*")
_ABBREVIATION = re.compile(r"(?:^|[\s(.])(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Prof|No|vs|cf|al|etc|e\.g|i\.e)$")
_LONGEST = 300


@dataclass
class Draft:
    """An article on its way."""

    post: Post
    id: str
    text: Text
    matter: dict[str, Any]
    comments: dict[str, str]

    @property
    def path(self) -> str:
        """Its file while it is checked."""
        return f"articles/{self.id}.md"

    @property
    def target(self) -> str:
        """Its file in the end: the name of one that isn't published begins with `_`."""
        return f"articles/_{self.id}.md" if self.post.draft else self.path

    @property
    def file(self) -> str:
        """What its file holds."""
        return file_text(self.matter, self.text.text, self.comments)

    @property
    def first_line(self) -> int:
        """The line of the file on which the text begins."""
        return file_text(self.matter, "", self.comments).count("\n") + 2


@dataclass
class Writer:
    """Makes articles of posts."""

    archive: Archive
    entries: Entries
    places: Positions
    notes: Notes
    syntax: Grammar | None = None

    def draft(self, post: Post, id_: str, overrides: Mapping[str, Any]) -> Draft | None:
        """An article; None if it can't be one."""
        text = post.body.stripped()
        if self.syntax:
            text = self._expanded(text, post)
        if post.html:
            report = self._report(post)
            text = text_of_html(text, report, paragraphs=post.paragraphs).stripped()
        else:
            text = with_abbreviations(with_boxes(text), self._report(post))
        text = code_titles(text)
        if not post.title:
            post.title = title_of(text)
        text = headings_below_title(text, post.title, self._report(post))
        text = rewritten(text, self.places.readdress(post)).stripped()
        matter, comments = self._matter(post, id_, text)
        matter = {**self.entries.overrides.defaults, **matter, **overrides}
        comments = {key: one for key, one in comments.items() if key not in overrides}
        if not matter.get("published") and not post.draft:
            found = f"no date of publication{_unread(post.published)}"
            message = f"not imported: {found}; a mapping file can name one"
            self.notes.add(post.path, post.line_of("published"), message)
            return None
        if not text.text.strip():
            self.notes.add(post.path, post.line, "the post has no text; its summary stands there")
            text = Text(escaped(str(matter["summary"])), (post.line,))
        return Draft(post, id_, text, matter, comments)

    def _report(self, post: Post) -> Any:
        return lambda line, message: self.notes.add(post.path, line, message)

    def _expanded(self, text: Text, post: Post) -> Text:
        assert self.syntax

        def expand(tag: Tag, alone: bool, line: int) -> str:
            tag = replace(tag, line=line)
            if tag.inner and self.syntax and tag.name in self.syntax.markdown:
                lines = range(line, line + tag.inner.count("\n") + 1)
                tag = replace(tag, inner=self._expanded(Text(tag.inner, tuple(lines)), post).text)
            new = self.archive.expand(tag, post) if self.archive.expand else None
            if new is None:
                shown = " ".join(tag.written.split())
                self.notes.add(post.path, line, f"left as text: {shown[:80]}")
                return tag.written if post.html else escaped(tag.written)
            return new if alone or "\n" not in new.strip() else f"\n\n{new.strip()}\n\n"

        if post.html:
            return expanded_html(text, self.syntax, expand)
        return expanded(text, self.syntax, expand)

    def _matter(self, post: Post, id_: str, text: Text) -> tuple[dict[str, Any], dict[str, str]]:
        comments: dict[str, str] = {}
        title = " ".join(post.title.split())
        if not title:
            title = id_.replace("-", " ").capitalize()
            comments["title"] = f"{MADE}, from the name."
            self.notes.add(post.path, post.line, f"no title; it is {title!r} now")
        summary = " ".join(post.summary.split())
        if not summary:
            summary = first_sentence(text.text) or title
            comments["summary"] = f"{MADE}, from the first sentence."
        matter: dict[str, Any] = {"title": title, "subtitle": post.subtitle, "summary": summary}
        matter["published"] = self._date(post, "published")
        matter["updated"] = self._date(post, "updated")
        matter["authors"] = self.entries.authors(post)
        matter |= self._columns(post)
        matter["topics"] = self.entries.topics(post)
        matter["language"] = "" if post.language == self.entries.language else post.language
        if original := self.places.by_file.get(post.translates):
            matter["translation_of"] = Path(original).stem
        matter["figure"] = self._figure(post, comments)
        matter["original"] = {"url": post.original} if post.original else None
        matter["contributors"] = self.entries.contributors(post)
        matter["rights"] = post.rights
        matter["identifier"] = post.identifier
        matter["comments"] = self._discussion(post)
        matter |= post.more
        matter["extra"] = post.extra
        matter["redirect_from"] = self._redirects(post)
        known = {spec.key for spec in front_matter_fields(Article)}
        return {key: value for key, value in matter.items() if value and key in known}, comments

    def _date(self, post: Post, field: str) -> Date | None:
        written = getattr(post, field)
        day = date_of(written, self.archive.zone)
        if written and not day and field != "published":
            message = f"{field} is left out{_unread(written)}"
            self.notes.add(post.path, post.line_of(field), message)
        return Date(day) if day else None

    def _discussion(self, post: Post) -> str:
        """Where readers discuss it, if that isn't the site that the book replaces."""
        address = post.comments
        own = bool(self.archive.base) and address.startswith(self.archive.base.rstrip("/") + "/")
        if address.startswith("http") and not own:
            return address
        if address:
            message = f"the comments are left out: {address}"
            self.notes.add(post.path, post.line_of("comments"), message)
        return ""

    def _columns(self, post: Post) -> dict[str, Any]:
        """The column with the place in it, and the further columns."""
        key = "position" if post.column or post.position else "part"
        named = [self.entries.column(one) for one in (post.column, *post.series)]
        first, *further = [*dict.fromkeys(filter(None, named))] or [""]
        position = self._position(post, key) if first else None
        if post.column and post.part and further:
            message = f"left out: the place {post.part} in the series, which the dates give"
            self.notes.add(post.path, post.line_of("part"), message)
        return {"column": first, "position": position, "series": further}

    def _position(self, post: Post, key: str) -> int | None:
        written = getattr(post, key)
        if written.isdecimal() and int(written):
            return int(written)
        if written:
            message = f"the position {written!r} is not a number from 1"
            self.notes.add(post.path, post.line_of(key), message)
        return None

    def _figure(self, post: Post, comments: dict[str, str]) -> dict[str, str] | None:
        if not post.figure:
            return None
        line = post.line_of("figure")
        new = self.places.new_address(post.figure, True, line, post)
        if new is None:
            self.notes.add(post.path, line, f"the picture isn't there: {post.figure}")
            return None
        if not post.alt:
            comments["figure"] = f"{MADE}: say in alt what the picture shows."
            self.notes.add(post.path, line, "the picture has no text; it has the title now")
        figure = {"image": new, "alt": post.alt or post.title, "caption": post.caption}
        return {key: value for key, value in figure.items() if value}

    def _redirects(self, post: Post) -> list[str]:
        kept: dict[str, str] = {}
        for path in post.addresses:
            if path.strip("/") and SITE_PATH.matches(path):
                kept.setdefault(page_file(path).casefold(), path)
            elif path.strip("/"):
                message = f"no page can be a redirect at the address {path}"
                self.notes.add(post.path, post.line_of("addresses"), message)
        return list(kept.values())


def _unread(written: str) -> str:
    """What a date says that can't be read."""
    if is_ambiguous(written):
        return f": {written!r} can be read in two ways"
    return f": {written!r} can't be read" if written else ""


def settle(stage: Path, drafts: Iterable[Draft], notes: Notes) -> None:
    """Changes what the check refuses, in the folder where the articles are checked."""
    by_path = {one.path: one for one in drafts}
    for one in by_path.values():
        write_changed(stage / one.path, one.file)
    for _ in range(_ROUNDS):
        problems: dict[str, list[Diagnostic]] = {}
        for problem in check(stage).errors:
            if problem.path in by_path:
                problems.setdefault(problem.path, []).append(problem)
        changed = [path for path in problems if _settled(by_path[path], problems[path], notes)]
        for path in changed:
            write_changed(stage / path, by_path[path].file)
        if not changed:
            return


def _settled(draft: Draft, problems: Sequence[Diagnostic], notes: Notes) -> bool:
    """Whether something could be done about an article's problems."""
    before = draft.text.text, dict(draft.matter)
    for one in problems:
        key = one.field.partition("[")[0].partition(".")[0]
        if one.code == "redirect-clash":
            index = int(one.field.partition("[")[2].rstrip("]"))
            path = draft.matter["redirect_from"][index]
            notes.add(draft.post.path, draft.post.line_of("addresses"), f"{one.message}: left out")
            left = [each for each in draft.matter["redirect_from"] if each != path]
            draft.matter["redirect_from"] = left
            if not left:
                del draft.matter["redirect_from"]
            break
        if key in _OPTIONAL and draft.matter.pop(key, None) is not None:
            said = f"{key} is left out: {one.message}"
            notes.add(draft.post.path, draft.post.line_of(key), said)

    def report(line: int, message: str) -> None:
        notes.add(draft.post.path, line, message)

    in_body = [one for one in problems if not one.field]
    draft.text = repaired(draft.text, in_body, draft.first_line, report)
    return (draft.text.text, draft.matter) != before


def first_sentence(markdown: str) -> str:
    """The first sentence of a text's first paragraph, in one line; a long one is cut."""
    tree = body.parse(markdown, 1, "articles").tree
    paragraphs = (words(one) for one in tree.iter("p"))
    first = next((one for one in paragraphs if re.search(r"[^\W\d_]{2}", one)), "")
    first = first or " ".join(plain_text(tree).split("\n\n")[0].split())
    ends = (
        one
        for one in _SENTENCE_END.finditer(first)
        if not (one[0] == "." and _ABBREVIATION.search(first[: one.start()]))
    )
    end = next(ends, None)
    sentence = first[: end.end()] if end else first
    if len(sentence) <= _LONGEST:
        return sentence
    return sentence[:_LONGEST].rsplit(" ", 1)[0] + "…"
