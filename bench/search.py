"""`nox -s bench_search`: the site's search beside kept engines, on the queries of the tests.

Needs Chromium, and the packages of `noxfile.SEARCH_PACKAGES` in a folder: `--node FOLDER`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]
sys.path += [str(_ROOT / "tests"), str(_ROOT / "tests" / "browser")]

import languages  # noqa: E402 - of the tests
from generate import generate  # noqa: E402
from playwright.sync_api import Browser, Page, Response, sync_playwright  # noqa: E402
from queries import GOALS, QUERIES  # noqa: E402
from serve import POLICY, free_port, serving  # noqa: E402

from bench import report  # noqa: E402
from refresher_content.book.outputs import search_index  # noqa: E402
from refresher_content.compiler.compile import compile_folder  # noqa: E402
from refresher_content.library import Library  # noqa: E402

_HERE = Path(__file__).parent / "engines"
_STATIC = _ROOT / "refresher_content" / "book" / "theme" / "refresher" / "static"
_TABLE = _ROOT / "docs" / "explanation" / "_bench-search.md"
_ENGINES = {
    "ours": "this archive’s",
    "minisearch": "MiniSearch",
    "orama": "Orama",
    "pagefind": "Pagefind",
    "sqlite": "sqlite-wasm",
}
_CHROMIUM = os.environ.get("REFRESHER_CHROMIUM", "/usr/bin/chromium")


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured of an engine."""

    count: int
    engine: str
    bytes: int
    """What is loaded until the first query is answered, compressed."""
    milliseconds: float
    """How long a key takes, at the 99th percentile, when the files are there."""
    score: dict[str, int]
    """How many queries of each kind are answered."""
    needs_eval: bool
    """Whether the policy `default-src 'self'` keeps it from working."""


def main() -> None:
    """Measures every engine on every size, and prints the table."""
    parser = argparse.ArgumentParser(prog="bench.search", description=__doc__)
    parser.add_argument("--node", type=Path, default=Path(), help="the folder of node_modules")
    parser.add_argument("--sizes", type=int, nargs="+", default=[6, 1_000, 10_000])
    parser.add_argument("--write", action="store_true", help="write the table into docs/")
    arguments = parser.parse_args()
    found: list[Found] = []
    for count in arguments.sizes:
        work = Path(tempfile.mkdtemp(prefix="bench-search-"))
        try:
            _build(work, count, arguments.node.resolve())
            found += _measured(work, count)
        finally:
            shutil.rmtree(work)
    text = f"Measured on {report.machine()}.\n\n{_table(found)}\n"
    print(text)
    if arguments.write:
        _TABLE.write_text(text, encoding="utf-8")


def _library(work: Path, count: int) -> Library:
    """The bundled articles, those of the tests in other languages, and generated ones."""
    content = work / "content"
    shutil.copytree(_ROOT / "refresher_content" / "content", content)
    parts = [languages.write(work / "languages")]
    if count > 6:
        generate(work / "generated", count - 6)
        parts.append(work / "generated")
    for part in parts:
        for folder in (path for path in part.iterdir() if path.is_dir()):
            shutil.copytree(folder, content / folder.name, dirs_exist_ok=True)
    compile_folder(content, work / "library.sqlite")
    return Library(work / "library.sqlite")


def _build(work: Path, count: int, node: Path) -> None:
    """The site of each engine in a folder below `work`."""
    library = _library(work, count)
    documents = list(map(_document, library.articles))
    (work / "documents.json").write_text(json.dumps(documents), encoding="utf-8")
    with (_HERE / "build.mjs").open(encoding="utf-8") as build:
        command = ["node", "--input-type=module", "-", str(work), str(_HERE)]
        subprocess.run(command, cwd=node, stdin=build, check=True)
    _database(work / "sqlite" / "index.sqlite", documents)
    pages = (
        search_index.Page(
            path=one["id"],
            title=one["title"],
            summary=one["summary"],
            texts=(one["text"], one["words"]),
            facets=(("year", one["year"]),),
        )
        for one in documents
    )
    spoken = {one["language"] for one in documents}
    rows = library.rows("SELECT word, other FROM synonym").fetchall()
    for name, text in search_index.index_files("ours/index", pages, spoken, rows):
        path = work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(_HERE / "ours.js", work / "ours" / "engine.js")
    for name in ("search_index.js", "words.js"):
        shutil.copy(_STATIC / name, work / "ours")
    (work / "404.html").write_text("", encoding="utf-8")
    for engine in _ENGINES:
        script = '<!DOCTYPE html><title>x</title><script type="module" src="start.js"></script>\n'
        (work / engine / "index.html").write_text(script, encoding="utf-8")
        (work / engine / "start.js").write_text(
            'import("./engine.js").then(({ ask }) => { window.ask = ask; document.title = "ready"; },'
            ' () => { document.title = "failed"; });\n',
            encoding="utf-8",
        )


def _document(article: Any) -> dict[str, str]:
    """What every engine gets of an article: the same words."""
    references = (text for one in article.references for text in (one.title, *one.authors))
    caption = article.figure.caption if article.figure else ""
    return {
        "id": article.id,
        "title": article.title,
        "summary": article.summary,
        "words": "\n".join(
            [
                *article.keywords,
                *(one.name for one in article.authors),
                *(one.title for one in article.topics),
                *references,
            ]
        ),
        "text": "\n".join(
            [article.subtitle, article.takeaway, article.text, caption, *article.questions]
        ),
        "language": article.language,
        "year": str(article.year),
    }


def _database(path: Path, documents: list[dict[str, str]]) -> None:
    """The full-text index for SQLite in the browser, with its stemmer, without the texts."""
    columns = ("title", "summary", "words", "text")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "CREATE TABLE document (id TEXT);"
            f"CREATE VIRTUAL TABLE fulltext USING fts5 ({', '.join(columns)}, content = '',"
            " tokenize = 'porter unicode61 remove_diacritics 2');"
        )
        for rowid, one in enumerate(documents, start=1):
            connection.execute("INSERT INTO document VALUES (?)", (one["id"],))
            cells = (rowid, *(one[name] for name in columns))
            connection.execute(
                f"INSERT INTO fulltext (rowid, {', '.join(columns)}) VALUES (?, ?, ?, ?, ?)", cells
            )
        connection.execute("INSERT INTO fulltext (fulltext) VALUES ('optimize')")


def _measured(work: Path, count: int) -> list[Found]:
    found = []
    with (
        serving(work, free_port()) as strict,
        serving(work, free_port(), f"{POLICY} 'wasm-unsafe-eval'") as lax,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        for engine in _ENGINES:
            needs_eval = _answered(browser, f"{strict}{engine}/index.html") is None
            address = lax if needs_eval else strict
            answered = _answered(browser, f"{address}{engine}/index.html")
            assert answered is not None, engine
            page, responses = answered
            size = sum(_size(work, one, address) for one in responses)
            found.append(Found(count, engine, size, _key(page), _score(page), needs_eval))
            print(found[-1], file=sys.stderr)
            page.context.close()
        browser.close()
    return found


def _answered(browser: Browser, url: str) -> tuple[Page, list[Response]] | None:
    """A page in which the engine has answered a query, and what it has loaded; None if it can't."""
    page = browser.new_context().new_page()
    page.set_default_timeout(120_000)
    responses: list[Response] = []
    page.on("response", lambda one: responses.append(one))
    page.goto(url)
    page.wait_for_function("() => document.title !== 'x'")
    query = "window.ask ? ask('leadership').then((found) => found.length, () => 0) : 0"
    if page.evaluate(query):
        return page, responses
    page.context.close()
    return None


def _size(work: Path, response: Response, address: str) -> int:
    """What travels of a file, but for the page: compressed if that makes it smaller."""
    path = work / response.url.removeprefix(address).split("?")[0]
    if not path.is_file() or path.name in ("index.html", "start.js"):
        return 0
    data = path.read_bytes()
    return min(len(data), len(gzip.compress(data, 9, mtime=0)))


def _score(page: Page) -> dict[str, int]:
    score = dict.fromkeys(GOALS, 0)
    for query in QUERIES:
        found = page.evaluate("(text) => ask(text)", query.text)
        # The articles of the tests' other archive are no answer to a query of this one.
        score[query.kind] += query.is_answered(found)
    return score


_TYPED = """async (texts) => {
  const times = [];
  for (const text of texts) for (let end = 1; end <= text.length; end++) {
    const start = performance.now();
    await ask(text.slice(0, end));
    times.push(performance.now() - start);
  }
  return times;
}"""


def _key(page: Page) -> float:
    """The time of a key at the 99th percentile, each key at its best of three."""
    texts = [query.text for query in QUERIES if query.text]
    runs = [page.evaluate(_TYPED, texts) for _ in range(4)][1:]
    times = sorted(map(min, zip(*runs, strict=True)))
    return float(times[math.ceil(0.99 * len(times)) - 1])


def _table(found: list[Found]) -> str:
    kinds = list(GOALS)
    totals = {kind: sum(query.kind == kind for query in QUERIES) for kind in kinds}
    heads = [f"{kind} ({totals[kind]})" for kind in kinds]
    head = ["articles", "search", "KB until the first answer", "ms a key", *heads]
    head += [f"all ({len(QUERIES)})", "works under `default-src 'self'`"]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for one in found:
        cells = [
            f"{one.count:,}",
            _ENGINES[one.engine],
            f"{one.bytes / 1_000:,.0f}",
            f"{one.milliseconds:.0f}" if one.milliseconds >= 1 else "< 1",
            *(str(one.score[kind]) for kind in kinds),
            str(sum(one.score.values())),
            "no" if one.needs_eval else "yes",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
