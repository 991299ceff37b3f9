"""Books for tests: the smallest Sphinx project that shows a content folder."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace, patch_docutils

CONF = """
project = "Book"
extensions = ["refresher_content.book"]
refresher_content = {content}
exclude_patterns = ["_build"]
html_theme = "basic"
html_copy_source = True
templates_path = ["_templates"]
{more}
"""
INDEX = """# Book

```{include} archive/_home.md
```
"""


@dataclass
class Book:
    """A Sphinx project in a folder of its own."""

    folder: Path
    content: Path

    @classmethod
    def make(cls, folder: Path, content: Path, *, more: str = "", index: str = INDEX) -> Book:
        """Writes the project's two files."""
        folder.mkdir(parents=True, exist_ok=True)
        conf = CONF.format(content=json.dumps(str(content)), more=more)
        (folder / "conf.py").write_text(conf, encoding="utf-8")
        (folder / "index.md").write_text(index, encoding="utf-8")
        return cls(folder, content)

    def out(self, builder: str = "html") -> Path:
        """Where a build of that kind ends up."""
        return self.folder / "_build" / builder

    def build(self, builder: str = "html", *, jobs: int = 1, clean: bool = False) -> str:
        """Builds the book and gives the warnings; a clean build forgets all earlier ones."""
        build = self.folder / "_build"
        if clean:
            shutil.rmtree(build, ignore_errors=True)
            shutil.rmtree(self.folder / "archive", ignore_errors=True)
        warning = io.StringIO()
        # Sphinx adds a book's translations to those of the last one in the same process.
        translators.clear()
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                self.folder,
                self.folder,
                self.out(builder),
                build / f"{builder}-doctrees",
                builder,
                confoverrides={"nitpicky": True},
                status=None,
                warning=warning,
                parallel=jobs,
            )
            app.build()
        return warning.getvalue()

    def files(self, builder: str = "html") -> dict[str, bytes]:
        """The files that a reader gets, by path."""
        out = self.out(builder)
        return {
            path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file() and path.name != ".buildinfo"
        }

    def page(self, name: str) -> str:
        """A page's HTML."""
        return (self.out() / f"{name}.html").read_text(encoding="utf-8")
