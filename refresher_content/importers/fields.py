"""A post's fields from the front matter of other tools."""

from __future__ import annotations

import dataclasses
import json
import re
import typing
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup

from refresher_content.importers.archive import Notes, Post
from refresher_content.importers.matter import Matter
from refresher_content.model.text_formats import License
from refresher_content.source.other_tools import reason_to_delete
from refresher_content.source.standards import standard_problem

__all__ = ["KEYS", "add_fields", "keep", "names", "plain", "text_of"]

_BY_FIELD = {
    "title": "title",
    "subtitle": "subtitle subheading subhead tagline",
    "summary": "summary description excerpt abstract subject_line",
    "published": "date published_at publish_date publishdate pubdate created created_at published",
    "updated": "updated lastmod last_modified last_modified_at modified updated_at",
    "authors": "author authors",
    "topics": "tags tag categories topics",
    "keywords": "keywords",
    "doi": "doi",
    "column": "category column",
    "series": "series",
    "position": "position",
    "part": "series_order series_index part",
    "language": "lang language locale",
    "identifier": "guid uuid atom_id external_id identifier",
    "comments": "comments_url discussion discussion_url comments",
    "rights": "rights license licence copyright",
    "figure": "image cover cover_image featured_image feature_image thumbnail banner hero figure"
    " header_image images featuredimage",
    "alt": "image_alt cover_alt alt",
    "caption": "image_caption cover_caption",
    "slug": "slug",
    "addresses": "aliases redirect_from",
    "draft": "draft",
    "original": "canonical_url canonicalurl original_url canonical",
}
_ROLES = {
    f"{role}{end}": role
    for role in ("editor", "translator", "reviewer", "illustrator", "photographer")
    for end in ("", "s")
}
"""The roles of contributors, by keys."""
KEYS = {key: field for field, keys in _BY_FIELD.items() for key in keys.split()} | dict.fromkeys(
    _ROLES, "contributors"
)
"""What keys of front matter mean; a format adds its own."""

_OF_POST = {one.name for one in dataclasses.fields(Post)}
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?")
_LISTS = ("authors", "topics", "series", "addresses")
_HOLDS_FILE = ("src", "url", "path", "image", "feature", "teaser", "relative", "filename")


def text_of(value: Any) -> str:
    """A value in one line."""
    if value is None or isinstance(value, bool | list | dict):
        return ""
    return " ".join(str(value).split())


def plain(html: str) -> str:
    """The words of a line of HTML."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def names(value: Any, separator: str = ",") -> list[str]:
    """The names in a list, or in a text with commas."""
    if isinstance(value, str):
        value = value.split(separator) if separator else value.split()
    if isinstance(value, dict):
        value = [value.get("name") or value.get("title") or ""]
    found: list[str] = []
    for one in value if isinstance(value, list) else []:
        found += names(one, "") if isinstance(one, dict) else [text_of(one)]
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        found = [
            text_of(one.get("name") or one.get("title")) if isinstance(one, dict) else text_of(one)
            for one in value
        ]
    return list(dict.fromkeys(one for one in found if one))


def add_fields(post: Post, matter: Matter, keys: Mapping[str, str], notes: Notes) -> None:
    """Gives a post what its front matter says, by what its keys mean: a name of `Post`, or an
    empty text for what is looked at elsewhere. What has no counterpart is noted.
    """
    for key, value in matter.data.items():
        line = matter.lines.get(key, post.line)
        field = keys.get(key.casefold())
        if field is None or (field == "comments" and isinstance(value, bool)):
            _no_counterpart(post, key, value, line, notes)
        elif field == "contributors" and key.casefold() in _ROLES:
            role = post.contributors.setdefault(_ROLES[key.casefold()], [])
            role += [one for one in names(value) if one not in role]
        elif field == "rights" and _is_license(value):
            post.more["license"] = text_of(value)
        elif field and field not in _OF_POST:
            post.lines.setdefault(field, line)
            post.more[field] = names(value) if field == "keywords" else value
        elif field:
            post.lines.setdefault(field, line)
            if not _set(post, field, value, notes) and value not in (None, "", [], {}, False):
                notes.add(post.path, line, f"the key {key!r} can't be read: {_shown(value)}")


def _is_license(value: Any) -> bool:
    """Whether a value is SPDX's name of a licence."""
    form, name = typing.get_args(License)[1], text_of(value)
    return bool(form.matches(name)) and standard_problem(form, name) is None


def _no_counterpart(post: Post, key: str, value: Any, line: int, notes: Notes) -> None:
    if value in (None, "", [], {}):
        return
    if reason := reason_to_delete(key, ()):
        notes.add(post.path, line, f"the key {key!r} has no counterpart: {reason}")
    else:
        keep(post, key, value, line, notes)


def keep(post: Post, key: str, value: Any, line: int, notes: Notes) -> None:
    """Keeps in `extra` what has no counterpart, and notes it."""
    post.extra |= _as_json(value if key == "extra" and isinstance(value, dict) else {key: value})
    post.lines.setdefault("extra", line)
    notes.add(post.path, line, f"the key {key!r} has no counterpart; in extra: {_shown(value)}")


def _as_json(value: Any) -> Any:
    """A value of a front matter, with the numbers that it has as texts."""
    match value:
        case dict():
            return {str(key): _as_json(one) for key, one in value.items()}
        case list():
            return [_as_json(one) for one in value]
        case str() if _NUMBER.fullmatch(value):
            return json.loads(value)
    return value


def _shown(value: Any) -> str:
    text = re.sub(r"\s+", " ", str(value))
    return text if len(text) <= 60 else f"{text[:59]}…"


def _set(post: Post, field: str, value: Any, notes: Notes) -> bool:
    """Sets a field that is still empty; whether the value is of a kind that it can be."""
    if field == "draft":
        post.draft = (
            post.draft
            or value is True
            or text_of(value).casefold() in ("true", "yes", "draft", "hidden")
        )
        return True
    if field in _LISTS:
        present: list[str] = getattr(post, field)
        new = names(value, "" if field == "addresses" else ",")
        present += [one for one in new if one not in present]
        return bool(new)
    if field == "figure":
        return _set_figure(post, value)
    if isinstance(value, list):
        found = names(value)
        value = found[0] if found else ""
        for other in found[1:]:
            message = f"an article has one {field}, {value!r}; left out: {other!r}"
            notes.add(post.path, post.line_of(field), message)
    if field == "published" and isinstance(value, bool):
        # Jekyll's key of that name says whether a post is published.
        post.draft = post.draft or not value
        return True
    text = text_of(value)
    if text and not getattr(post, field):
        setattr(post, field, text)
    return bool(text)


def _set_figure(post: Post, value: Any) -> bool:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        post.alt = post.alt or text_of(value.get("alt"))
        post.caption = post.caption or text_of(value.get("caption"))
        value = next((value[key] for key in _HOLDS_FILE if value.get(key)), "")
    text = text_of(value)
    post.figure = post.figure or text
    return bool(text)
