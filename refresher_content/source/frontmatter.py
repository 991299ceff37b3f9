"""A file's front matter: YAML as plain data, with the place of every key and value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import yaml

from refresher_content.diagnostics import CONTROL_CHARACTER, Diagnostic, Edit, Span
from refresher_content.source.hidden import hidden_characters

__all__ = ["FrontMatter", "Path", "Scalar", "compose", "dotted", "split"]

Path = tuple[str | int, ...]
"""The path of a value: keys and indices from the top."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
_SCALARS = {
    "tag:yaml.org,2002:bool": "a boolean",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:timestamp": "a date",
    "tag:yaml.org,2002:null": "nothing",
}
_YAMLS_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""What ends a line in YAML 1.1, but in no file."""
_COMMENT = re.compile(r"[ \t]+(#.*)")
_SPACE = " \t\n\v\f\r\x85\u2028\u2029"
_RUN = re.compile(f"[{_SPACE[1:]}][{_SPACE}]*| [{_SPACE}]+|^ | $")
_FENCE = re.compile(r"---[ \t]*")
_DEEPEST = 100
"""How deep values may stand in each other."""
_CLOSING = re.compile(r"(---|\.\.\.)[ \t]*")


@dataclass(frozen=True, slots=True)
class Scalar:
    """An unquoted value that YAML does not read as text: `no`, `2009`, `12:30`."""

    written: str
    """As it is in the file."""
    meaning: str
    """What YAML takes it for: "a number", "a boolean", "a date"."""


@dataclass(slots=True)
class FrontMatter:
    """What a front matter says."""

    data: dict[str, Any] = field(default_factory=dict)
    """Its keys and values: text, `Scalar`, None, lists and mappings of them."""
    values: dict[Path, yaml.Node] = field(default_factory=dict)
    """Where each value stands."""
    keys: dict[Path, yaml.Node] = field(default_factory=dict)
    """Where each key stands."""
    comments: dict[Path, tuple[Span, str]] = field(default_factory=dict)
    """The comments that follow unquoted values on their lines, of which they may be parts."""
    lines: list[str] = field(default_factory=list)
    """Its lines, without those of hyphens."""
    problems: list[Diagnostic] = field(default_factory=list)
    """What is wrong with the YAML; the file's path and lines are still missing."""

    def at(self, path: Path) -> Mapping[str, Any]:
        """The keys with values at a path where there are some."""
        data: Any = self.data
        for part in path:
            data = data[part]
        return data  # type: ignore[no-any-return] # a mapping, by the path

    def span(self, path: Path, *, key: bool = False) -> Span:
        """The place of a value (or its key), or else of what is around it."""
        if key and path in self.keys:
            return _span(self.keys[path])
        while path:
            if path in self.values:
                return _span(self.values[path])
            path = path[:-1]
            if path in self.keys:
                return _span(self.keys[path])
        return Span(1, 1, 3)


def split(lines: list[str]) -> tuple[FrontMatter, int]:
    """A file's front matter, and how many lines it takes with both its fences.

    The count is 0 if no front matter was found; then `problems` says why.
    """
    first = lines[0] if lines else ""
    if not _FENCE.fullmatch(first):
        found = repr(first[:40]) if first.strip() else "an empty line"
        found = found if any(lines) else "an empty file"
        message = f"expected a line of three hyphens, found {found}"
        hint = "begin the file with '---', its keys and another '---'"
        if first.strip() == "+++":
            hint = "write the keys in YAML, between lines of three hyphens; TOML is not read"
        elif re.match(r"\w[\w -]*:( |$)", first):
            hint = "put a line '---' before the keys, and one after them"
        return FrontMatter(problems=[_problem("no-front-matter", Span(), message, hint)]), 0
    for index, line in enumerate(lines[1:], start=1):
        if _CLOSING.fullmatch(line):
            return compose("\n".join(lines[1:index]) + "\n"), index + 1
    message = f"expected a closing line of three hyphens, found the end of {len(lines)} lines"
    hint = "close the front matter with a line '---' before the text"
    span = Span(1, 1, len(lines[0]))
    return FrontMatter(problems=[_problem("unclosed-front-matter", span, message, hint)]), 0


def _problem(code: str, span: Span, message: str, hint: str = "", about: str = "") -> Diagnostic:
    return Diagnostic(code=code, span=span, message=message, hint=hint, field=about)


def _in_quotes(line: str) -> str:
    """The hint that quotes the text of a key on one line; empty if there is none."""
    match = re.fullmatch(r"[\w-]+:\s+(?P<text>\S.*?)\s*", line)
    if match is None:
        return ""
    text = match["text"]
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        inner = text[1:-1]
        if text[0] not in inner and "\\" not in inner:
            # It is right; a quotation mark before it is not.
            return ""
        text = inner.replace("''", "'")
    quoted = text.replace("'", "''")
    return f"put the text in quotes: '{quoted}'" if len(text) < 80 else ""


def compose(block: str) -> FrontMatter:
    """What a front matter says, with all places and problems."""
    matter = FrontMatter(lines=block.split("\n"))
    try:
        root = yaml.compose(block, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(block, mark.index) if mark else _Place(-1, 0)
        span = Span(place.line + 2, place.column + 1)
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        hint = _in_quotes(matter.lines[place.line]) if mark else ""
        hint = hint or "put a text that contains ': ' or starts with a special character in quotes"
        if mark and block[mark.index : mark.index + 1] == "\t":
            problem, hint = "found a tab before a key", "indent with spaces: YAML takes no tabs"
        if found := _YAMLS_LINE_ENDS.search(block):
            line = _place(block, found.start()).line + 2
            hint = f"delete the character U+{ord(found[0]):04X} in line {line}: to YAML it ends one"
        matter.problems.append(_problem("yaml-syntax", span, problem, hint))
        return matter
    except yaml.reader.ReaderError as error:
        place = _place(block, error.position)
        span = Span(place.line + 2, place.column + 1)
        message = f"the character U+{error.character:04X} is not allowed in YAML"
        matter.problems.append(_problem("yaml-syntax", span, message))
        return matter
    if root is None:
        return matter
    if _YAMLS_LINE_ENDS.search(block):
        _correct_places(root, block)
    if not isinstance(root, yaml.MappingNode):
        message = f"expected keys with values, found {_describe(root)}"
        matter.problems.append(_problem("yaml-syntax", _span(root), message, "write 'key: value'"))
        return matter
    matter.data = _Reader(matter).mapping(root, ())
    return matter


class _Place(NamedTuple):
    """A character's line, counted from 0, and its column in it."""

    line: int
    column: int


def _place(block: str, index: int) -> _Place:
    return _Place(block.count("\n", 0, index), index - block.rfind("\n", 0, index) - 1)


def _correct_places(root: yaml.Node, block: str) -> None:
    """Counts the lines of all nodes by the file's line ends, of which YAML knows more."""
    starts = [0, *(found.end() for found in re.finditer("\n", block))]

    def place(index: int) -> _Place:
        line = bisect_right(starts, index) - 1
        return _Place(line, index - starts[line])

    nodes, seen = [root], set[int]()
    while nodes:
        node = nodes.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        node.start_mark = place(node.start_mark.index)
        node.end_mark = place(node.end_mark.index)
        if isinstance(node, yaml.MappingNode):
            nodes += chain.from_iterable(node.value)
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value


class _Reader:
    """Turns YAML's nodes into data, noting places and problems on the way."""

    def __init__(self, matter: FrontMatter) -> None:
        self._matter = matter
        self._lines = matter.lines
        self._seen: set[int] = set()

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key is None:
                continue
            here = (*path, key)
            if key in result:
                first = _span(self._matter.keys[here]).line
                message = f"the key {key!r} is here again, first on line {first}"
                self._report("duplicate-key", key_node, message, "keep one of the two", here)
                continue
            self._matter.keys[here] = key_node
            result[key] = self._value(value_node, here)
        return result

    def _key(self, node: yaml.Node) -> str | None:
        if isinstance(node, yaml.ScalarNode) and node.tag == _TEXT:
            return str(node.value)
        found = f"{node.value!r}" if isinstance(node, yaml.ScalarNode) else _describe(node)
        self._report("yaml-syntax", node, f"expected a key of letters, found {found}", "", ())
        return None

    def _value(self, node: yaml.Node, path: Path) -> Any:
        if id(node) in self._seen:
            # Refused, since nested aliases can grow without bound.
            # The node is the one with the anchor; the alias is at this key, or close to it.
            span = self._matter.span(path, key=True)
            message = "an alias is not allowed in a front matter"
            hint = "write the value out in both places"
            self._matter.problems.append(_problem("yaml-syntax", span, message, hint, dotted(path)))
            return None
        self._seen.add(id(node))
        if len(path) > _DEEPEST:
            message = f"more than {_DEEPEST} values stand in each other"
            self._report("yaml-syntax", node, message, "nest them less deeply", path[:1])
            return None
        self._matter.values[path] = node
        self._refuse_property(node, path)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, path)

    def _refuse_property(self, node: yaml.Node, path: Path) -> None:
        """Reports an anchor or a tag before a value, with which a text may begin: `&c.`."""
        line, column = node.start_mark.line, node.start_mark.column
        written = self._lines[line][column:] if line < len(self._lines) else ""
        known = node.tag in (_TEXT, *_SCALARS) or isinstance(node, yaml.CollectionNode)
        if not written.startswith("&") and not (known and written.startswith("!")):
            return
        found = written.split()[0]
        message = f"YAML takes {found!r} for {'an anchor' if found[0] == '&' else 'a tag'}"
        hint = f"put the text in quotes: '{written.strip()}'" if node.tag == _TEXT else "delete it"
        self._report("yaml-syntax", node, message, hint, path)

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        if not node.style:
            self._note_comment(node, path)
        if node.tag == _TEXT:
            if found := CONTROL_CHARACTER.search(node.value):
                message = f"found the control character U+{ord(found[0]):04X}"
                self._report("control-character", node, message, "delete it", path)
            self._note_hidden(node, path)
            return self._one_line(node, path)
        if node.tag not in _SCALARS:
            message = f"the tag {node.tag!r} is not allowed in a front matter"
            self._report("yaml-syntax", node, message, "delete the tag", path)
            return None
        return Scalar(node.value, _SCALARS[node.tag]) if node.value else None

    def _note_hidden(self, node: yaml.ScalarNode, path: Path) -> None:
        """Reports what nobody sees in a text, if it is written as an escape."""
        found = next(hidden_characters(node.value), None)
        written = "".join(self._lines[node.start_mark.line : node.end_mark.line + 1])
        if found is not None and (char := node.value[found]) not in written:
            message = f"found the character U+{ord(char):04X}, which nobody sees"
            self._report("hidden-character", node, message, "delete it", path)

    def _note_comment(self, node: yaml.ScalarNode, path: Path) -> None:
        line, column = node.end_mark.line, node.end_mark.column
        text = self._lines[line] if line < len(self._lines) else ""
        if found := _COMMENT.match(text, column):
            span = Span(line + 2, found.start(1) + 1, len(found[1].rstrip()))
            self._matter.comments[path] = (span, found[0].rstrip())

    def _one_line(self, node: yaml.ScalarNode, path: Path) -> str:
        """A text without line breaks and runs of white space."""
        # The line breaks after a block are not a part of its text.
        text: str = node.value.rstrip("\n") if node.style in ("|", ">") else node.value
        run = _RUN.search(text)
        if run is None or not text.strip():
            return text
        self._matter.problems.append(
            Diagnostic(
                code="white-space",
                span=_span(node),
                field=dotted(path),
                message=f"expected one line with single spaces, found {_describe_run(run)}",
                hint=_hint_for_run(run),
                edits=self._single_spaces(node),
            )
        )
        return _RUN.sub(" ", text).strip(" ")

    def _single_spaces(self, node: yaml.ScalarNode) -> tuple[Edit, ...]:
        """The changes that leave single spaces in a text that is written in one line."""
        start, end = node.start_mark, node.end_mark
        if start.line != end.line or start.line >= len(self._lines):
            return ()
        written = self._lines[start.line][start.column : end.column]
        return tuple(
            Edit(Span(start.line + 2, start.column + found.start() + 1, len(found[0])), " ")
            for found in re.finditer("[ \t]{2,}|\t", written)
        )

    def _report(self, code: str, node: yaml.Node, message: str, hint: str, path: Path) -> None:
        self._matter.problems.append(_problem(code, _span(node), message, hint, dotted(path)))


def _span(node: yaml.Node) -> Span:
    start, end = node.start_mark, node.end_mark
    width = end.column - start.column if end.line == start.line else 1
    # The block starts below the opening fence: YAML's line 0 is the file's line 2.
    return Span(start.line + 2, start.column + 1, max(1, width))


def _describe_run(run: re.Match[str]) -> str:
    if set(run[0]) - set(" \t"):
        return "a line break"
    if "\t" in run[0]:
        return "a tab"
    if len(run[0]) > 1:
        return f"{len(run[0])} spaces in a row"
    return f"a space at the {'end' if run.start() else 'beginning'}"


def _hint_for_run(run: re.Match[str]) -> str:
    if set(run[0]) - set(" \t"):
        return "write the text in one line; until then a space is read for the line break"
    at_end = run.start() == 0 or run.end() == len(run.string)
    return "delete it" if at_end else "write one space, as it is read"


def _describe(node: yaml.Node) -> str:
    if isinstance(node, yaml.CollectionNode):
        return "a mapping" if isinstance(node, yaml.MappingNode) else "a list"
    return f"the text {node.value!r}"


def dotted(path: Path) -> str:
    """A path as people write it: `original.rights`, `authors[0]`."""
    return "".join(_dotted_parts(path))


def _dotted_parts(path: Path) -> Iterator[str]:
    for index, part in enumerate(path):
        if isinstance(part, int):
            yield f"[{part}]"
        else:
            yield f".{part}" if index else part
