"""The build hook: the wheel carries what is compiled: content, stylesheet, translations."""

from __future__ import annotations

import runpy
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


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
