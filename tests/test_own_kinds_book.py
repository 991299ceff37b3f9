"""Kinds of a project's own, from one line in pyproject.toml: in the book and in the commands."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from books import Book
from click.testing import CliRunner, Result

import refresher_content as rc
from refresher_content.cli.commands import refresher
from refresher_content.project import kinds_of, own_kinds_of

PROJECT = Path(__file__).with_name("knots")
HOW_TO = Path(__file__).parents[1] / "docs/how-to/add-a-kind.md"
EVENT = "---\ntitle: Bend Week\nstarts: 2013-04\ncity: Linz\n---\n\nAfter {event}`knot-days`.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with events that a test may change."""
    ignored = shutil.ignore_patterns("_build", "archive", "__*")
    return Path(shutil.copytree(PROJECT, tmp_path / "project", ignore=ignored))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The project's book, built without a warning."""
    folder = tmp_path_factory.mktemp("knots") / "project"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns("_build", "archive", "__*"))
    book = Book(folder, folder / "content")
    assert book.build() == ""
    return book


def _blocks(language: str) -> list[str]:
    """The blocks of the how-to page in a language."""
    text = HOW_TO.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_the_example_that_is_shown_is_this_one() -> None:
    """The how-to page has the files of the project as they are here."""
    shown = [*_blocks("python")[:1], *_blocks("toml"), *_blocks("markdown")]
    event, article = "content/events/knot-days.md", "content/articles/what-we-learned.md"
    names = ("conferences.py", "pyproject.toml", event, article)
    assert shown == [(PROJECT / name).read_text(encoding="utf-8") for name in names]


def test_the_commands_that_are_shown_print_what_they_show(project: Path) -> None:
    """Typed in the project's folder, one after another."""
    (block,) = _blocks("console")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for part in block.split("$ ")[1:]:
        command, _, output = part.partition("\n")
        done = subprocess.run(
            command, shell=True, cwd=project, capture_output=True, text=True,
            env=os.environ | {"PATH": path},
        )  # fmt: skip
        assert done.stdout == output, done.stderr


def test_each_entry_has_a_page(book: Book) -> None:
    """It shows title, summary, fields, text and articles, and is in list and menu."""
    page = book.page("archive/events/knot-days")
    for shown in ("Three days of knots in Graz.", "<dt>City</dt>\n<dd>Graz</dd>", "May 14, 2010"):
        assert shown in page
    assert "<dd>Bo Bight, Cleo Cleat</dd>" in page
    assert '<dd><a href="https://knots.example/days">' in page
    assert '<h2>How to get there<a class="headerlink"' in page
    assert page.index("By train") < page.index("2 articles") < page.index("What we learned about")
    index = book.page("archive/events/index")
    assert index.index("Splice Online") < index.index("Knot Days")
    assert '<a href="archive/events/index.html">Events</a>' in book.page("index")


def test_links_lead_to_it(book: Book) -> None:
    """By its role, and by the name of its file."""
    page = book.page("archive/articles/what-we-learned")
    assert '<a class="event" href="../events/knot-days.html">Knot Days</a>' in page
    assert '<a class="event" href="../events/splice-online.html">the online meeting</a>' in page


def test_it_is_in_what_machines_read(book: Book) -> None:
    """Feeds, JSON, schema, Markdown, search, sitemap, llms.txt and inventory know it."""
    files = book.files()
    feed = json.loads(files["archive/events/knot-days-feed.json"])
    assert [one["title"] for one in feed["items"]] == [
        "A short history of the bowline",
        "What we learned about splicing",
    ]
    data = json.loads(files["archive/api/events/knot-days.json"])
    schema = json.loads(files["archive/api/schema/event.json"])
    assert data["city"] == "Graz"
    assert data["articles"] == ["a-short-history"]
    assert schema["properties"]["city"]["description"].startswith("Where it takes place")
    markdown = files["archive/events/knot-days.md"].decode()
    assert "- City: Graz\n" in markdown
    assert "By train." in markdown
    pages = "".join(text.decode() for name, text in files.items() if "/search/pages" in name)
    assert '"Knot Days"' in pages
    assert '"Event"' in pages
    assert b'"graz"' in b"".join(text for name, text in files.items() if "words.json" in name)
    assert b"archive/events/knot-days.html" in files["sitemap.xml"]
    assert b"## Events\n\n- [Splice Online]" in files["llms.txt"]


def test_it_is_in_other_formats(project: Path) -> None:
    """The EPUB has a document for each entry; in plain text the page says the same."""
    book = Book(project, project / "content")
    assert book.build("epub") == ""
    (path,) = book.out("epub").glob("*.epub")
    with zipfile.ZipFile(path) as packed:
        text = packed.read("archive/events/knot-days.xhtml").decode()
        article = packed.read("archive/articles/what-we-learned.xhtml").decode()
        assert "archive/events/index.xhtml" in packed.namelist()
    assert "<dd>Graz</dd>" in text
    assert "By train." in text
    assert 'href="../events/knot-days.xhtml"' in article
    assert book.build("text") == ""
    text = (book.out("text") / "archive/events/knot-days.txt").read_text(encoding="utf-8")
    assert "Graz" in text
    assert "What we learned about splicing" in text


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "content/events/bend-week.md").write_text(EVENT, "utf-8"),
        lambda folder: (folder / "content/events/splice-online.md").rename(
            folder / "content/events/knots-online.md"
        ),
        lambda folder: (folder / "_templates/refresher/event.md.jinja").write_text(
            "# {{ event.title }}, {{ event.year }}\n\n{{ body }}\n", "utf-8"
        ),
    ],
)
def test_what_changes_is_built(project: Path, change: Callable[[Path], object]) -> None:
    """After a change, a build gives what a clean one gives."""
    with (project / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('templates_path = ["_templates"]\n')
    article = project / "content/articles/what-we-learned.md"
    (project / "_templates/refresher").mkdir(parents=True)
    book = Book(project, project / "content")
    assert book.build() == ""
    change(project)
    if not (project / "content/events/splice-online.md").exists():
        text = article.read_text(encoding="utf-8").replace("splice-online", "knots-online")
        article.write_text(text, encoding="utf-8")
    assert book.build() == ""
    found = book.files()
    assert book.build(clean=True) == ""
    assert book.files() == found


def test_a_template_of_its_name_shows_it(project: Path) -> None:
    """The class's own properties are there; nothing warns of the template."""
    with (project / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('templates_path = ["_templates"]\n')
    templates = project / "_templates/refresher"
    templates.mkdir(parents=True)
    (template,) = _blocks("jinja")
    (templates / "event.md.jinja").write_text(template, encoding="utf-8")
    book = Book(project, project / "content")
    assert book.build() == ""
    assert "<h1>In 2010: Knot Days<" in book.page("archive/events/knot-days")


def test_an_unknown_event_is_reported(project: Path) -> None:
    """A document's role names the id that was meant."""
    with (project / "index.md").open("a", encoding="utf-8") as index:
        index.write("\nSee {refresher:event}`knot-dys`.\n")
    warnings = Book(project, project / "content").build()
    assert "no event 'knot-dys'; did you mean 'knot-days'?" in warnings


def test_the_reference_of_its_front_matter_can_be_shown(project: Path) -> None:
    """The directive takes a project's own kinds."""
    with (project / "index.md").open("a", encoding="utf-8") as index:
        index.write("\n```{refresher:front-matter} event\n```\n")
    book = Book(project, project / "content")
    assert book.build() == ""
    assert "How many can take part; None if unknown." in book.page("index")


def test_shards_give_the_same_book(project: Path) -> None:
    """Each shard knows the kinds of the project."""
    from refresher_content.book.shards import build

    book = Book(project, project / "content")
    assert book.build() == ""
    assert build(project, project.parent / "site", shards=3) == []
    shown = "archive/events/knot-days.html"
    assert (project.parent / "site" / shown).read_bytes() == book.files()[shown]


def test_a_cluster_must_get_its_class(project: Path) -> None:
    """Other machines have the project's folder alone: a file above it that names kinds is an
    error before anything is sent.
    """
    from refresher_content.book.shards import ShardError, build

    docs = project / "docs"
    docs.mkdir()
    for name in ("conf.py", "index.md", "content"):
        (project / name).rename(docs / name)
    with pytest.raises(ShardError, match="would not know the kinds that it names"):
        build(docs, project / "site", shards=2, scheduler="tcp://nobody.example:1")


# The command line


def _run(project: Path, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(project)
    return CliRunner().invoke(refresher, arguments)


def test_the_commands_know_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """check, compile, list, show, schema, new, mv, diff and export do, in the project's folder."""

    def run(*arguments: str) -> str:
        done = _run(project, *arguments, monkeypatch=monkeypatch)
        assert done.exit_code == 0, done.output
        return done.output

    assert run("check") == "6 files checked, no problems\n"
    run("compile", "-o", "before.sqlite")
    assert "knot-days" in run("list", "events", "--library", "content")
    assert "knot-days" in run("list", "events", "--library", "before.sqlite", "--format", "on-site")
    assert "what-we-learned" in run("list", "--library", "content", "--event", "splice-online")
    assert "what-we-learned" in run(
        "search", "splicing", "--library", "content", "--event", "knot-days"
    )
    assert "By train." in run("show", "knot-days", "--kind", "event", "--library", "content")
    assert "city" in json.loads(run("schema", "event"))["properties"]
    written = run("new", "event", "--title", "Bend Week", "--starts", "2013-04", "--city", "Linz")
    assert written == "content/events/bend-week.md\n"
    run("mv", "event:knot-days", "days-of-knots")
    text = (project / "content/articles/what-we-learned.md").read_text(encoding="utf-8")
    assert "{event}`days-of-knots`" in text
    changes = run("diff", "before.sqlite", "content")
    assert re.search(r"renamed\s+event\s+days-of-knots", changes)
    assert re.search(r"added\s+event\s+bend-week", changes)
    run("export", "sqlite", "-o", "archive.sqlite", "--library", "content")
    run("export", "csv", "-o", "tables", "--library", "content")
    assert "Bend Week" in (project / "tables/events.csv").read_text(encoding="utf-8")
    assert "Bend Week" in run("export", "ndjson", "--library", "before.sqlite") + run(
        "export", "ndjson", "--library", "content"
    )


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('kinds = "conferences:Event"', "expected a list of modules and classes"),
        ('kinds = ["conferences"]', "expected a list of modules and classes"),
        ('kind = ["conferences:Event"]', "has no setting 'kind'; did you mean 'kinds'?"),
        ('kinds = ["confrences:Event"]', "the module 'confrences' can't be imported: No module"),
        ('kinds = ["conferences:Evnt"]', "has no 'Evnt'; did you mean 'Event'?"),
        ('kinds = ["broken:Event"]', "the module 'broken' can't be imported: ZeroDivisionError"),
        ('kinds = ["conferences:dataclass"]', "expected a class derived from"),
        ('kinds = ["conferences:Event", "conferences:Event"]', "there is another kind 'event'"),
        ("kinds = [", "pyproject.toml can't be read"),
    ],
)
def test_a_mistake_in_the_setting_is_one_line(
    project: Path, setting: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line and the book name the file and the setting; there is no traceback."""
    (project / "pyproject.toml").write_text(f"[tool.refresher]\n{setting}\n", encoding="utf-8")
    (project / "broken.py").write_text("1 / 0\n", encoding="utf-8")
    done = _run(project, "check", monkeypatch=monkeypatch)
    assert done.exit_code == 2
    assert message in done.output
    assert "pyproject.toml" in done.output
    assert done.output.count("\n") == 1
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", str(project), str(project / "_build")],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert built.returncode != 0
    assert message in built.stderr
    assert "Traceback" not in built.stderr


def test_content_cant_name_code(project: Path) -> None:
    """A pyproject.toml in the content folder is nobody's; one above it counts, the nearest."""
    content = project / "content"
    shutil.copy(project / "pyproject.toml", content)
    shutil.copy(project / "conferences.py", content)
    (project / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    assert "event" not in kinds_of(content)
    (project / "pyproject.toml").unlink()
    assert "event" not in kinds_of(content)
    (project / "docs").mkdir()
    shutil.copy(content / "pyproject.toml", project / "docs")
    assert "event" not in kinds_of(project / "docs/../content")


def test_projects_with_modules_of_one_name_have_their_own(project: Path, tmp_path: Path) -> None:
    """Of two projects in a process each gets its class."""
    other = Path(shutil.copytree(project, tmp_path / "other"))
    text = (other / "conferences.py").read_text(encoding="utf-8")
    (other / "conferences.py").write_text(text.replace("events", "meetings"), encoding="utf-8")
    assert kinds_of(project / "content")["event"].folder == "events"
    assert kinds_of(other / "content")["event"].folder == "meetings"
    assert kinds_of(project / "content")["event"].folder == "events"


def test_the_bundled_archive_is_nobodys_project() -> None:
    """Wherever the package is installed, no project's code is loaded for its own content."""
    content = Path(rc.__file__).with_name("content")
    assert list(kinds_of(content)) == list(rc.bundled().kinds)


def test_articles_are_listed_by_it(project: Path) -> None:
    """The directive takes the kind's name, in content and in the project's documents; an unknown
    entry is reported with its place.
    """
    listing = "```{articles}\n:event: knot-days\n```\n"
    history = project / "content/articles/a-short-history.md"
    history.write_text(f"{history.read_text('utf-8')}\n{listing}", encoding="utf-8")
    index = project / "index.md"
    own = listing.replace("{articles}", "{refresher:articles}")
    index.write_text(f"{index.read_text('utf-8')}\n{own}", encoding="utf-8")
    book = Book(project, project / "content")
    assert book.build() == ""
    for page in ("archive/articles/a-short-history", "index"):
        shown = book.page(page).partition("refresher-entries")[2].partition("</ul>")[0]
        assert "what-we-learned.html" in shown
    history.write_text(history.read_text("utf-8").replace("knot-days", "knot-day"), "utf-8")
    (problem,) = rc.check(project / "content", kinds=own_kinds_of(project / "content")).errors
    assert (problem.code, problem.hint) == ("unknown-reference", "did you mean 'knot-days'?")
