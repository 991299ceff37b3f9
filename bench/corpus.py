"""The same seeded articles in the layout of each peer."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generate import generate

__all__ = ["LAYOUTS", "Piece", "layout", "pieces"]

_MATTER = re.compile(r"---\n(.*?)\n---\n\n(.*)", re.DOTALL)
_ROLE = re.compile(r"\{article\}`(a\d+)`")


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of the corpus."""

    slug: str
    title: str
    summary: str
    date: str
    authors: list[str]
    column: str
    topics: list[str]
    body: str
    """MyST, with links as roles."""

    def linked(self, link: str) -> str:
        """The body with links in another form, `%s` standing for the slug."""
        return _ROLE.sub(lambda match: link.replace("%s", match[1]), self.body)


def pieces(content: Path) -> list[Piece]:
    """The articles of a generated content folder."""
    return [_piece(path) for path in sorted((content / "articles").glob("*.md"))]


def _piece(path: Path) -> Piece:
    match = _MATTER.fullmatch(path.read_text(encoding="utf-8"))
    assert match is not None
    written = dict(line.split(": ", 1) for line in match[1].splitlines())
    plain = {key: value.strip('"') for key, value in written.items()}
    lists = {key: plain[key].strip("[]").split(", ") for key in ("authors", "topics")}
    return Piece(
        slug=path.stem,
        title=plain["title"],
        summary=plain["summary"],
        date=plain["published"],
        column=plain["column"],
        authors=lists["authors"],
        topics=lists["topics"],
        body=match[2],
    )


def layout(name: str, folder: Path, count: int) -> None:
    """Writes a peer's project with the given number of articles, in the place of an earlier one."""
    shutil.rmtree(folder, ignore_errors=True)
    content = folder / "content"
    generate(content, count)
    if name == "ours":
        _write(folder / "conf.py", _OURS)
        _write(folder / "index.md", "# Book\n\n```{include} archive/_home.md\n```\n")
        return
    found = pieces(content)
    shutil.rmtree(content)
    LAYOUTS[name](folder, found)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


_OURS = """
project = "Book"
extensions = ["refresher_content.book"]
refresher_content = "content"
html_theme = "refresher"
html_baseurl = "https://bench.example/"
"""


def _sphinx(settings: str) -> Callable[[Path, Sequence[Piece]], None]:
    """Plain Sphinx: the articles in one table of contents."""

    def write(folder: Path, found: Sequence[Piece]) -> None:
        _write(folder / "conf.py", f'project = "Book"\nextensions = ["myst_parser"]\n{settings}')
        for piece in found:
            text = f"# {piece.title}\n\n{piece.linked('{doc}`%s`')}"
            _write(folder / f"{piece.slug}.md", text)
        tree = "\n".join(piece.slug for piece in found)
        _write(folder / "index.md", f"# Book\n\n```{{toctree}}\n{tree}\n```\n")

    return write


def _ablog(folder: Path, found: Sequence[Piece]) -> None:
    _write(
        folder / "conf.py",
        'project = "Book"\nextensions = ["myst_parser", "ablog"]\n'
        'html_theme = "sphinx_book_theme"\nblog_title = "Book"\n'
        'blog_baseurl = "https://bench.example/"\nblog_feed_fulltext = True\n',
    )
    for piece in found:
        matter = {
            "blogpost": True,
            "date": piece.date,
            "author": ", ".join(piece.authors),
            "category": piece.column,
            "tags": ", ".join(piece.topics),
        }
        text = f"# {piece.title}\n\n{piece.linked('{doc}`%s`')}"
        _write(folder / "posts" / f"{piece.slug}.md", f"{_matter(matter)}{text}")
    _write(folder / "index.md", "# Book\n\nThe posts.\n")


def _mkdocs(folder: Path, found: Sequence[Piece]) -> None:
    _write(
        folder / "mkdocs.yml",
        "site_name: Book\nsite_url: https://bench.example/\ntheme:\n  name: material\n"
        "  font: false\nplugins:\n  - search\n  - tags\n  - blog:\n      authors: true\n",
    )
    for piece in found:
        matter = {
            "date": piece.date,
            "authors": piece.authors,
            "categories": [piece.column],
            "tags": piece.topics,
        }
        body = piece.linked("[%s](%s.md)")
        text = f"{_matter(matter)}# {piece.title}\n\n{piece.summary}\n\n<!-- more -->\n\n{body}"
        _write(folder / "docs" / "blog" / "posts" / f"{piece.slug}.md", text)
    names = sorted({author for piece in found for author in piece.authors})
    known = "".join(
        f"  {name}:\n    name: {name}\n    description: x\n    avatar: https://bench.example/x.png\n"
        for name in names
    )
    _write(folder / "docs" / "blog" / ".authors.yml", f"authors:\n{known}")
    _write(folder / "docs" / "blog" / "index.md", "# Blog\n")
    _write(folder / "docs" / "index.md", "# Book\n")


def _pelican(folder: Path, found: Sequence[Piece]) -> None:
    _write(
        folder / "pelicanconf.py",
        'SITENAME = "Book"\nSITEURL = "https://bench.example"\nPATH = "content"\n'
        'TIMEZONE = "UTC"\nFEED_ALL_ATOM = "feeds/all.atom.xml"\n'
        'CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"\n'
        'AUTHOR_FEED_ATOM = "feeds/a-{slug}.atom.xml"\nDEFAULT_PAGINATION = 50\n',
    )
    for piece in found:
        head = {
            "Title": piece.title,
            "Date": piece.date,
            "Slug": piece.slug,
            "Authors": "; ".join(piece.authors),
            "Category": piece.column,
            "Tags": ", ".join(piece.topics),
            "Summary": piece.summary,
        }
        lines = "".join(f"{key}: {value}\n" for key, value in head.items())
        body = piece.linked("[%s]({filename}%s.md)")
        _write(folder / "content" / f"{piece.slug}.md", f"{lines}\n{body}")


_HUGO = {
    "baseof": "<!DOCTYPE html><html lang=en><head><title>{{ .Title }}</title>"
    '<meta name="description" content="{{ .Summary }}"></head><body>'
    '{{ block "main" . }}{{ end }}</body></html>',
    "single": '{{ define "main" }}<h1>{{ .Title }}</h1><p>{{ .Date }}</p>{{ .Content }}'
    "<ul>{{ range .Site.RegularPages.Related . | first 3 }}"
    "<li><a href={{ .RelPermalink }}>{{ .Title }}</a></li>{{ end }}</ul>{{ end }}",
    "list": '{{ define "main" }}<h1>{{ .Title }}</h1>{{ range (.Paginate .Pages 50).Pages }}'
    "<p><a href={{ .RelPermalink }}>{{ .Title }}</a> {{ .Summary }}</p>{{ end }}{{ end }}",
}


def _hugo(folder: Path, found: Sequence[Piece]) -> None:
    _write(
        folder / "hugo.toml",
        'baseURL = "https://bench.example/"\ntitle = "Book"\n[taxonomies]\nauthor = "authors"\n'
        'column = "columns"\ntag = "tags"\n',
    )
    for name, text in _HUGO.items():
        _write(folder / "layouts" / "_default" / f"{name}.html", text)
    for piece in found:
        matter = {
            "title": piece.title,
            "date": piece.date,
            "summary": piece.summary,
            "authors": piece.authors,
            "columns": [piece.column],
            "tags": piece.topics,
        }
        body = piece.linked('[%s]({{< ref "%s.md" >}})')
        _write(folder / "content" / "posts" / f"{piece.slug}.md", _matter(matter) + body)


def _matter(values: Mapping[str, object]) -> str:
    # JSON is YAML; dates stand bare, so that they are dates.
    lines = [
        f"{key}: {value if key == 'date' else json.dumps(value)}" for key, value in values.items()
    ]
    return "---\n" + "\n".join(lines) + "\n---\n\n"


LAYOUTS: dict[str, Callable[[Path, Sequence[Piece]], None]] = {
    "bare Sphinx": _sphinx('html_theme = "basic"\n'),
    "stock theme": _sphinx('html_theme = "sphinx_book_theme"\n'),
    "stock theme, collapsed": _sphinx(
        'html_theme = "sphinx_book_theme"\nhtml_theme_options = {"collapse_navbar": True}\n'
    ),
    "ABlog": _ablog,
    "MkDocs Material": _mkdocs,
    "Pelican": _pelican,
    "Hugo": _hugo,
}
"""The peers, each with what writes its project."""
