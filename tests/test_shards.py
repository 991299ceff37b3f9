"""A book built in shards equals the book built as one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from books import INDEX, Book
from click.testing import CliRunner
from distributed import Client, LocalCluster
from generate import generate

from refresher_content.book import shards
from refresher_content.cli.commands import refresher
from refresher_content.errors import ContentError

MORE = 'html_theme = "refresher"\nhtml_baseurl = "https://small.example/"'
ABOUT = """# About "us" -- the editors

The first article is {refresher:article}`a000000`.
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A project of 60 articles, so that lists have two pages, and a document, built as one."""
    folder = tmp_path_factory.mktemp("shards")
    generate(folder / "content", 60)
    article = folder / "content" / "articles" / "a000003.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("title: ", 'title: "A \\"typed\\" title -- so" # '), "utf-8")
    index = f"{INDEX}\n```{{toctree}}\n:caption: More\n\nabout\n```\n"
    book = Book.make(folder / "docs", folder / "content", more=MORE, index=index)
    (book.folder / "about.md").write_text(ABOUT, encoding="utf-8")
    # As a shard is, in a process of its own: Sphinx keeps words of the last book's language.
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-d", str(folder / "doctrees")]
    command += [str(book.folder), str(book.out())]
    subprocess.run(command, check=True)
    return book


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".buildinfo"
    }


def test_shards_make_the_files_of_the_whole(book: Book, tmp_path: Path) -> None:
    """Every file of three shards is that of one build, and no other file remains."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "stale.html").write_text("old")
    (out / "objects.inv").write_text("of an earlier book")
    assert shards.build(book.folder, out, shards=3) == []
    whole, joined = book.files(), _files(out)
    assert sorted(joined) == sorted(whole)
    for name in whole:
        assert joined[name] == whole[name], name
    left = {path.name for path in book.folder.parent.iterdir()}
    assert left == {"content", "docs", "doctrees"}


def test_the_shard_of_a_lost_worker_is_built_again(book: Book, tmp_path: Path) -> None:
    """A worker of a Dask cluster that is killed at work is replaced; the book is whole."""
    out = tmp_path / "out"
    killed: list[int] = []

    def kill(client: Client) -> None:
        until = time.monotonic() + 120
        while not killed and time.monotonic() < until:
            working = client.processing()  # type: ignore[no-untyped-call]
            busy = [address for address, keys in working.items() if keys]
            if busy:
                pids = client.run(os.getpid, workers=busy[:1])
                time.sleep(0.3)
                os.kill(pids[busy[0]], signal.SIGKILL)
                killed.append(pids[busy[0]])
            time.sleep(0.05)

    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        killer = threading.Thread(target=kill, args=(client,))
        killer.start()
        shards.build(book.folder, out, shards=2, scheduler=cluster.scheduler_address)
        killer.join()
        assert killed
        assert killed[0] not in client.run(os.getpid).values()
    assert _files(out) == book.files()


def test_a_failed_build_leaves_the_last_output(book: Book, tmp_path: Path) -> None:
    """Problems in the content, or a shard that fails, change nothing in the output."""
    out = tmp_path / "out"
    out.mkdir()
    good = {"index.html": b"good", "objects.inv": b"good"}
    for name, data in good.items():
        (out / name).write_bytes(data)
    article = book.content / "articles" / "a000001.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("takeaway", "takeawy"), encoding="utf-8")
    try:
        with pytest.raises(ContentError):
            shards.build(book.folder, out, shards=2)
    finally:
        article.write_text(text, encoding="utf-8")
    conf = book.folder / "conf.py"
    text = conf.read_text(encoding="utf-8")
    conf.write_text(f"{text}\nextensions.append('no_such_extension')", encoding="utf-8")
    try:
        with pytest.raises(shards.ShardError, match=r"shard 0/2: .*no_such_extension"):
            shards.build(book.folder, out, shards=2)
    finally:
        conf.write_text(text, encoding="utf-8")
    assert _files(out) == good


def test_other_files_are_not_overwritten(book: Book, tmp_path: Path) -> None:
    """A target that holds other files, for example the project itself, stays as it is."""
    (tmp_path / "letter.txt").write_text("dear")
    for target in (tmp_path, tmp_path / "letter.txt", book.folder):
        before = _files(target.parent)
        with pytest.raises(shards.ShardError, match="not an earlier book"):
            shards.build(book.folder, target, shards=2)
        assert _files(target.parent) == before


def test_content_and_output_may_stand_in_the_project(corpus: Path, tmp_path: Path) -> None:
    """Neither the content folder nor an earlier output become pages of their own."""
    shutil.copytree(corpus, tmp_path / "project" / "content")
    book = Book.make(tmp_path / "project", Path("content"), more=MORE)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", str(book.folder), str(book.out())]
    subprocess.run(command, check=True)
    # The first build's output is inside the project when the second one is made.
    for _ in range(2):
        assert shards.build(book.folder, book.folder / "site", shards=1) == []
    assert sorted(_files(book.folder / "site")) == sorted(
        name for name in book.files() if not name.startswith(".doctrees")
    )


def test_the_command_reports_what_it_cannot_build(tmp_path: Path) -> None:
    """A folder without conf.py and a project with another theme are one line and exit code 2."""
    runner = CliRunner()
    result = runner.invoke(refresher, ["build", str(tmp_path)])
    assert result.exit_code == 2
    assert "found no conf.py" in result.output
    (tmp_path / "conf.py").write_text('html_theme = "basic"')
    result = runner.invoke(refresher, ["build", str(tmp_path), str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "html_theme is 'basic'" in result.output
    (tmp_path / "conf.py").write_text("import nowhere")
    result = runner.invoke(refresher, ["build", str(tmp_path), str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "No module named 'nowhere'" in result.output


def test_the_command_builds(book: Book, tmp_path: Path) -> None:
    """`refresher build` reports warnings; with -W they give exit code 1."""
    runner = CliRunner()
    page = book.folder / "about.md"
    page.write_text(f"{ABOUT}\n{{refresher:article}}`none`\n", encoding="utf-8")
    try:
        args = ["build", str(book.folder), str(tmp_path / "out"), "--shards", "2", "-W"]
        result = runner.invoke(refresher, args)
    finally:
        page.write_text(ABOUT, encoding="utf-8")
    assert result.exit_code == 1, result.output
    assert "about.md:5: WARNING: no article 'none'" in result.output
    assert (tmp_path / "out" / "index.html").is_file()


def test_a_missing_scheduler_is_reported(book: Book, tmp_path: Path) -> None:
    """An address at which no scheduler can be is one line."""
    with pytest.raises(shards.ShardError, match="no Dask scheduler answers at nonsense"):
        shards.build(book.folder, tmp_path / "out", shards=2, scheduler="nonsense")
