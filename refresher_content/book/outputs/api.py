"""Every entry as a JSON file, with the JSON Schema of each kind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from refresher_content.book.addresses import Site
from refresher_content.book.outputs.output import Output, key_of
from refresher_content.model import Body, Entry
from refresher_content.model.fields import json_schema

__all__ = ["files", "schema"]


def files(site: Site) -> Iterator[Output]:
    """`api/index.json`, and for each kind `api/<folder>.json`, `api/<folder>/<id>.json` and
    `api/schema/<kind>.json`, below the archive's folder.
    """
    for kind, cls in site.build.library.kinds.items():
        for entry in site.build.entries.of(cls).values():
            if cls.folder and site.writes(site.docname(entry)):
                key = key_of(kind, site.entry(entry), site.text_key(entry))
                yield Output(key, partial(_entry, site, kind, entry))
    if not site.main:
        return
    yield Output("schema", lambda: _schemas(site))
    yield Output("", lambda: _lists(site))


def _root(site: Site) -> str:
    return f"{site.build.folder}/api"


def _entry(site: Site, kind: str, entry: Entry) -> Iterator[tuple[str, str]]:
    name = f"{_root(site)}/{entry.folder}/{entry.id}.json"
    here = site.seen_from(name)
    data = entry.to_dict()
    # As on the page: with addresses that work from here.
    data["body"]["html"] = here.html(entry)
    head = {"$schema": f"../schema/{kind}.json", "page": here.entry(entry)}
    yield name, _json(head | data)


def _schemas(site: Site) -> Iterator[tuple[str, str]]:
    for kind, cls in site.build.library.kinds.items():
        yield f"{_root(site)}/schema/{kind}.json", _json(schema(cls))


def _lists(site: Site) -> Iterator[tuple[str, str]]:
    root, index = _root(site), {}
    here = site.seen_from(f"{root}/index.json")
    for kind, cls in site.build.library.kinds.items():
        if not cls.folder:
            continue
        listed = [
            {"id": entry.id, "label": entry.label, "page": here.entry(entry)}
            for entry in site.build.entries.of(cls).values()
        ]
        yield f"{root}/{cls.folder}.json", _json(listed)
        index[kind] = {"count": len(listed), "list": f"{cls.folder}.json"}
    publication = site.build.library.publication.to_dict()
    yield f"{root}/publication.json", _json({"$schema": "schema/publication.json"} | publication)
    yield f"{root}/index.json", _json(index)


def schema(cls: type) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a kind's file."""
    head = {
        "$schema": {"type": "string"},
        "page": {"type": "string", "description": "The address of its page."},
        "kind": {"const": cls.__dict__["kind"]},
    }
    own = json_schema(cls)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **own,
        "properties": head | own["properties"] | {"body": json_schema(Body)},
        "required": ["kind", *own["required"], "body"],
    }


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
