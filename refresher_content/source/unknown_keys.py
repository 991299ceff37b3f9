"""Keys that a kind doesn't know: what was meant, and the change that repairs them if it is sure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from refresher_content.diagnostics import Diagnostic, Edit, Span
from refresher_content.errors import suggest
from refresher_content.model import KINDS, PartialDate
from refresher_content.model.fields import FieldSpec, fields_of, front_matter_fields
from refresher_content.source.frontmatter import FrontMatter, Path, Scalar, dotted
from refresher_content.source.ids import slug_problem, slugify
from refresher_content.source.other_tools import DRAFT_KEYS, meant_keys, reason_to_delete

__all__ = ["Fits", "best_date", "meant_by_others", "not_a_date", "unknown_key"]

Fits = Callable[[type, str, Any], bool]
"""Whether a model takes a value for a key."""


def unknown_key(owner: type, name: str, matter: FrontMatter, path: Path, fits: Fits) -> Diagnostic:
    """The problem with a key that a model (`owner`, called `name`) doesn't know."""
    key = str(path[-1])
    data = matter.at(path[:-1])
    hint, edits = _advice(owner, key, data, matter, path, fits)
    return Diagnostic(
        code="unknown-key",
        span=matter.span(path, key=True),
        field=dotted(path),
        message=f"{name} has no key {key!r}",
        hint=hint,
        edits=edits,
    )


def meant_by_others(owner: type, key: str, data: Mapping[str, Any]) -> bool:
    """Whether a key that is missing stands in the data under another tool's name."""
    known = {spec.key: spec for spec in front_matter_fields(owner)}
    return any(
        _meant(known, other, data[other])[:1] == [key] for other in data if other not in known
    )


def _meant(known: Mapping[str, FieldSpec], key: str, value: Any) -> list[str]:
    """The keys that a foreign one may stand for: not a list for keys with values, and so on."""
    return [
        one for one in meant_keys(key, known) if known[one].is_object or not isinstance(value, dict)
    ]


def _advice(
    owner: type, key: str, data: Mapping[str, Any], matter: FrontMatter, path: Path, fits: Fits
) -> tuple[str, tuple[Edit, ...]]:
    known = {spec.key: spec for spec in front_matter_fields(owner)}
    value = data[key]
    if key in {spec.key for spec in fields_of(owner) if spec.computed}:
        return f"delete it: {key} is computed", _delete_line(matter, path)
    if meant := _meant(known, key, value):
        own = meant[0]
        rivals = _rivals(known, own, data)
        if len(rivals) > 1:
            named = " and ".join(repr(one) for one in rivals)
            return f"write one key {own!r} for {named}", ()
        return _renaming(owner, known[own], key, value, matter, path, fits)
    if reason := reason_to_delete(key, known):
        # Of a draft nobody but its author knows whether it is to appear.
        keeps = key.casefold() in DRAFT_KEYS and not _is_false(value)
        return f"delete it: {reason}", () if keeps else _delete_line(matter, path)
    if key.casefold() in ("extra", "params", "taxonomies", "metadata") and isinstance(value, dict):
        return f"move its keys up to the left margin and delete {key!r}", ()
    if best := suggest(key, known):
        return f"did you mean '{best}'?", ()
    return f"known keys: {', '.join(known)}", ()


def _is_true(value: Any) -> bool:
    return isinstance(value, Scalar) and value.written.casefold() == "true"


def _is_false(value: Any) -> bool:
    return isinstance(value, Scalar) and value.written.casefold() == "false"


def not_a_date(owner: type, matter: FrontMatter, path: Path) -> tuple[str, tuple[Edit, ...]]:
    """What to do about a boolean for a date, as Jekyll has one for `published`: a hint, and the
    change if the date is there under another name.
    """
    data = matter.at(path[:-1])
    if _is_true(data[str(path[-1])]) and meant_by_others(owner, str(path[-1]), data):
        return "delete it: the date belongs here", _delete_line(matter, path)
    return "write the date of publication; the name of a file that isn't begins with '_'", ()


def _rivals(known: Mapping[str, FieldSpec], own: str, data: Mapping[str, Any]) -> list[str]:
    """The keys that are, or stand for, the same one of ours."""
    # Jekyll's `published: true` is not a date, and goes if there is one.
    is_flag = own in data and known[own].shape == "date" and _is_true(data[own])
    return [
        other
        for other in data
        if (other == own and not is_flag)
        or (other not in known and _meant(known, other, data[other])[:1] == [own])
    ]


def _renaming(
    owner: type,
    spec: FieldSpec,
    key: str,
    value: Any,
    matter: FrontMatter,
    path: Path,
    fits: Fits,
) -> tuple[str, tuple[Edit, ...]]:
    """What to write for a key and its value, and the change if that keeps what it says."""
    rename = Edit(matter.span(path, key=True), spec.key)
    plain = f"write '{spec.key}' for '{key}'"
    if spec.is_object:
        keys = ", ".join(one.key for one in front_matter_fields(spec.type))
        return f"{plain}, with the keys {keys}", ()
    if fits(owner, spec.key, value) and (not spec.refers_to or _are_ids(value)):
        return plain, (rename,)
    written = value.written if isinstance(value, Scalar) else value
    if spec.shape == "date" and isinstance(written, str):
        if day := best_date(written):
            return f"write '{spec.key}: {day}'", _with_value(rename, matter, path, day)
        return f"{plain}, as 2009, 2009-03 or 2009-03-14", ()
    if spec.many and isinstance(value, str) and _is_item(owner, spec, value, fits):
        return f"write '{spec.key}: [{written}]'", _with_value(rename, matter, path, f"[{written}]")
    if spec.refers_to or spec.key == "id":
        return _id_hint(spec, value), ()
    return plain, ()


def _is_item(owner: type, spec: FieldSpec, value: str, fits: Fits) -> bool:
    """Whether a text is a valid item of a list, and stands there as it is written in YAML."""
    if spec.refers_to:
        return _are_ids(value)
    return re.fullmatch(r"[\w/.~%-]+", value) is not None and fits(owner, spec.key, [value])


def _are_ids(value: Any) -> bool:
    """Whether a text or every text of a list is a well-formed id."""
    given = value if isinstance(value, list) else [value]
    return all(isinstance(one, str) and slug_problem(one) is None for one in given)


_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(:\d{2})?(?:[.,]\d+)? ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$", re.ASCII
)
"""A time of day with its distance from UTC."""


def best_date(written: str) -> str:
    """The date that is written with other signs, or with a time; or an empty text."""
    digits = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(.*))?", written.strip())
    if digits is None:
        return ""
    year, month, day = digits[1], digits[2].zfill(2), digits[3].zfill(2)
    time = _best_time(digits[4] or "")
    try:
        return str(PartialDate.parse(f"{year}-{month}-{day}{time and 'T'}{time}"))
    except ValueError:
        return ""


def _best_time(written: str) -> str:
    """The time of day that other tools write at the end of a date; or an empty text where it has
    no zone, which nobody can know.
    """
    found = _TIME.match(written)
    if found is None:
        return ""
    hour, minute, second, zone = found.groups()
    if zone in ("Z", "UTC", "GMT"):
        zone = "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
    return f"{hour.zfill(2)}:{minute}{second or ''}{zone}"


def _id_hint(spec: FieldSpec, value: Any) -> str:
    """What to write where ids are needed and other tools have names."""
    given = value if isinstance(value, list) else [value]
    names = [one.written if isinstance(one, Scalar) else one for one in given]
    if len(names) == 1 and spec.many and isinstance(names[0], str):
        names = names[0].split(",")
    ids = [slug for one in names if isinstance(one, str) and (slug := slugify(one))]
    shown = ", ".join(ids[:4]) + (", …" if len(ids) > 4 else "")
    example = f"[{shown}]" if spec.many else shown
    what = "an id"
    if spec.refers_to:
        # Of own kinds the folder isn't known here.
        cls = KINDS.get(spec.refers_to)
        kept = f"in {cls.folder}/" if cls else f"of the kind {spec.refers_to!r}"
        what = f"ids of files {kept}" if spec.many else f"the id of a file {kept}"
    return f"write '{spec.key}: {example}', {what}" if ids else f"write '{spec.key}', {what}"


def _with_value(rename: Edit, matter: FrontMatter, path: Path, text: str) -> tuple[Edit, ...]:
    """The changes of a key and its value; none if the value isn't written in one line."""
    node = matter.values[path]
    if node.start_mark.line != node.end_mark.line:
        return ()
    return (rename, Edit(matter.span(path), text))


def _delete_line(matter: FrontMatter, path: Path) -> tuple[Edit, ...]:
    """The change that deletes a key with its line; none if it isn't alone there."""
    key, value = matter.keys[path], matter.values[path]
    line = key.start_mark.line
    alone = key.start_mark.column == 0 and len(path) == 1 and value.end_mark.line == line
    if not alone or hasattr(value, "flow_style"):
        return ()
    # One character more than the line has: its end goes, too.
    return (Edit(Span(line + 2, 1, len(matter.lines[line]) + 1), ""),)
