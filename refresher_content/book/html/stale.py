"""After a build: what earlier builds left behind is removed from the output."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.book import outputs
from refresher_content.book.build import build_of
from refresher_content.files import write_whole

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from refresher_content.book.build import Build

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Connects the removal with the end of a build."""
    app.connect("build-finished", _remove_stale_output)


def _remove_stale_output(app: Sphinx, exception: Exception | None) -> None:
    """Removes pages and pictures of entries that are gone; Sphinx leaves them.

    A build that failed leaves the last output as it is.
    """
    build = build_of(app.env)
    # An EPUB's builder replaces its output itself.
    if exception or build is None or app.builder.format == "epub":
        return
    if not build.changes and outputs.complete(app):
        return
    # There are tens of thousands of files in a large book: paths are text here, since `Path`
    # costs more than the question whether the file is there.
    outdir = Path(app.outdir)
    before = outputs.former(app)
    expected = _expected(app, build) | outputs.write(app, build) | outputs.pages(app, build)
    _drop_unused_words(outdir / "searchindex.js")
    # Sphinx's copy of the previous settings is of no use to anybody.
    (outdir / ".buildinfo.bak").unlink(missing_ok=True)
    names = [build.folder, *build.changes.former]
    folders = [outdir / below / name for below in ("", "_sources") for name in names]
    files = (path for folder in folders for path in _files(folder))
    for path in {*files, *before} - expected:
        Path(path).unlink(missing_ok=True)
    for folder in folders:
        _remove_empty(folder)
    sources = outdir / "_sources"
    if sources.is_dir() and not any(sources.iterdir()):
        sources.rmdir()


def _drop_unused_words(index: Path) -> None:
    """Removes the words from Sphinx's search index that no page has any more; an index that
    was made in several builds then equals one that was made at once.
    """
    text = index.read_text(encoding="utf-8") if index.is_file() else ""
    if ":[]" not in text:
        return
    data = json.loads(text[text.index("{") : text.rindex("}") + 1])
    for words in ("terms", "titleterms"):
        data[words] = {word: pages for word, pages in data[words].items() if pages != []}
    body = json.dumps(data, separators=(",", ":"), sort_keys=True)
    write_whole(index, f"Search.setIndex({body})")


def _expected(app: Sphinx, build: Build) -> set[str]:
    outdir = str(app.outdir)
    expected = {os.path.join(outdir, build.file(path)) for path in build.entries.used_files}
    for docname in app.env.found_docs:
        if not build.generated(docname):
            continue
        suffix = os.path.splitext(app.env.doc2path(docname))[1]
        source = f"{docname}{suffix}{app.config.html_sourcelink_suffix}"
        expected.add(os.path.join(outdir, "_sources", source))
        if hasattr(app.builder, "get_outfilename"):
            expected.add(str(app.builder.get_outfilename(docname)))
        else:
            expected |= set(map(str, Path(outdir).glob(f"{docname}.*")))
    return expected


def _files(folder: Path) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        yield from (os.path.join(parent, name) for name in names)


def _remove_empty(folder: Path) -> None:
    for parent, _, _ in os.walk(folder, topdown=False):
        if not os.listdir(parent):
            Path(parent).rmdir()
