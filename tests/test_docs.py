"""What README and documentation show is what happens."""

from __future__ import annotations

import doctest
import importlib
import json
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from books import Book

import refresher_content
from refresher_content.book.theme import look
from refresher_content.cli.commands import refresher
from refresher_content.compiler.compile import compile_folder
from refresher_content.library import schema
from refresher_content.source import limits

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
    if not {"_build", "archive"} & set(path.relative_to(ROOT).parts)
)
WITH_EXAMPLES = [page for page in PAGES if ">>> " in (ROOT / page).read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", WITH_EXAMPLES)
def test_the_examples_in_python_give_what_they_show(
    page: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each example runs, beside a folder `content` and a compiled `archive.sqlite`; that of a
    kind of one's own in the project that its page describes.
    """
    if page == "docs/how-to/add-a-kind.md":
        shutil.copytree(ROOT / "tests/knots", tmp_path, dirs_exist_ok=True)
        # What the example imports is forgotten after it: undoing `delitem` alone would keep it.
        monkeypatch.setitem(sys.modules, "conferences", None)
        monkeypatch.delitem(sys.modules, "conferences")
        monkeypatch.syspath_prepend(tmp_path)
    else:
        shutil.copytree(corpus, tmp_path / "content")
        compile_folder(corpus, tmp_path / "archive.sqlite")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / page).read_text(encoding="utf-8").replace("\n```", "\n\n```")
    test = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_examples_in_docstrings_give_what_they_show() -> None:
    """Every example in a docstring of the package runs against the bundled library."""
    modules = [
        name
        for _, name, _ in pkgutil.walk_packages(refresher_content.__path__, "refresher_content.")
        if not name.endswith("__main__")
    ]
    attempted = 0
    for name in ("refresher_content", *modules):
        result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
        assert result.failed == 0, name
        attempted += result.attempted
    assert attempted >= 3


def test_the_files_format_is_documented() -> None:
    """The page on the compiled file gives the format's version and application id."""
    text = (ROOT / "docs/reference/file-format.md").read_text(encoding="utf-8")
    assert f"the version of the format, {schema.FORMAT}." in text
    assert f"0x{schema.APPLICATION_ID:X}" in text


def _blocks(page: str, language: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^(?:`{{3,4}}){language}\n(.*?)^`{{3,4}}$", text, re.DOTALL | re.MULTILINE)


def _commands(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with the output that is shown for it."""
    parts = re.split(r"^\$ ", block.replace("\\\n", " "), flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def test_the_tutorial_leads_to_a_book(tmp_path: Path) -> None:
    """Its commands, typed one after another, print what it shows and build a book."""
    bin_ = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
    conf = next(one for one in _blocks("docs/tutorial.md", "python") if "extensions" in one)
    (index,) = _blocks("docs/tutorial.md", "markdown")
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    (tmp_path / "index.md").write_text(index, encoding="utf-8")
    commands = [one for block in _blocks("docs/tutorial.md", "console") for one in _commands(block)]
    for command, output in commands:
        if command.startswith("pip "):
            continue
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        if output:
            assert done.stdout == output
    assert (tmp_path / "_build/index.html").is_file()
    article = tmp_path / "content/articles/the-lead-line.md"
    article.write_text(article.read_text(encoding="utf-8").replace("quill", "quil"))
    report = subprocess.run(
        "refresher check", shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    (shown,) = _blocks("docs/tutorial.md", "text")
    assert report.stdout == shown


def test_the_blocks_of_settings_are_valid() -> None:
    """What how-to guides show in YAML, TOML and JSON can be read, so that it can be copied."""
    readers: dict[str, Callable[[str], Any]] = {
        "yaml": yaml.safe_load,
        "toml": tomllib.loads,
        "json": json.loads,
    }
    shown = [
        (page, language, block)
        for page in PAGES
        for language in readers
        for block in _blocks(page, language)
    ]
    assert len(shown) >= 8
    for page, language, block in shown:
        assert readers[language](block) is not None, page


def test_the_matcher_that_is_shown_finds_problems(corpus_copy: Path) -> None:
    """The expression of the editor's task finds file, line and message of a problem."""
    import refresher_content as rc

    (tasks,) = (one for one in _blocks("docs/how-to/use-an-editor.md", "json") if "tasks" in one)
    (task,) = json.loads(tasks)["tasks"]
    (corpus_copy / "articles/bad.md").write_text("---\ntitle: A\n---\n\nText.\n", "utf-8")
    pattern = re.compile(task["problemMatcher"]["pattern"]["regexp"])
    lines = rc.check(corpus_copy).as_text().splitlines()
    found = [match for line in lines if (match := pattern.match(line))]
    assert {match[4] for match in found} == {"error"}
    assert all(match[1].endswith("articles/bad.md") for match in found)


def test_the_article_that_is_shown_passes_the_check(corpus_copy: Path) -> None:
    """The front matter of "Write an article" is one that the small archive accepts."""
    import refresher_content as rc

    (example,) = _blocks("docs/how-to/write-an-article.md", "markdown")
    example = example.replace("position: 1", "position: 9")
    (corpus_copy / "articles/the-example.md").write_text(example, encoding="utf-8")
    assert rc.check(corpus_copy).as_text().endswith("no problems")


def test_the_kind_of_page_that_is_shown_works(corpus: Path, tmp_path: Path) -> None:
    """A page for each decade, made as CONTRIBUTING says, is in the book, and nothing warns."""
    blocks = re.findall(
        r"^   ```(?:python|jinja)\n(.*?)^   ```",
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    plan, decade, decades = (textwrap.dedent(block) for block in blocks)
    package = Path(refresher_content.__file__).parent
    copy = shutil.copytree(package, tmp_path / "package" / "refresher_content")
    templates = copy / "book" / "pages" / "templates"
    (templates / "decade.md.jinja").write_text(decade, encoding="utf-8")
    (templates / "decades.md.jinja").write_text(decades, encoding="utf-8")
    for path, old, new in (
        (
            templates / "home.md.jinja",
            '(gettext("Links"), "links")',
            '(gettext("Links"), "links"), (gettext("Decades"), "decades/index")',
        ),
        (copy / "book" / "pages" / "plan.py", "    yield from _by_year(entries)\n", None),
    ):
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        more = new or f"{old}    yield from _by_decade(entries)\n"
        path.write_text(text.replace(old, more) + ("" if new else f"\n\n{plan}"), encoding="utf-8")
    book = Book.make(tmp_path / "book", corpus, more='html_theme = "refresher"')
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-n", "-W", str(book.folder), str(book.out())],
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "package")},
    )
    assert "Echo" in book.page("archive/decades/2010")
    assert 'href="2010.html"' in book.page("archive/decades/index")


def test_every_setting_is_in_the_reference() -> None:
    """The page on configuration names each setting of the extension, each option of the theme,
    its own and those it takes from Sphinx's themes, and each variable of the environment.
    """
    package = Path(refresher_content.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in (package / "book").rglob("*.py")]
    settings = {
        name for text in sources for name in re.findall(r'add_config_value\(\s*"(\w+)"', text)
    }
    theme = (package / "book/theme/refresher/theme.conf").read_text(encoding="utf-8")
    options = set(re.findall(r"^(\w+) =", theme.partition("[options]")[2], re.MULTILINE))
    variables = {f"{limits.PREFIX}{one.name.upper()}" for one in fields(limits.Limits)}
    text = (ROOT / "docs/reference/configuration.md").read_text(encoding="utf-8")
    assert len(settings) >= 5
    assert options <= set(look.OPTIONS)
    named = set(re.findall(r"`(\w+)`", text))
    assert {*settings, *look.OPTIONS, *variables} - named == set()


def test_every_command_is_in_the_reference() -> None:
    """The reference names each command once."""
    pages = (ROOT / "docs/reference").glob("cli-*.md")
    text = "".join(path.read_text(encoding="utf-8") for path in pages)
    named = re.findall(r":prog: refresher (\w+)", text)
    assert sorted(named) == refresher.list_commands(click.Context(refresher))
