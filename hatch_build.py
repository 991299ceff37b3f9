"""The build hooks: the wheel carries what is compiled (content, stylesheet, translations), and
the package index gets a README whose pictures and links lead to the project's source.

`REFRESHER_SOURCE` is the address of the repository, such as https://forge.example/me/project;
the release workflow sets it.
"""

from __future__ import annotations

import os
import re
import runpy
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

SOURCE = "REFRESHER_SOURCE"
"""The environment's variable with the repository's address."""

_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?!\w+:)(?P<path>[^)]+)\)")


def readme(text: str, source: str, tag: str) -> str:
    """The README as it stands outside of the repository. Files are those of a tag of it; if
    nobody has said where it is, pictures are left out and links are their words.
    """

    def written(found: re.Match[str]) -> str:
        picture, words, path = found["picture"], found["text"], found["path"]
        if source:
            kind = "raw" if picture else "blob"
            return f"{picture}[{words}]({source.rstrip('/')}/{kind}/{tag}/{path})"
        return "" if picture else words

    return re.sub(r"\n{3,}", "\n\n", _LINK.sub(written, text))


class Addresses(MetadataHookInterface):
    """Sets the README and the project's addresses, as far as they are known."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Runs before the metadata are written."""
        source, tag = os.environ.get(SOURCE, ""), f"v{metadata['version']}"
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = readme(text, source, tag)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = {
            name: f"{source.rstrip('/')}{path}"
            for name, path in (
                ("Source", ""),
                ("Issues", "/issues"),
                ("Changelog", f"/blob/{tag}/CHANGELOG.md"),
                ("Documentation", f"/tree/{tag}/docs"),
            )
            if source
        }


class CompileContent(BuildHookInterface[Any]):
    """Makes them in a temporary folder and has them put into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the wheel is made; an editable install makes them itself."""
        if version == "editable":
            return
        package = Path(self.root, "refresher_content")
        self._folder = tempfile.TemporaryDirectory()
        made = Path(self._folder.name)
        sys.path.insert(0, self.root)
        try:
            from refresher_content.compiler.compile import compile_folder

            # By its path: the package around it would ask for all that a book needs.
            theme = package / "book" / "theme"
            stylesheet: Any = runpy.run_path(str(theme / "stylesheet.py"))
            catalogue: Any = runpy.run_path(str(package / "book" / "translations.py"))
        finally:
            sys.path.remove(self.root)
        compile_folder(package / "content", made / "library.sqlite")
        self._add(build_data, made / "library.sqlite", package / "library.sqlite")
        for name, make in (("STYLESHEET", "make"), ("HIGHLIGHT", "make_highlight")):
            target: Path = stylesheet[name]
            (made / target.name).write_text(stylesheet[make](), encoding="utf-8")
            self._add(build_data, made / target.name, target)

        for source in sorted(catalogue["LOCALE"].glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            (made / f"{source.parts[-3]}.mo").write_bytes(catalogue["compiled"](source))
            self._add(build_data, made / f"{source.parts[-3]}.mo", target)

    def _add(self, build_data: dict[str, Any], made: Path, target: Path) -> None:
        place = target.relative_to(self.root).as_posix()
        build_data["force_include"][str(made)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Runs after it."""
        if version != "editable":
            self._folder.cleanup()
