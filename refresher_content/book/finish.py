"""After a build: what earlier builds left behind is removed from the output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from refresher_content.book import outputs
from refresher_content.book.archive import archive_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from refresher_content.book.archive import Archive

__all__ = ["remove_stale_output"]


def remove_stale_output(app: Sphinx, exception: Exception | None) -> None:
    """Removes pages and pictures of entries that are gone; Sphinx leaves them.

    A build that failed leaves the last output as it is.
    """
    archive = archive_of(app.env)
    if exception or archive is None:
        return
    if archive.unchanged and outputs.complete(app):
        return
    expected = _expected(app, archive) | outputs.write(app, archive)
    outdir = Path(app.outdir)
    _drop_unused_words(outdir / "searchindex.js")
    image_folder = outdir / getattr(app.builder, "imagedir", "_images")
    candidates = [
        *_files(outdir / archive.folder),
        *_files(outdir / "_sources" / archive.folder),
        *image_folder.glob(f"{archive.folder}-*"),
    ]
    for path in candidates:
        if path not in expected:
            path.unlink()
    for folder in (outdir / archive.folder, outdir / "_sources" / archive.folder):
        _remove_empty(folder)


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
    index.write_text(f"Search.setIndex({body})", encoding="utf-8")


def _expected(app: Sphinx, archive: Archive) -> set[Path]:
    outdir = Path(app.outdir)
    images = outdir / getattr(app.builder, "imagedir", "_images")
    expected = {images / name for _, name in app.env.images.values()}
    for docname in app.env.found_docs:
        if not archive.generated(docname):
            continue
        suffix = Path(app.env.doc2path(docname)).suffix
        expected.add(outdir / "_sources" / f"{docname}{suffix}{app.config.html_sourcelink_suffix}")
        if hasattr(app.builder, "get_outfilename"):
            expected.add(Path(app.builder.get_outfilename(docname)))
        else:
            expected |= set(outdir.glob(f"{docname}.*"))
    return expected


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


def _remove_empty(folder: Path) -> None:
    below = sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else []
    for path in below:
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
