"""A mapping file: what the importer would decide otherwise."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from refresher_content.errors import did_you_mean

__all__ = ["Mapping", "read_mapping"]


@dataclass(slots=True, kw_only=True)
class Mapping:
    """What a mapping file says; each of its tables may be left out."""

    publication: dict[str, Any] = field(default_factory=dict)
    """Keys of `publication.md`."""
    authors: dict[str, Any] = field(default_factory=dict)
    """For names of the source an id, keys of the author's front matter, or nothing."""
    topics: dict[str, Any] = field(default_factory=dict)
    """The same for tags and categories."""
    columns: dict[str, Any] = field(default_factory=dict)
    """The same for series."""
    keys: dict[str, str] = field(default_factory=dict)
    """What keys of the source's front matter mean; an empty text leaves one out."""
    defaults: dict[str, Any] = field(default_factory=dict)
    """Keys of articles that lack them."""
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Keys of an article's front matter by the file of the source."""
    skip: list[str] = field(default_factory=list)
    """Files of the source that are left out."""


def read_mapping(path: Path | None) -> Mapping:
    """What a file in TOML or YAML says. Raises ValueError if it has another form."""
    if path is None:
        return Mapping()
    text = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text) if path.suffix.lower() == ".toml" else yaml.safe_load(text)
    except (tomllib.TOMLDecodeError, yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"{path}: {error}") from None
    if data is None:
        return Mapping()
    if not isinstance(data, dict):
        raise ValueError(f"{path}: expected tables, found {type(data).__name__}")
    known = {one.name: list if one.name == "skip" else dict for one in fields(Mapping)}
    for key, value in data.items():
        if key not in known:
            raise ValueError(
                f"{path}: there is no table {key!r}"
                + did_you_mean(str(key), known, f"; there are {', '.join(known)}")
            )
        if not isinstance(value, known[key]):
            what = "a list" if known[key] is list else "a table"
            raise ValueError(f"{path}: expected {what} for {key!r}, found {value!r}")
    posts = data.get("posts", {})
    for name, value in posts.items():
        if not isinstance(value, dict):
            raise ValueError(f"{path}: expected a table for posts.{name!r}, found {value!r}")
    return Mapping(**data)
