"""Content files as people write them: front matter with bare dates, then the body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

__all__ = ["Date", "file_text"]


class Date(str):
    """A date, written without quotes at any precision."""

    __slots__ = ()


def file_text(
    matter: Mapping[str, Any], body: str = "", comments: Mapping[str, str] | None = None
) -> str:
    """A content file: keys in the given order, each below its comment if it has one."""
    lines = ["---\n"]
    for key, value in matter.items():
        if comments and key in comments:
            lines.append(f"# {comments[key]}\n")
        dump: Any = yaml.dump
        lines.append(
            dump({key: value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
        )
    text = body.strip("\n").rstrip()
    return "".join([*lines, "---\n", f"\n{text}\n" if text else ""])


class _Dumper(yaml.SafeDumper):
    """Writes front matter as people do: lists indented, dates bare."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indents a list below its key."""
        super().increase_indent(flow, indentless=False)

    def date(self, value: Date) -> yaml.ScalarNode:
        """A date as it is read in a front matter."""
        text = str(value)
        # The tag that the text has anyway, so that none is written.
        resolve: Any = self.resolve
        tag = resolve(yaml.ScalarNode, text, (True, False))
        return yaml.ScalarNode(tag, text)


_Dumper.add_representer(Date, _Dumper.date)
