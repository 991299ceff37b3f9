"""Archives of a few lines, for tests that know every value in them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from refresher_content.compiler.compile import compile_folder
from refresher_content.library import Library

__all__ = ["article", "library_of", "write_archive"]

_ALWAYS = {
    "publication": "---\ntitle: The Test\nsummary: A test.\nlanguage: en\nrights: None.\n---\n",
    "authors/ann": "---\nname: Ann\n---\n",
}


def article(text: str = "Text.", **matter: str | int) -> str:
    """An article's file; what the front matter needs and isn't given is the same for all."""
    keys = {"title": "A", "summary": "A.", "published": 2009, "authors": "[ann]"} | matter
    lines = [f"{key}: {value}" for key, value in keys.items()]
    return "\n".join(["---", *lines, "---", "", text, ""])


def write_archive(folder: Path, files: Mapping[str, str]) -> Path:
    """Writes a content folder of the given files, named without `.md`, and gives it. The
    publication and the author `ann` are there without being given.
    """
    for name, text in {**_ALWAYS, **files}.items():
        path = folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def library_of(folder: Path, articles: Mapping[str, str], **others: str) -> Library:
    """The compiled library of some articles by id, with other files if they are needed."""
    files = {f"articles/{id_}": text for id_, text in articles.items()} | others
    target = folder / "library.sqlite"
    compile_folder(write_archive(folder / "content", files), target)
    return Library(target)
