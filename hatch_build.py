"""The build hook: the wheel carries the bundled content compiled, beside its Markdown."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileContent(BuildHookInterface[Any]):
    """Compiles the content into a temporary file and has it put into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the wheel is made; an editable install reads the Markdown itself."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        try:
            from refresher_content.compile import compile_folder
        finally:
            sys.path.remove(self.root)
        package = Path(self.root, "refresher_content")
        self._folder = tempfile.TemporaryDirectory()
        target = Path(self._folder.name, "library.sqlite")
        compile_folder(package / "content", target)
        build_data["force_include"][str(target)] = "refresher_content/library.sqlite"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Runs after it."""
        if version != "editable":
            self._folder.cleanup()
