"""WordPress: an export in WXR, and the folder `wp-content/uploads` beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from refresher_content.importers.archive import Archive, Notes, Person, Post, Tag
from refresher_content.importers.dates import day_of
from refresher_content.importers.fields import keep, plain
from refresher_content.importers.mapping import Mapping
from refresher_content.importers.tags import Grammar, Syntax
from refresher_content.source.rewriting import Text

__all__ = ["read", "syntax"]

_PAIRS = "audio caption code embed php playlist sourcecode video wp_caption youtube vimeo"
_SYNTAX = Syntax(
    pattern=r"\[(?P<name>[a-z][\w-]*)(?P<arguments>(?:[\s=][^\]]*)?)/?\]",
    end=r"\[/NAME\]",
    pairs=frozenset(_PAIRS.split()),
    opening="[",
)
_BLOCK = re.compile(r"<!--\s+wp:([\w/-]+)(?:\s[^>]*?)?/-->")
_FOLDERS = {"category": "category", "post_tag": "tag", "series": "series"}
_OTHERS = frozenset(
    ["attachment", "nav_menu_item", "revision", "wp_global_styles", "wp_navigation", "custom_css"]
)


def syntax(source: Path) -> Grammar:
    """WordPress's shortcodes."""
    return _SYNTAX


def read(source: Path, notes: Notes, mapping: Mapping) -> Archive:
    """The archive of an export, or of all exports in a folder."""
    files = sorted(source.glob("*.xml")) if source.is_dir() else [source]
    if not files:
        raise ValueError(f"{source}: expected an export of WordPress (.xml), found none")
    root = source if source.is_dir() else source.parent
    archive = Archive(
        roots=(root, root / "wp-content/uploads", root / "uploads"), file_addresses=False
    )
    for path in files:
        _Export(path, path.relative_to(root).as_posix(), archive, notes).read()
    return archive


def _text(element: Any, name: str) -> str:
    """The text of a child, whatever version of the format its name is of."""
    found = element.find(f"{{*}}{name}") if element is not None else None
    return (found.text or "").strip() if found is not None else ""


class _Export:
    """One file."""

    def __init__(self, path: Path, where: str, archive: Archive, notes: Notes) -> None:
        self._path, self._where, self._archive, self._notes = path, where, archive, notes
        self._files: dict[str, tuple[str, str]] = {}

    def read(self) -> None:
        """Adds what the file holds to the archive."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        try:
            channel = etree.parse(self._path, parser).getroot().find("channel")
        except etree.XMLSyntaxError as error:
            raise ValueError(f"{self._path}:{error.lineno}: not XML: {error.msg}") from None
        if channel is None:
            raise ValueError(f"{self._path}: expected an export of WordPress, found other XML")
        archive = self._archive
        archive.base = archive.base or _text(channel, "base_blog_url") or _text(channel, "link")
        archive.publication |= {
            "title": _text(channel, "title"),
            "summary": plain(_text(channel, "description")),
            "language": _text(channel, "language").split("-")[0].lower(),
            "url": archive.base,
        }
        self._around(channel)
        items = channel.findall("item")
        for item in items:
            if _text(item, "post_type") == "attachment":
                address = _text(item, "attachment_url")
                alt = self._meta(item).get("_wp_attachment_image_alt", "")
                self._files[_text(item, "post_id")] = (address, alt)
        for item in items:
            self._item(item)
        archive.expand = self.expand

    def _around(self, channel: Any) -> None:
        """Authors, and what is said of categories and tags."""
        for one in channel.findall("{*}author"):
            name = _text(one, "author_display_name") or _text(one, "author_login")
            login = _text(one, "author_login")
            self._archive.stood("author", login, f"/author/{login}/")
            self._archive.people[login] = Person(
                name=name,
                email=_text(one, "author_email"),
                path=self._where,
                line=one.sourceline,
            )
        for one in channel.findall("{*}category"):
            said = plain(_text(one, "category_description"))
            self._archive.topics[_text(one, "cat_name")] = said
        for one in channel.findall("{*}tag"):
            self._archive.topics[_text(one, "tag_name")] = plain(_text(one, "tag_description"))

    def _meta(self, item: Any) -> dict[str, str]:
        return {
            _text(one, "meta_key"): _text(one, "meta_value") for one in item.findall("{*}postmeta")
        }

    def _item(self, item: Any) -> None:
        kind, status = _text(item, "post_type") or "post", _text(item, "status")
        title = _text(item, "title") or _text(item, "post_name")
        line = item.sourceline
        if kind in _OTHERS:
            return
        if kind != "post" or status in ("trash", "auto-draft", "inherit"):
            what = f"a {kind}" if kind != "post" else f"a post with the status {status}"
            self._notes.add(self._where, line, f"not imported: {what}: {title}")
            return
        content = item.find("{http://purl.org/rss/1.0/modules/content/}encoded")
        body = (content.text or "") if content is not None else ""
        address = _text(item, "link")
        written = _text(item, "post_date")
        post = Post(
            path=self._where,
            key=f"post-{_text(item, 'post_id')}",
            line=line,
            title=plain(title),
            summary=plain(_excerpt(item)),
            published=_moment(written, _text(item, "post_date_gmt")) or _text(item, "pubDate"),
            identifier=_text(item, "guid"),
            slug=_text(item, "post_name"),
            authors=[one for one in [_text(item, "creator")] if one],
            draft=status in ("draft", "pending", "future", "private"),
            body=Text.of(body, content.sourceline if content is not None else line),
            html=True,
            paragraphs="<!-- wp:" not in body,
            also=[f"/?p={_text(item, 'post_id')}"],
        )
        parts, base = urlsplit(address), urlsplit(self._archive.base).path.rstrip("/")
        if not parts.query and parts.path.strip("/"):
            post.addresses = [parts.path.removeprefix(base)]
        self._terms(item, post)
        self._more(item, post, body)
        self._archive.posts.append(post)

    def _terms(self, item: Any, post: Post) -> None:
        for one in item.findall("category"):
            domain, name = one.get("domain", "category"), (one.text or "").strip()
            if one.get("nicename") == "uncategorized":
                continue
            slug, folder = one.get("nicename", ""), _FOLDERS.get(domain, "")
            if slug and folder:
                kind = "column" if domain == "series" else "topic"
                self._archive.stood(kind, name, f"/{folder}/{slug}/")
            if domain in ("category", "post_tag"):
                post.topics += [name] if name and name not in post.topics else []
            elif domain == "series":
                post.series += [name] if name not in post.series else []
            else:
                post.extra.setdefault(domain, []).append(name)
                message = f"the term {name!r} of {domain!r} has no counterpart; it is in extra"
                self._notes.add(self._where, one.sourceline, message)

    def _more(self, item: Any, post: Post, body: str) -> None:
        meta = self._meta(item)
        post.summary = post.summary or plain(meta.get("_yoast_wpseo_metadesc", ""))
        if file := self._files.get(meta.get("_thumbnail_id", "")):
            post.figure, post.alt = file
        notes = "".join(_footnotes(meta.pop("footnotes", "")))
        post.body = Text.of(post.body.text + notes, post.body.origins[0]) if notes else post.body
        for key, value in meta.items():
            if value and not key.startswith("_"):
                keep(post, key, value, post.line, self._notes)
        if _text(item, "post_password"):
            post.draft = True
            self._notes.add(self._where, post.line, "a post with a password is a draft now")
        if _text(item, "status") == "private":
            self._notes.add(self._where, post.line, "a private post is a draft now")
        if count := len(item.findall("{*}comment")):
            said = "comment is" if count == 1 else "comments are"
            self._notes.add(self._where, post.line, f"{count} {said} left out")
        for found in _BLOCK.finditer(body):
            if found[1] == "footnotes" and notes:
                continue
            line = post.body.line_at(min(found.start(), len(post.body.text)))
            self._notes.add(self._where, line, f"a block without text is left out: {found[1]}")

    def expand(self, tag: Tag, post: Post) -> str | None:
        """The HTML for a shortcode; brackets that only look like one stay."""
        own = getattr(self, f"_{tag.name.replace('-', '_')}_tag", None)
        if own is not None:
            result: str | None = own(tag)
            return result
        return tag.written if not tag.options and tag.inner is None else None

    def _caption_tag(self, tag: Tag) -> str:
        found = re.match(
            r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", tag.inner or "", re.DOTALL
        )
        picture, words = (found[1], found[2]) if found else (tag.inner or "", "")
        words = words.strip() or tag.options.get("caption", "")
        return f"<figure>{picture}<figcaption>{words}</figcaption></figure>"

    _wp_caption_tag = _caption_tag

    def _gallery_tag(self, tag: Tag) -> str | None:
        ids = [one.strip() for one in tag.options.get("ids", "").split(",") if one.strip()]
        found = [self._files[one] for one in ids if one in self._files]
        if not ids or len(found) < len(ids):
            return None
        pictures = (f'<p><img src="{escape(src)}" alt="{escape(alt)}"></p>' for src, alt in found)
        return "".join(pictures)

    def _embed_tag(self, tag: Tag) -> str | None:
        address = (tag.inner or "").strip() or next(iter(tag.words), "").lstrip("=")
        address = address or next(iter(tag.options.values()), "")
        if not address:
            return None
        if "//" not in address:
            host = {"youtube": "www.youtube.com/watch?v=", "vimeo": "vimeo.com/"}[tag.name]
            address = f"https://{host}{address}"
        return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'

    _youtube_tag = _vimeo_tag = _embed_tag

    def _audio_tag(self, tag: Tag) -> str | None:
        known = ("src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv")
        source = next((tag.options[one] for one in known if tag.options.get(one)), "")
        return f'<{tag.name} src="{escape(source)}"></{tag.name}>' if source else None

    _video_tag = _audio_tag

    def _code_tag(self, tag: Tag) -> str:
        language = tag.options.get("lang") or tag.options.get("language") or ""
        language = language or ("php" if tag.name == "php" else "")
        code = (tag.inner or "").strip("\n")
        return f'<pre><code class="language-{escape(language)}">{code}</code></pre>'

    _sourcecode_tag = _php_tag = _code_tag


def _footnotes(written: str) -> Iterator[str]:
    """The footnotes that the block editor keeps in a field, as HTML."""
    try:
        notes = json.loads(written or "[]")
        texts = [str(one["content"]) for one in notes]
    except (ValueError, TypeError, KeyError):
        return
    for number, text in enumerate(texts, start=1):
        label = f'<span class="label">{number}</span>'
        yield f'<aside role="doc-footnote">{label}<p>{text}</p></aside>'


def _moment(written: str, utc: str) -> str:
    """A date by the clock of the site, with the distance from UTC, which the same date there
    gives; empty if it isn't one.
    """
    try:
        here, there = datetime.fromisoformat(written), datetime.fromisoformat(utc)
        return here.replace(tzinfo=timezone(here - there)).isoformat()
    except ValueError:
        return written if day_of(written) else ""


def _excerpt(item: Any) -> str:
    return next((one.text or "" for one in item.iter("{*}encoded") if "excerpt" in one.tag), "")
