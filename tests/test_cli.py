"""The command `refresher`: what it prints, writes and ends with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import refresher_content as rc
from refresher_content.cli.commands import refresher
from refresher_content.library import Library
from refresher_content.model import KINDS

BASE = Path(__file__).parent / "bad_inputs/_base"


def run(*args: str | Path, stdin: str | None = None) -> Result:
    """Runs the command in this process."""
    return CliRunner().invoke(refresher, [str(arg) for arg in args], input=stdin)


def lines(result: Result) -> list[list[str]]:
    """The cells of what was printed."""
    assert result.exit_code == 0, result.output
    return [line.split("\t") for line in result.stdout.splitlines()]


def test_list_prints_a_line_an_entry(corpus: Path, library: Library) -> None:
    """Without a terminal, a list is a line an entry with tabs between its cells."""
    cells = lines(run("list", "--library", corpus))
    assert [row[0] for row in cells] == list(library.articles.ids)
    assert cells[0] == ["echo", "2011-06-21", "Echo"]


def test_list_takes_filters_order_and_kinds(corpus: Path) -> None:
    """Filter words narrow, keys order, limits cut; kinds go by either number."""
    found = lines(run("list", "--library", corpus, "--topic", "tools", "--order-by", "title"))
    assert [row[0] for row in found] == ["echo", "rope", "lead-line"]
    several = run(
        "list", "--library", corpus, "--topic", "tools", "--topic", "night", "--limit", "2"
    )
    assert len(lines(several)) == 2
    assert lines(run("list", "author", "--library", corpus)) == lines(
        run("list", "authors", "--library", corpus)
    )


def test_list_as_json_gives_whole_entries(corpus: Path, library: Library) -> None:
    """`--json` prints what `to_dict` gives."""
    data = json.loads(run("list", "topics", "--library", corpus, "--json").stdout)
    assert data == [topic.to_dict() for topic in library.topics]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["list", "--topic", "tide"], "no topic 'tide'; did you mean 'tides'?"),
        (["list", "--mentions", "rope"], "no entry 'rope'; did you mean 'article:rope'?"),
        (["show", "lead"], "no article 'lead'; did you mean 'lead-line'?"),
        (["related", "zzzz"], "no article 'zzzz'"),
    ],
)
def test_an_unknown_id_is_reported_in_a_line(corpus: Path, args: list[str], message: str) -> None:
    """What doesn't exist is one line with a suggestion, and exit code 1."""
    result = run(*args, "--library", corpus)
    assert result.exit_code == 1
    assert result.stderr == f"refresher: {message}\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["lst"], "there is no command 'lst'; did you mean 'list'?"),
        (["list", "artcles"], "there is no kind 'artcles'; did you mean 'articles'?"),
        (["list", "zzz"], "there is no kind 'zzz'; there are: publication, organizations"),
        (["list", "--order-by", "titel"], "can't be ordered by 'titel'; did you mean 'title'?"),
        (
            ["list", "topics", "--author", "ada-quill"],
            "--author doesn't apply to topics: expected --origin",
        ),
        (["list", "--year", "20x1"], "'20x1' is not a year: expected four digits"),
        (["search", "rope", "--year", "11"], "'11' is not a year"),
        (["export", "json", "--year", "11"], "'11' is not a year"),
        (["show", "lead-line", "--cite", "bibtx"], "no citation style 'bibtx'"),
        (["show", "tides", "--kind", "topic", "--cite", "ris"], "only articles can be cited"),
        (["schema"], "name a kind, or give a folder"),
        (["check", "nowhere"], "there is no folder 'nowhere'"),
        (["list", "--library", "nowhere"], "there is no file or folder"),
        (["list", "--library", __file__], "is not a compiled library"),
    ],
)
def test_wrong_usage_ends_with_two(corpus: Path, args: list[str], message: str) -> None:
    """A mistake in the command is reported without a traceback, with exit code 2."""
    place = [] if "--library" in args or args[0] in ("lst", "schema", "check") else ["--library"]
    result = run(*args, *place, *([corpus] if place else []))
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_show_prints_the_entry(corpus: Path) -> None:
    """An entry is shown with its facts and its text."""
    text = run("show", "lead-line", "--library", corpus).stdout
    assert text.startswith("The lead line\n\nBy Ada Quill · 2011-03-14 · 1 min read\n")
    assert "Trust the rope" in text
    assert "oldest instrument" in text
    assert "After The Watch" in run("show", "mud", "--library", corpus).stdout


def test_show_prints_forms_of_it(corpus: Path, library: Library) -> None:
    """One form alone is printed as it is: body, citation, JSON."""
    article = library.articles["lead-line"]
    place = ("--library", corpus)
    assert run("show", "lead-line", *place, "--body", "html").stdout == f"{article.html}\n"
    assert run("show", "lead-line", *place, "--cite", "ris").stdout == f"{article.cite('ris')}\n"
    assert json.loads(run("show", "lead-line", *place, "--json").stdout) == article.to_dict()
    shown = run("show", "ada-quill", "--kind", "authors", *place).stdout
    assert "Harbour master" in shown


def test_search_finds_and_says_where(corpus: Path) -> None:
    """A hit has id, section and snippet; nothing found is exit code 1."""
    place = ("--library", corpus)
    text = run("search", *place, "fathom").stdout
    assert text.startswith("lead-line · Knots\n  Each knot is a fathom.")
    (hit,) = json.loads(run("search", *place, "fathom", "--json").stdout)
    start, end = hit["matches"][0]
    assert hit["snippet"][start:end] == "fathom"
    nothing = run("search", *place, "submarine")
    assert (nothing.exit_code, nothing.stderr) == (1, "refresher: no results\n")
    assert json.loads(run("search", *place, "submarine", "--json").stdout) == []


def test_related_says_why(corpus: Path) -> None:
    """Each related article has its reasons in words."""
    cells = lines(run("related", "lead-line", "--library", corpus))
    assert cells[0][0] == "echo"
    assert "links to it" in cells[0][1]
    assert "cites the same: On Floating: A Note" in cells[0][1]
    assert "shares the topic Tools & ropes" in cells[0][1]
    data = json.loads(run("related", "echo", "--library", corpus, "--json").stdout)
    assert {"kind": "link", "value": "from"} in data[0]["reasons"]


def test_check_ends_with_one_if_there_are_problems(tmp_path: Path) -> None:
    """A sound folder is 0, any other 1 with every problem; machine formats are whole."""
    folder = Path(shutil.copytree(BASE, tmp_path / "content"))
    assert run("check", folder).stdout == "6 files checked, no problems\n"
    (folder / "articles/bad.md").write_text("---\ntitle: no\n---\n", encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 1
    assert result.stdout == rc.check(folder).as_text() + "\n"
    assert json.loads(run("check", folder, "--format", "json").stdout)["ok"] is False
    assert run("check", folder, "--format", "github").stdout.startswith("::error file=")


def test_check_ends_with_one_for_warnings_only_if_it_is_strict(tmp_path: Path) -> None:
    """With warnings alone the exit code is 0, and 1 with --strict, which calls them errors."""
    folder = Path(shutil.copytree(BASE, tmp_path / "content"))
    path = folder / "articles/other.md"
    text = (folder / "articles/sound.md").read_text(encoding="utf-8")
    text = text.replace("aliases: [was-sound]\n", "").replace("position: 1\n", "")
    path.write_text(text + "\n{article}`was-sound`\n", encoding="utf-8")
    result = run("check", folder)
    assert result.exit_code == 0
    assert ": warning[alias-used] " in result.stdout
    strict = run("check", folder, "--strict")
    assert strict.exit_code == 1
    assert ": error[alias-used] " in strict.stdout
    assert "warning[alias-used]" in run("compile", folder, "-o", tmp_path / "x.sqlite").stderr


def test_compile_says_what_it_did(corpus_copy: Path, tmp_path: Path) -> None:
    """Compiling says how much was parsed; problems are reported and end with 1."""
    target = tmp_path / "out.sqlite"
    first = run("compile", corpus_copy, "-o", target)
    assert "9 articles, 29 entries" in first.stderr
    assert "29 files parsed, 0 unchanged" in first.stderr
    assert "0 files parsed, 29 unchanged" in run("compile", corpus_copy, "-o", target).stderr
    before = target.read_bytes()
    (corpus_copy / "topics/bad.md").write_text("nothing\n", encoding="utf-8")
    result = run("compile", corpus_copy, "-o", target)
    assert result.exit_code == 1
    assert "error[no-front-matter]" in result.stderr
    assert target.read_bytes() == before


def test_export_is_valid_and_complete(corpus: Path, library: Library, tmp_path: Path) -> None:
    """JSON is one document and NDJSON an entry a line, with everything in them."""
    document = json.loads(run("export", "json", "--library", corpus).stdout)
    assert document["publication"] == library.publication.to_dict()
    assert [entry["id"] for entry in document["articles"]] == list(library.articles.ids)
    target = tmp_path / "all.ndjson"
    assert run("export", "ndjson", "--library", corpus, "-o", target).exit_code == 0
    entries = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert len(entries) == sum(len(library.collection(cls)) for cls in KINDS.values())
    assert [path.name for path in tmp_path.iterdir()] == ["all.ndjson"]
    some = run("export", "json", "--library", corpus, "--author", "the-watch").stdout
    assert {entry["id"] for entry in json.loads(some)["articles"]} == set(
        library.articles.filter(author="the-watch").ids
    )


def test_a_wrong_filter_writes_nothing(corpus: Path, tmp_path: Path) -> None:
    """An export by an unknown id prints nothing and leaves no file."""
    for more in ([], ["-o", str(tmp_path / "out.json")]):
        result = run("export", "json", "--library", corpus, "--topic", "tols", *more)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "did you mean 'tools'?" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "command", [["compile"], ["export", "json"], ["export", "csv"], ["export", "sqlite"]]
)
def test_a_place_that_cannot_be_written_is_reported(
    corpus: Path, tmp_path: Path, command: list[str]
) -> None:
    """A target below a file is one line and exit code 2."""
    (tmp_path / "file").touch()
    library = [corpus] if command == ["compile"] else ["--library", corpus]
    result = run(*command, *library, "-o", tmp_path / "file" / "below")
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith(f"refresher: {tmp_path / 'file'}")
    assert result.stderr.count("\n") == 1


def test_schema_writes_one_or_all(tmp_path: Path) -> None:
    """A kind's schema is printed; a folder gets them all, written only if changed."""
    schema = json.loads(run("schema", "article").stdout)
    assert schema["required"] == ["title", "published", "authors"]
    assert schema["additionalProperties"] is False
    assert run("schema", "-o", tmp_path).exit_code == 0
    paths = sorted(tmp_path.iterdir())
    assert [path.name for path in paths] == sorted(f"{kind}.schema.json" for kind in KINDS)
    times = [path.stat().st_mtime_ns for path in paths]
    run("schema", "-o", tmp_path)
    assert [path.stat().st_mtime_ns for path in paths] == times


def test_new_asks_for_what_is_missing(tmp_path: Path) -> None:
    """What a kind needs and no option gave is asked for."""
    folder = Path(shutil.copytree(BASE, tmp_path / "content"))
    answers = "A question\n2011-03\nj-smith\n"
    result = run("new", "article", "--folder", folder, stdin=answers)
    assert result.exit_code == 0, result.output
    article = rc.open_library(folder).articles["a-question"]
    assert (article.title, str(article.published)) == ("A question", "2011-03")
    assert article.author_ids == ("j-smith",)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("author", ["--name", "Ada Quill", "--organization", "none-yet"]),
        ("article", ["--title", "T", "--summary", "S", "--published", "2011-13", "--authors", "x"]),
    ],
)
def test_new_writes_nothing_that_has_problems(
    tmp_path: Path, kind: str, options: list[str]
) -> None:
    """If the new file would have problems, they are reported and it isn't written."""
    folder = Path(shutil.copytree(BASE, tmp_path / "content"))
    before = sorted(folder.rglob("*.md"))
    result = run("new", kind, "--folder", folder, *options)
    assert result.exit_code == 1
    assert "error[" in result.stderr
    assert "was not written" in result.stderr
    assert sorted(folder.rglob("*.md")) == before


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    """A file that exists is left as it is."""
    folder = Path(shutil.copytree(BASE, tmp_path / "content"))
    result = run("new", "topic", "--folder", folder, "--title", "Work", "--summary", "Other.")
    assert result.exit_code == 2
    assert "exists; give another --id" in result.stderr


@pytest.mark.parametrize("id_", ["../../evil", "/evil", "_evil", ".evil", "a/b", "Evil Id"])
def test_new_stays_in_its_folder(tmp_path: Path, id_: str) -> None:
    """What isn't an id is reported with its place, and nothing is written, there or elsewhere."""
    folder = Path(shutil.copytree(BASE, tmp_path / "content"))
    before = sorted(tmp_path.rglob("*"))
    result = run("new", "topic", "--id", id_, "--title", "T", "--summary", "S", "--folder", folder)
    assert result.exit_code == 1
    assert "error[bad-slug] id:" in result.output
    assert sorted(tmp_path.rglob("*")) == before


def test_new_makes_every_kind(tmp_path: Path) -> None:
    """From an empty folder on, each kind can be made and the whole is sound."""
    folder = tmp_path / "content"
    folder.mkdir()
    publication = ["--title", "P", "--summary", "S", "--language", "en", "--rights", "R"]
    commands = [
        ["publication", *publication],
        ["organization", "--name", "Org"],
        ["author", "--name", "Ada Quill", "--organization", "org"],
        ["column", "--title", "Soundings", "--summary", "S", "--authors", "ada-quill"],
        ["issue", "--title", "One", "--published", "2011", "--number", "1"],
        ["topic", "--title", "Tides", "--summary", "S", "--origin", "editors"],
        ["reference", "--type", "book", "--authors", "Marlin, Jo", "--title", "B",
         "--published", "1907"],
        ["link", "--title", "L", "--url", "https://l.example/"],
        ["article", "--title", "A", "--summary", "S", "--published", "2011-03-14", "--authors",
         "ada-quill", "--column", "soundings", "--issue", "one", "--topics", "tides",
         "--references", "b", "--position", "1", "--body", "-"],
    ]  # fmt: skip
    for command in commands:
        result = run("new", *command, "--folder", folder, stdin="The *text*.\n")
        assert result.exit_code == 0, result.output
    assert rc.check(folder).ok
    article = rc.open_library(folder).articles.one()
    assert article.text == "The text."
    assert article.position == 1


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "),
    min_size=1,
    max_size=40,
).filter(lambda text: text.strip() == text and not text.startswith("-"))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(title=TEXTS, summary=TEXTS)
def test_new_writes_what_it_was_given(title: str, summary: str) -> None:
    """Whatever title and summary are given, the file holds them and passes the check."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(BASE, Path(name, "content")))
        result = run(
            "new", "article", "--id", "the-new-one", "--title", title, "--summary", summary,
            "--published", "2011", "--authors", "j-smith", "--folder", folder,
        )  # fmt: skip
        assert result.exit_code == 0, result.output
        article = rc.open_library(folder).articles["the-new-one"]
        assert (article.title, article.summary) == (title, summary)


def test_every_command_has_help_with_an_example() -> None:
    """Each command says what it does, and shows how it is called."""
    names = refresher.list_commands(None)  # type: ignore[arg-type] # it needs no context
    assert len(names) >= 12
    for name in names:
        text = run(name, "--help").stdout
        assert f"$ refresher {name}" in text
    assert "Usage: refresher" in run("--help").stdout
    assert run("--version").stdout == f"refresher, version {rc.__version__}\n"


def _real(*args: str) -> subprocess.CompletedProcess[str]:
    code = "from refresher_content.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=False
    )


def test_the_real_command_ends_as_promised(corpus: Path) -> None:
    """The process's exit codes are 0, 1 and 2, without a traceback."""
    assert _real("list", "--library", str(corpus)).returncode == 0
    assert _real("show", "nope", "--library", str(corpus)).returncode == 1
    wrong = _real("lst")
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)


def test_a_reader_that_goes_away_is_no_error(corpus: Path) -> None:
    """Cutting the output off, as `head` does, ends quietly."""
    command = f"{sys.executable} -c 'from refresher_content.cli import main; main()'"
    result = subprocess.run(
        f"{command} export ndjson --library {corpus} | head -c 10",
        shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.stderr == ""


def test_a_missing_extra_is_named() -> None:
    """Without click the command says what to install."""
    code = (
        "import sys\n"
        "class Block:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'click': raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Block())\n"
        "from refresher_content.cli import main; main()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert "pip install 'refresher-content[cli]'" in result.stderr


def test_a_list_of_other_entries_refuses_filters_of_articles() -> None:
    """The message names the filters that the kind has."""
    result = run("list", "authors", "--topic", "coaching")
    assert result.exit_code == 2
    assert "--topic doesn't apply to authors: expected --organization" in result.stderr
    assert run("list", "authors", "--organization", "rushmore-judge-group").exit_code == 0


def test_an_id_of_another_kind_is_answered_with_the_option() -> None:
    """Whoever asks for an author as if it were an article learns how to ask."""
    result = run("show", "michael-wolkensperg")
    assert result.exit_code == 1
    assert "'michael-wolkensperg' is not an article: add --kind author" in result.stderr
    assert run("show", "michael-wolkensperg", "--kind", "author").exit_code == 0


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths that no shell has expanded are expanded."""
    monkeypatch.setenv("HOME", str(tmp_path))
    result = run("compile", "~/nothing")
    assert f"there is no folder '{tmp_path}/nothing'" in result.stderr
