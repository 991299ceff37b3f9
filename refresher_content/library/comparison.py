"""What has changed from one library to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from refresher_content.library.reader import Reader
from refresher_content.model import Entry
from refresher_content.model.fields import fields_of

__all__ = ["Change", "changes"]

_IGNORED = {"id", "aliases", "sha256", "source"}
"""Fields that say how an entry is kept, and nothing of what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How an entry differs from one library to another."""

    change: Literal["added", "changed", "renamed", "removed"]
    """What happened; what is removed has no alias that leads to something else."""
    kind: str
    """The entry's kind."""
    id: str
    """Its id, the new one if it is renamed."""
    old_id: str = ""
    """Its former id if it is renamed; else empty."""
    fields: tuple[str, ...] = ()
    """The keys whose values differ, `text` among them if the text does."""


def changes(old: Reader, new: Reader) -> Iterator[Change]:
    """What is added, changed, renamed and removed, by kind and in the order of the new library;
    what is removed comes last.
    """
    for kind, cls in new.kinds.items():
        before: dict[str, Entry] = {}
        former: dict[str, str] = {}
        for one in old.collection(old.kinds[kind]) if kind in old.kinds else ():
            before[one.id] = one
            former[new.real_id(kind, one.id) or ""] = one.id
        for entry in new.collection(cls):
            old_id = entry.id if entry.id in before else former.get(entry.id)
            if old_id is None:
                yield Change(change="added", kind=kind, id=entry.id)
                continue
            fields = tuple(_different(before[old_id], entry))
            if old_id != entry.id:
                yield Change(change="renamed", kind=kind, id=entry.id, old_id=old_id, fields=fields)
            elif fields:
                yield Change(change="changed", kind=kind, id=entry.id, fields=fields)
        for id_ in before:
            if new.real_id(kind, id_) is None:
                yield Change(change="removed", kind=kind, id=id_)
    for kind in old.kinds.keys() - new.kinds.keys():
        for entry in old.collection(old.kinds[kind]):
            yield Change(change="removed", kind=kind, id=entry.id)


def _different(old: Entry, new: Entry) -> Iterator[str]:
    cls: type = type(new)
    for spec in fields_of(cls):
        if spec.key not in _IGNORED and getattr(old, spec.name, None) != getattr(new, spec.name):
            yield spec.key
    if old.sha256 != new.sha256 and old.markdown != new.markdown:
        yield "text"
