"""Every problem is reported: with place, code, what was found and expected, and a remedy."""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from pathlib import Path

import pytest

import refresher_content as rc
from refresher_content.diagnostics import CODES, Diagnostic, Report, Span
from refresher_content.source.reports import FORMATS

BAD = Path(__file__).with_name("bad_inputs")
CASES = sorted(path.name for path in BAD.iterdir() if path.name != "_base")
MADE_HERE = {
    "link-loop",
    "missing-publication",
    "symbolic-link",
    "too-large",
    "too-many-problems",
    "unreadable-file",
}
"""Codes whose input can't be kept as files: what is absent, a link, large, or can't be opened."""


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound content folder, named relative to the working folder."""
    shutil.copytree(BAD / "_base", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    return Path("content")


def shown(report: Report) -> str:
    """The report without its closing line."""
    return "".join(f"{one.as_text(report.root)}\n\n" for one in report).rstrip("\n") + "\n"


def overlay(content: Path, case: str) -> None:
    """Puts a case's files into the content folder."""
    ignore = shutil.ignore_patterns("expected.txt")
    shutil.copytree(BAD / case, content, dirs_exist_ok=True, ignore=ignore)


def test_the_base_is_sound(content: Path) -> None:
    """What the cases are laid over has no problem of its own."""
    report = rc.check(content)
    assert report.ok
    assert report.as_text() == "6 files checked, no problems"


@pytest.mark.parametrize("case", CASES)
def test_a_bad_input_gives_its_message(content: Path, case: str) -> None:
    """Each bad input gives exactly the diagnostics that stand beside it."""
    overlay(content, case)
    report = rc.check(content)
    expected = BAD / case / "expected.txt"
    if os.environ.get("REFRESHER_WRITE_EXPECTED"):
        expected.write_text(shown(report), encoding="utf-8")
    assert shown(report) == expected.read_text(encoding="utf-8")
    assert case.partition(".")[0] in {one.code for one in report}


def test_every_code_has_a_case() -> None:
    """No code is without an input that gives it."""
    assert {case.partition(".")[0] for case in CASES} | MADE_HERE == set(CODES)


def test_a_link_loop_is_one_problem(content: Path) -> None:
    """Links to a folder above, or to the folder itself, are a problem each and not followed."""
    (content / "articles/loop").symlink_to("..")
    (content / "articles/self").symlink_to("self")
    (content / "topics/back").symlink_to(".")
    found = [(one.code, one.path) for one in rc.check(content)]
    assert found == [("link-loop", "articles/loop"), ("link-loop", "topics/back")]


@pytest.mark.parametrize("name", [", Ann", " , Ann", ","])
def test_a_sort_name_needs_a_family_name(content: Path, name: str) -> None:
    """A sort name that begins with its comma is a problem in the front matter."""
    (author,) = content.glob("authors/j*.md")
    text = author.read_text(encoding="utf-8")
    author.write_text(text.replace("---\n", f"---\nsort_name: '{name}'\n", 1), encoding="utf-8")
    problem = rc.check(content).errors[0]
    assert (problem.code, problem.field) == ("bad-value", "sort_name")
    assert "the family name first" in problem.message


def test_words_of_other_tools_are_understood(content: Path) -> None:
    """Keys of Jekyll, Hugo, Pelican and Zola get the key that means the same."""
    (article,) = content.glob("articles/*.md")
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("---\n", "---\ndate: 2009\ntags: [a]\n", 1), encoding="utf-8")
    hints = {one.field: one.hint for one in rc.check(content)}
    assert hints == {
        "date": "write one key 'published' for 'date' and 'published'",
        "tags": "write one key 'topics' for 'tags' and 'topics'",
    }


def test_a_key_under_another_name_is_one_problem(content: Path) -> None:
    """A required key that stands there as another tool calls it is not missing as well."""
    text = "---\nTitle: A\ndescription: S.\ndate: 2009\nauthor: j-smith\n---\n\nText.\n"
    (content / "articles/asking.md").write_text(text, encoding="utf-8")
    hints = [one.hint for one in rc.check(content)]
    assert hints == [
        "write 'title' for 'Title'",
        "write 'summary' for 'description'",
        "write 'published' for 'date'",
        "write 'authors: [j-smith]'",
    ]


@pytest.mark.parametrize(
    ("first", "hint"),
    [
        ("+++", "write the keys in YAML, between lines of three hyphens; TOML is not read"),
        ("Title: A", "put a line '---' before the keys, and one after them"),
    ],
)
def test_other_front_matters_are_recognized(content: Path, first: str, hint: str) -> None:
    """TOML and keys without lines of hyphens have a hint of their own."""
    (content / "articles/asking.md").write_text(f"{first}\n\nText.\n", encoding="utf-8")
    (problem,) = rc.check(content)
    assert (problem.code, problem.hint) == ("no-front-matter", hint)


def test_a_missing_publication_is_reported(content: Path) -> None:
    """A folder without publication.md needs one."""
    (content / "publication.md").unlink()
    (problem,) = rc.check(content)
    assert (problem.code, problem.path) == ("missing-publication", "publication.md")
    assert "title, summary, language and rights" in problem.hint


def test_an_unreadable_file_is_reported(content: Path) -> None:
    """A file that can't be opened is reported, and the others are still checked."""
    (content / "articles/lost.md").symlink_to("nowhere.md")
    overlay(content, "bad-date")
    codes = [(one.code, one.path) for one in rc.check(content)]
    assert codes == [
        ("bad-date", "articles/asking.md"),
        ("unreadable-file", "articles/lost.md"),
    ]


def test_a_decomposed_file_name_is_the_composed_id(content: Path) -> None:
    """File systems that hand out decomposed names give the same id as others."""
    text = (BAD / "_base/articles/sound.md").read_text(encoding="utf-8")
    text = text.replace("aliases: [was-sound]\n", "").replace("position: 1\n", "")
    name = unicodedata.normalize("NFD", "été")
    (content / f"articles/{name}.md").write_text(text, encoding="utf-8")
    assert rc.check(content).ok
    assert rc.open_library(content).articles.get("été") is not None


def test_a_decomposed_id_is_a_bad_slug(content: Path) -> None:
    """An id that is written in the decomposed form is reported, with its code points."""
    text = (BAD / "_base/articles/sound.md").read_text(encoding="utf-8")
    decomposed = unicodedata.normalize("NFD", "été")
    text = text.replace("aliases: [was-sound]\n", "").replace("position: 1\n", "")
    matter = text.replace("title:", f"id: {decomposed}\ntitle:")
    (content / "articles/summer.md").write_text(matter, encoding="utf-8")
    (problem,) = rc.check(content)
    assert problem.code == "bad-slug"
    assert "\\u0301" in problem.message
    assert problem.hint == "write 'été'"


def test_ten_broken_files_are_reported_at_once(content: Path) -> None:
    """All problems of all files stand in one report, by path and place."""
    cases = [
        "bad-date", "bad-value", "broken-link", "duplicate-key", "empty-body",
        "missing-key", "not-utf8", "unknown-key", "unknown-reference", "yaml-syntax",
    ]  # fmt: skip
    expected = 0
    for number, case in enumerate(cases):
        (source,) = (path for path in (BAD / case).rglob("*.md"))
        folder = source.relative_to(BAD / case).parent
        shutil.copy(source, content / folder / f"broken-{number}.md")
        text = (BAD / case / "expected.txt").read_text(encoding="utf-8")
        expected += text.count(": error[")
    report = rc.check(content)
    assert len(report) == expected
    assert {one.code for one in report} == set(cases)
    assert len({one.path for one in report}) == 10
    places = [(one.path, one.span.line, one.span.column) for one in report]
    assert places == sorted(places)
    assert report.as_text().endswith(f"16 files checked: {expected} errors in 10 files")


@pytest.mark.parametrize("ending", ["MD", "Md", "markdown", "Markdown", "MARKDOWN"])
def test_endings_of_markdown_are_read(content: Path, ending: str) -> None:
    """A file is read whatever the case of .md and .markdown, which don't belong to its id."""
    text = (content / "articles/sound.md").read_text(encoding="utf-8")
    (content / "articles/sound.md").rename(content / f"articles/sound.{ending}")
    (content / f"topics/other.{ending}").write_text(
        "---\ntitle: Other\nsummary: S.\n---\n", encoding="utf-8"
    )
    assert rc.check(content).as_text() == "7 files checked, no problems"
    library = rc.open_library(content)
    assert library.articles["sound"].source == f"articles/sound.{ending}"
    assert library.articles["sound"].markdown in text
    assert library.topics.ids == ("other", "work")


def test_white_space_is_read_as_single_spaces(content: Path) -> None:
    """A line break that a text was given is in no citation."""
    overlay(content, "white-space")
    article = rc.open_library(content).articles["asking"]
    assert article.title == "A line break"
    assert article.subtitle == "Two spaces, and a tab"
    assert article.takeaway == "Two lines aren't."
    assert article.questions == ("folded text is allowed", "here as well but no paragraphs")
    assert article.rights == "a space at either end"
    assert "TI  - A line break\n" in article.cite("ris")


def test_a_space_at_the_end_is_deleted(content: Path) -> None:
    """The message names the end, and what a text ends in isn't one space but none."""
    path = content / "articles/sound.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("---\n", '---\nrights: "ours "\n', 1), encoding="utf-8")
    (problem,) = (one for one in rc.check(content) if one.code == "white-space")
    assert problem.message.endswith("found a space at the end")
    assert (problem.hint, problem.span.line) == ("delete it", 2)


def test_bom_and_any_line_end_are_accepted(content: Path) -> None:
    """A byte order mark and the line ends of other systems are neither a problem nor content."""
    sound = (content / "articles/sound.md").read_text(encoding="utf-8")
    for number, (mark, end) in enumerate([("\ufeff", "\r\n"), ("", "\r"), ("\ufeff", "\n")]):
        text = sound.replace("aliases: [was-sound]\n", "").replace("position: 1\n", "")
        data = (mark + text.replace("\n", end)).encode()
        (content / f"articles/other-{number}.md").write_bytes(data)
    assert rc.check(content).ok
    bodies = {article.markdown for article in rc.open_library(content).articles}
    assert len(bodies) == 1


def test_drafts_are_passed_over(content: Path) -> None:
    """Names that begin with a dot or an underscore are nobody's entries."""
    for name in ("articles/_draft.md", "articles/.#lock.md", "_old/any.md", ".git/x.md"):
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_text("no front matter", encoding="utf-8")
    assert rc.check(content).ok


def test_a_folder_that_is_none_is_refused() -> None:
    """Checking what isn't a folder is an error of its own."""
    with pytest.raises(NotADirectoryError, match="there is no folder 'nowhere'"):
        rc.check("nowhere")


def test_columns_count_characters(content: Path) -> None:
    """A place after non-ASCII text is reported in characters, and the mark stands below it."""
    (content / "articles/asking.md").write_text(
        "---\ntitle: Émile ñ\nsummary: S.\npublished: 2009\nauthors: [j-smith]\n---\n\n"
        "\tÀ la\n\nÉté ñandú {topic}`nap`.\n",
        encoding="utf-8",
    )
    (problem,) = rc.check(content)
    assert (problem.span.line, problem.span.column) == (10, 19)
    (text, mark) = problem.as_text().splitlines()[-3:-1]
    assert mark.index("^") - mark.index("|") == text.index("nap") - text.index("|")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("char", ["\x85", "\u2028", "\u2029"], ids=["nel", "ls", "ps"])
def test_lines_end_where_editors_end_them(content: Path, char: str, end: str) -> None:
    """What else YAML takes for the end of a line counts as a character of the line."""
    lines = [
        *("---", f'title: "One{char}two"', f"summary: 'S{char}'", "published: 2009"),
        *("authors: [j-smith]", "topisc: [naps]", "---", "", f"À{char}la {{topic}}`nap`."),
    ]
    (content / "articles/asking.md").write_bytes(end.join(lines).encode())
    found = {one.code: (one.span.line, one.span.column) for one in rc.check(content)}
    assert found["unknown-key"] == (6, 1)
    assert found["unknown-reference"] == (9, 14)
    data = f"---{end}title: A{char} b: c: d{end}---".encode()
    (content / "articles/asking.md").write_bytes(data)
    problem = next(one for one in rc.check(content) if one.path == "articles/asking.md")
    assert problem.code == "yaml-syntax"
    assert (problem.span.line, problem.span.column) == (2, 12)
    assert problem.hint == f"delete the character U+{ord(char):04X} in line 2: to YAML it ends one"


REPORT = Report(
    "content",
    (
        Diagnostic(
            code="bad-date",
            path="a,b/c:d.md",
            span=Span(3, 5, 4),
            field="published",
            message="100% wrong\nindeed",
            hint="mend it",
            excerpt=((3, "a\tbad date"),),
        ),
    ),
    2,
)


def test_the_json_form_has_every_part() -> None:
    """JSON gives place, code, field, message and hint of each problem."""
    data = json.loads(FORMATS["json"](REPORT))
    assert data["ok"] is False
    assert data["problems"] == [
        {
            "path": "content/a,b/c:d.md", "line": 3, "column": 5, "width": 4, "code": "bad-date",
            "severity": "error", "field": "published", "message": "100% wrong\nindeed",
            "hint": "mend it",
        }
    ]  # fmt: skip


def test_the_github_form_escapes_what_would_end_it() -> None:
    """Annotations escape percent signs, line ends, and in properties colons and commas."""
    assert FORMATS["github"](REPORT) == (
        "::error file=content/a%2Cb/c%3Ad.md,line=3,col=5,endColumn=9,title=bad-date::"
        "error[bad-date] published: 100%25 wrong%0Aindeed%0Ahint: mend it"
    )


def test_the_sarif_form_is_a_log_of_one_run() -> None:
    """SARIF names the rule of each result, and every rule is described."""
    log = json.loads(FORMATS["sarif"](REPORT))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == set(CODES)
    (result,) = run["results"]
    assert result["ruleId"] == "bad-date"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 5, "endColumn": 9}


def test_the_text_form_keeps_tabs_before_the_mark() -> None:
    """The mark stands below its place also where a tab comes before it."""
    assert REPORT.as_text() == (
        "content/a,b/c:d.md:3:5: error[bad-date] published: 100% wrong\\nindeed\n"
        "  3 | a\tbad date\n"
        "    |  \t  ^^^^\n"
        "  hint: mend it\n\n"
        "bad-date  1 error\n"
        "2 files checked: 1 error in 1 file"
    )


def _with_an_alias(content: Path, place: str = "topics: [labour]") -> None:
    """Lets an article name a topic by its earlier id."""
    (content / "topics/work.md").write_text(
        "---\ntitle: Work\nsummary: On work.\naliases: [labour]\n---\n", encoding="utf-8"
    )
    path = content / "articles/sound.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("topics: [work]", place), encoding="utf-8")


def test_with_warnings_the_content_is_built(content: Path) -> None:
    """An alias where an id belongs is a warning: the library has the present id, everywhere."""
    _with_an_alias(content)
    report = rc.check(content)
    assert [one.code for one in report.warnings] == ["alias-used"]
    assert report.ok
    assert report.errors == ()
    assert not report.strict().ok
    library = rc.open_library(content)
    assert library.articles["sound"].topic_ids == ("work",)
    assert [one.id for one in library.topics["work"].articles] == ["sound"]


def test_an_error_beside_a_warning_prevents_a_build(content: Path) -> None:
    """The error says everything that was found, warnings included."""
    _with_an_alias(content)
    overlay(content, "bad-date")
    with pytest.raises(rc.ContentError) as caught:
        rc.open_library(content)
    assert {one.code for one in caught.value.report} == {"alias-used", "bad-date"}
    assert str(caught.value).endswith("1 error and 1 warning in 2 files")


def test_a_list_that_names_an_entry_twice_by_an_alias_is_an_error(content: Path) -> None:
    """An id and an earlier id of the same entry in one list are the same item twice."""
    _with_an_alias(content, "topics: [work, labour]")
    problems = [(one.code, one.field) for one in rc.check(content)]
    assert problems == [("alias-used", "topics[1]"), ("duplicate-item", "topics[1]")]


def test_warnings_are_counted_by_code_after_errors() -> None:
    """The text ends with a line for each code, errors first, the most frequent first."""
    codes = ["bad-date", "alias-used", "bad-slug", "bad-date", "alias-used"]
    problems = tuple(Diagnostic(code=code, path=f"{code}.md") for code in codes)
    assert Report("content", problems, 9).totals() == (
        "bad-date    2 errors\n"
        "bad-slug    1 error\n"
        "alias-used  2 warnings\n"
        "9 files checked: 3 errors and 2 warnings in 3 files"
    )
    assert Report("content", problems, 9).strict().totals().endswith("5 errors in 3 files")


def test_machine_formats_have_the_severity() -> None:
    """JSON, annotations and SARIF say which problem is a warning."""
    report = Report("content", (Diagnostic(code="alias-used", path="x.md"),), 1)
    assert json.loads(FORMATS["json"](report))["problems"][0]["severity"] == "warning"
    assert FORMATS["github"](report).startswith("::warning file=content/x.md,")
    (run,) = json.loads(FORMATS["sarif"](report))["runs"]
    assert run["results"][0]["level"] == "warning"
    levels = {
        one["id"]: one["defaultConfiguration"]["level"] for one in run["tool"]["driver"]["rules"]
    }
    assert {code for code, level in levels.items() if level == "warning"} == {
        code for code, (severity, _) in CODES.items() if severity == "warning"
    }


def test_a_long_value_is_shown_by_its_beginning(content: Path) -> None:
    """Whatever a file holds, a line of the report is no longer than a screen is wide twice."""
    long = "x" * 100_000
    text = f"---\ntitle: A\nsummary: S.\npublished: {long}\nauthors: [{long}]\n"
    text += f"language: {long}\nid: {long}\ntopics: {long}\n---\n\nText {{topic}}`{long}`.\n"
    (content / "articles/asking.md").write_text(text, encoding="utf-8")
    report = rc.check(content)
    assert len(report) >= 6
    assert max(map(len, report.as_text().splitlines())) < 240


@pytest.mark.parametrize("start", [0, 1, 49, 50, 51, 60, 500, 940, 950, 951, 999])
@pytest.mark.parametrize("width", [1, 12, 300])
def test_a_long_line_is_cut_around_the_place(start: int, width: int) -> None:
    """At most a hundred characters are shown, with the place among them and marked."""
    line = "".join(chr(0x4E00 + number) for number in range(1000))
    place = Span(2, start + 1, width)
    excerpt = ((1, "x" * 1000), (2, line))
    problem = Diagnostic(code="bad-date", span=place, excerpt=excerpt)
    before, shown, mark = (text[6:] for text in problem.as_text().splitlines()[1:])
    assert (len(before), before[-1]) == (100, "…")
    assert len(shown) == 100
    assert (shown[0] == "…") is (line[0] not in shown)
    assert (shown[-1] == "…") is (line[-1] not in shown)
    assert shown[mark.index("^")] == line[start]
    assert len(mark) <= 100 or start + width > 1000


@pytest.mark.parametrize(
    ("matter", "found"), [("- a\n", "a list"), ("just words\n", "the text 'just words'")]
)
def test_a_front_matter_holds_keys(content: Path, matter: str, found: str) -> None:
    """What isn't keys with values is named."""
    (content / "articles/asking.md").write_text(f"---\n{matter}---\n", encoding="utf-8")
    problem = next(one for one in rc.check(content) if one.path == "articles/asking.md")
    assert problem.message == f"expected keys with values, found {found}"
