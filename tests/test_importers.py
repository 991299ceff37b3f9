"""`refresher import`: samples of other tools go in, pass the check, build, and keep addresses."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from books import Book
from click.testing import CliRunner, Result
from lxml import html

import refresher_content as rc
from refresher_content.cli.commands import refresher
from refresher_content.importers.articles import first_sentence
from refresher_content.importers.dates import date_of, day_of
from refresher_content.importers.mapping import read_mapping
from refresher_content.importers.matter import MatterError, read_settings
from refresher_content.library import Library

SAMPLES = Path(__file__).with_name("imports")


def run(*args: str | Path) -> Result:
    """Runs `refresher import` in this process."""
    return CliRunner().invoke(refresher, ["import", *map(str, args)])


def imported(format_: str, source: Path, folder: Path, *more: str | Path) -> tuple[Library, str]:
    """The library of an import without errors, and what the command printed."""
    result = run(format_, source, folder, *more)
    assert result.exit_code == 0, result.output
    assert rc.check(folder).ok
    return rc.open_library(folder), result.stdout.replace(f"{source.as_posix()}/", "")


def sample(format_: str, folder: Path) -> Path:
    """A copy of a sample that a test may change."""
    return Path(shutil.copytree(SAMPLES / format_, folder / "source"))


JEKYLL = {
    "echo": ["/tools/2011/06/21/echo.html"],
    "the-lead-line": ["/tools/2011/03/14/the-lead-line.html", "/old/Lead.Line.html"],
}
HUGO = {
    "bundle": ["/posts/bundle/"],
    "first": ["/posts/first/", "/old/first.html", "/posts/earlier"],
    "n1": ["/2024/03/json-note/"],
    "n1-fr": ["/fr/2024/03/note-json/"],
}
MATERIAL = {
    "glue-and-nails": ["/blog/2024/03/05/glue-and-nails/"],
    "laying-the-keel": ["/blog/2024/01/31/laying-the-keel/"],
}
WORDPRESS = {"a-buoy": ["/2011/03/a-buoy/"], "green": ["/2011/04/green/"]}
ABLOG = {
    "first-post": ["/first-post/", "/first-post.html"],
    "mast": ["/posts/mast/", "/posts/mast.html", "/blog/old-mast", "/blog/old-mast.html"],
    "rope": ["/posts/rope/", "/posts/rope.html"],
}
PELICAN = {"first-stroke": ["/first-stroke.html"], "the-catch": ["/the-catch.html"]}
ATOM = {"above-below": ["/2020/05/Above_below.html"], "first": ["/2020/04/first.html"]}
MARKDOWN: dict[str, list[str]] = {"knots": [], "tide": []}
ADDRESSES = {
    "ablog": ABLOG,
    "feed/atom.xml": ATOM,
    "feed/rss.xml": {"diving": ["/diving"]},
    "hugo": HUGO,
    "jekyll": JEKYLL,
    "markdown": MARKDOWN,
    "material": MATERIAL,
    "pelican": PELICAN,
    "wordpress": WORDPRESS,
    "wordpress/export.xml": WORDPRESS,
}
"""The former addresses of each sample's articles; what stands before a slash is the format."""


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_sample_builds_with_its_old_addresses(tmp_path: Path, path: str) -> None:
    """Each post is an article, the book builds without a warning, and each old address leads to
    the page.
    """
    library, _ = imported(path.partition("/")[0], SAMPLES / path, tmp_path / "content")
    expected = ADDRESSES[path]
    found = {one.id: list(one.redirect_from) for one in library.articles}
    assert found == expected
    book = Book.make(tmp_path / "book", tmp_path / "content")
    assert book.build() == ""
    for id_, addresses in expected.items():
        for address in addresses:
            file = book.out() / address.strip("/")
            file = file if file.suffix == ".html" else file / "index.html"
            tree: Any = html.fromstring(file.read_text(encoding="utf-8"))
            (link,) = tree.xpath("//a/@href")
            assert (file.parent / link).resolve() == book.out() / f"archive/articles/{id_}.html"


def test_jekyll(tmp_path: Path) -> None:
    """Front matter, Liquid, links between posts, pictures and HTML become ours."""
    library, said = imported("jekyll", SAMPLES / "jekyll", tmp_path)
    line = library.articles["the-lead-line"]
    assert line.title == "The lead line: a *weight* on a rope"
    assert line.summary == "A weight on a rope is the oldest instrument on the quay."
    assert str(line.published) == "2011-03-14T08:30+01:00"
    assert [one.name for one in line.authors] == ["Ada Quill"]
    assert library.authors["ada-quill"].url == "https://quill.example/"
    assert [one.title for one in line.topics] == ["rope", "Sounding", "Tools"]
    assert line.figure is not None
    assert line.figure.image == "../images/line.png"
    assert [one.id for one in library.articles["echo"].backlinks] == ["the-lead-line"]
    assert [one.title for one in library.articles["echo"].topics] == ["rope", "machines", "Tools"]
    body = line.markdown
    assert "[the echo](echo.md), [its start](echo.md#start)" in body
    assert "[table](../files/table.pdf)" in body
    assert 'print("{{ depth }}")' in body
    assert "Templates say {{ page.title }} here." in line.text
    assert "{% include newsletter.html %}" in line.text
    assert "[All tools](../topics/tools.md)" in body
    assert "(https://harbour.example/log/gone/)" in body
    assert "(https://www.youtube.com/watch?v=dQw4w9WgXcQ)" in body
    assert "Mind the **rope**" in body
    assert "Text with red and old and \\<made-up\\>new\\</made-up\\> words." in body
    assert body.startswith("## The oldest instrument")
    assert (
        "_posts/2011-03-14-the-lead-line.md:9: the key 'mood' has no counterpart; in extra: calm"
        in said
    )
    assert "_posts/2011-03-14-the-lead-line.md:35: left as text: {% include newsletter" in said
    assert "_posts/2012-01-02-broken.md:2: not imported: mapping values" in said
    assert "about.md:1: not imported: a page, not a post" in said
    assert "_posts/2011-06-21-echo.md:14: left as text: ![Not there]" in said
    assert (tmp_path / "articles/_rope-walk.md").is_file()
    assert "rope-walk" not in library.articles


def test_hugo(tmp_path: Path) -> None:
    """Three kinds of front matter, bundles, taxonomies, shortcodes and translations are read."""
    library, said = imported("hugo", SAMPLES / "hugo", tmp_path)
    first, bundle = library.articles["first"], library.articles["bundle"]
    assert first.title == 'First "TOML"'
    assert [one.name for one in first.authors] == ["Ada Quill"]
    assert [one.name for one in bundle.authors] == ["Bo Reef"]
    assert first.column is not None
    assert first.column.title == "Soundings"
    assert [one.title for one in first.topics] == ["rope", "Night Work"]
    assert library.topics["rope"].summary == "What holds ships."
    assert first.figure is not None
    assert (first.figure.image, first.figure.alt) == ("../images/quay.png", "A quay at night")
    assert first.summary == "Rope comes first."
    body = first.markdown
    assert "```{figure} ../images/quay.png\n:alt: A quay\n\nThe quay, **early**\n```" in body
    assert "[the bundle](bundle.md) or [by path](bundle.md#knots), also [note](n1.md)" in body
    assert '```{code-block} go\n:linenos:\n\nfmt.Println("{{< not a tag >}}")\n```' in body
    assert ":::{tip} Mind\nA *tip* with [https://www.youtube.com/" in body
    assert '{{< chart data="x.csv" >}}' in first.text
    assert '```text\n{{< figure src="not-a-figure.png" >}}\n```' in body
    assert "![Knots](../images/knots.png)" in bundle.markdown
    french = library.articles["n1-fr"]
    assert (french.language, french.translation_of) == ("fr", library.articles["n1"])
    assert library.publication.rights == "© 2024 Ada Quill"
    assert "content/posts/first.md:28: left as text: {{< chart" in said
    assert [one.title for one in first.series] == ["Second"]
    assert "content/posts/first.md:8: the key 'weight' has no counterpart; in extra: 10" in said
    assert first.extra["weight"] == 10
    assert (tmp_path / "articles/_later.md").is_file()


def test_material(tmp_path: Path) -> None:
    """What extensions add to Markdown becomes ours; dates, authors and the title are found."""
    library, said = imported("material", SAMPLES / "material", tmp_path)
    keel = library.articles["laying-the-keel"]
    assert (keel.title, keel.summary) == ("Laying the keel", "The keel comes first.")
    assert (str(keel.published), str(keel.updated)) == ("2024-01-31", "2024-02-02")
    assert [one.title for one in keel.topics] == ["Hulls", "oak"]
    assert [one.name for one in library.articles["glue-and-nails"].authors] == [
        "Ada Quill",
        "Bo Reef",
    ]
    assert library.publication.rights == "Copyright © 2024 Ada Quill"
    body = keel.markdown
    assert body.startswith("The keel comes first.")
    assert "![The keel](../images/keel.png){width=300}" in body
    assert "[the second](glue-and-nails.md#glue) and [the docs](https://keel.example/)" in body
    assert "::::{tip} Dry oak\nUse *dry* oak.\n\n:::{warning}\nNot wet.\n:::\n::::" in body
    assert ":::{details} More\n- one\n- two\n:::" in body
    assert "**Oak**\n\nHard.\n" in body
    assert "## The ribs {#ribs}" in body
    assert "{kbd}`Ctrl+S` and mark <mark>this</mark> for {math}`a^2`" in body
    assert '```{code-block} py\n:emphasize-lines: 1\n:caption: keel.py\nprint("keel")\n```' in body
    assert "docs/blog/posts/first.md:35: a tab is a paragraph now: Oak" in said
    assert "docs/blog/posts/first.md:21: attributes are left out: loading=lazy" in said
    assert "docs/index.md:1: not imported: a page, not a post" in said
    assert (tmp_path / "articles/_third.md").is_file()


def test_the_addresses_of_material_are_those_of_mkdocs(tmp_path: Path) -> None:
    """MkDocs builds the sample's posts at the addresses that the import gives them."""
    pytest.importorskip("material")
    source = sample("material", tmp_path)
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(tmp_path / "site")]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    for (path,) in MATERIAL.values():
        assert (tmp_path / "site" / path.strip("/") / "index.html").is_file()


def test_pelican(tmp_path: Path) -> None:
    """Metadata, reStructuredText, addresses in braces and Python-Markdown become ours."""
    library, said = imported("pelican", SAMPLES / "pelican", tmp_path)
    first, catch = library.articles["first-stroke"], library.articles["the-catch"]
    assert (first.title, first.summary) == ("The first *stroke*", "How a boat begins to move.")
    assert (str(first.published), str(first.updated)) == (
        "2015-06-01T10:20+02:00",
        "2015-07-01",
    )
    assert [one.name for one in first.authors] == ["Ada Quill", "Bo Reef"]
    assert (first.column_id, catch.column_id) == ("rowing", "soundings")
    assert library.columns["rowing"].redirect_from == ("/category/rowing.html",)
    assert library.topics["night-water"].redirect_from == ("/tag/night-water.html",)
    body = first.markdown
    assert "[the catch](the-catch.md), [rowing](../columns/rowing.md)" in body
    assert "![An oar](../images/oar.png)" in body
    assert '```python\nprint("row")\n```' in body
    assert ":::{note}\nMind the wind.\n:::" in body
    body = catch.markdown
    assert body.startswith("The blade *enters* the water, `fast` and {math}`a^2`.")
    assert "[the first](first-stroke.md),\na note [^1]" in body
    assert "## Timing\n\n```{code-block} python\n:linenos:\n\ncatch()\n```" in body
    assert "```{figure} ../images/near.png\n:alt: A blade\n\nThe *blade*.\n```" in body
    assert ":::{note}\nKeep calm.\n:::" in body
    assert "| port | red |" in body
    assert "[^1]: A footnote." in body
    assert "content/first.md:10: the key 'level' has no counterpart; in extra: easy" in said
    assert "content/first.md:24: attributes are left out: {: .lead }" in said
    assert "content/pages/about.md:1: not imported: a page" in said
    assert (tmp_path / "articles/_later.md").is_file()


def test_the_addresses_of_pelican_are_those_of_pelican(tmp_path: Path) -> None:
    """Pelican builds articles and lists of the sample where the import says."""
    pytest.importorskip("pelican")
    source = sample("pelican", tmp_path)
    library, _ = imported("pelican", source, tmp_path / "content")
    command = [sys.executable, "-m", "pelican", "content", "-o", "output", "-s", "publishconf.py"]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    entries = (*library.articles, *library.authors, *library.topics, *library.columns)
    for path in (path for one in entries for path in one.redirect_from):
        assert (source / "output" / path.strip("/")).is_file(), path


def test_ablog(tmp_path: Path) -> None:
    """What `ablog start` makes, and posts in reStructuredText and MyST, become ours."""
    library, said = imported("ablog", SAMPLES / "ablog", tmp_path)
    first, mast, rope = (library.articles[id_] for id_ in ABLOG)
    assert (first.title, first.summary) == ("First Post", "World, hello again!")
    assert "results\nin [First Post](first-post.md)" in first.markdown
    assert "\\:ref\\:" not in first.text
    assert (mast.title, str(mast.published)) == ("The mast", "2020-05-10")
    assert [one.title for one in mast.topics] == ["Rigging", "wood", "tall"]
    body = mast.markdown
    assert "See [First Post](first-post.md), [First Post](first-post.md), [the rope]" in body
    assert "![A mast](../images/mast.png)" in body
    assert ":::{seealso}\nMore on ropes.\n:::" in body
    assert "**Set sail**\n\n```sh\nhoist\n```" in body
    assert ".. mystery:: thing" in mast.text
    assert "(https://www.youtube.com/watch?v=abc123)" in body
    assert (rope.title, str(rope.published)) == ("The rope", "2020-05-12")
    assert "holds [the mast](mast.md) and [First Post](first-post.md)." in rope.markdown
    assert "posts/mast.rst:13: left as text: :ref:`nowhere`" in said
    assert 'posts/mast.rst:16: left as text: Unknown directive type "mystery".' in said
    assert 'posts/mast.rst:13: left as text: Unknown interpreted text role "unknown".' in said
    assert "posts/rope.md:19: left as text: no directive {toctree}" in said
    assert (tmp_path / "articles/_later.md").is_file()


def test_the_addresses_of_ablog_are_those_of_ablog(tmp_path: Path) -> None:
    """Sphinx with ABlog builds posts and lists of the sample where the import says."""
    pytest.importorskip("ablog")
    source = sample("ablog", tmp_path)
    library, _ = imported("ablog", source, tmp_path / "content")
    command = [sys.executable, "-m", "sphinx", "-q", ".", "site"]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    entries = (*library.articles, *library.authors, *library.topics)
    for path in (path for one in entries for path in one.redirect_from):
        if path.endswith(".html"):
            assert (source / "site" / path.strip("/")).is_file(), path


def test_wordpress(tmp_path: Path) -> None:
    """Posts in both editors, terms, attachments, shortcodes and blocks become ours."""
    library, said = imported("wordpress", SAMPLES / "wordpress/export.xml", tmp_path)
    buoy, green = library.articles["a-buoy"], library.articles["green"]
    assert buoy.title == "A buoy – what it says"
    assert (buoy.summary, green.summary) == ("A buoy is red.", "Starboard colours.")
    assert [one.title for one in buoy.topics] == ["Floats", "red"]
    assert green.topic_ids == ()
    assert library.topics["floats"].summary == "Things that float."
    assert library.topics["floats"].redirect_from == ("/category/floats/",)
    assert library.authors["ada-quill"].redirect_from == ("/author/ada/",)
    assert (buoy.identifier, str(buoy.published)) == (
        "https://buoy.example/?p=7",
        "2011-03-14T09:30+01:00",
    )
    assert buoy.figure is not None
    assert (buoy.figure.image, buoy.figure.alt) == ("../images/buoy.png", "A red buoy")
    body = buoy.markdown
    assert "A buoy is red.\\\nIt floats\\_well\\* and" in body
    assert "It floats_well* and {does} [sic] more." in buoy.text
    assert "```{figure} ../images/buoy.png\n:alt: A buoy\n\nA *red* buoy\n```" in body
    assert "## Colours\n\n- red\n- green **too**" in body
    assert "[the green one](green.md#why), [by number](green.md)" in body
    assert "[all floats](../topics/floats.md)" in body
    assert "![A red buoy](../images/buoy.png)" in body
    assert "<https://www.youtube.com/watch?v=abc>" in body
    assert '```python\nif depth < 3:\n    print("[shallow]")\n```' in body
    assert "> Mind the tide." in body
    assert "alert" not in body
    body = green.markdown
    assert "```{figure} ../images/buoy.png\n:alt: Buoy\n\nGreen, *really*\n```" in body
    assert "```\na < b\n```" in body
    assert "| port | red |" in body
    assert "<https://vimeo.com/9>" in body
    for line, message in {
        26: "1 comment is left out",
        48: 'left as text: [contact-form-7 id="12" title="Write"]',
        52: "<iframe> is a link now: https://vimeo.com/123",
        59: "the element <script> is left out",
        69: "the term 'calm' of 'mood' has no counterpart; it is in extra",
        104: "a block without text is left out: latest-posts",
        133: "not imported: a page: About",
    }.items():
        assert f"export.xml:{line}: {message}\n" in said
    assert (tmp_path / "articles/_not-yet.md").is_file()


def test_feeds(tmp_path: Path) -> None:
    """Entries of Atom and RSS become articles, with what they say of themselves."""
    library, said = imported("feed", SAMPLES / "feed/atom.xml", tmp_path / "atom")
    above = library.articles["above-below"]
    assert (above.title, above.summary) == ("Above & below", "Two views.")
    assert (str(above.published), str(above.updated)) == (
        "2020-05-01T10:00+02:00",
        "2020-05-02T10:00+00:00",
    )
    assert [one.url for one in above.authors] == ["https://reef.example/"]
    assert above.markdown == ("Seen *twice*, said [the first](first.md).\n\n```sh\nls *\n```")
    assert "atom.xml:19: the element <form> is left out, its text is kept" in said
    assert "atom.xml:29: a picture from another site is a link now" in said
    library, said = imported("feed", SAMPLES / "feed/rss.xml", tmp_path / "rss")
    assert library.articles["diving"].summary == "It dives."
    assert [one.title for one in library.articles["diving"].topics] == ["Sea"]
    diving = library.articles["diving"]
    assert (diving.identifier, diving.comments) == (
        "https://tern.example/diving",
        "https://forum.example/t/9",
    )
    assert "rss.xml:7: a file of the entry is left out: https://tern.example/dive.mp3" in said


@pytest.mark.parametrize(
    ("format_", "text", "message"),
    [
        ("wordpress", "<rss>", "source.xml:1: not XML: "),
        ("wordpress", "<html/>", "expected an export of WordPress, found other XML"),
        ("feed", "words", "expected a feed in Atom or RSS"),
        ("feed", "", "expected a feed in Atom or RSS"),
    ],
)
def test_what_is_no_source_is_one_line(
    tmp_path: Path, format_: str, text: str, message: str
) -> None:
    """A file of another kind is a usage error, and nothing is written."""
    source = tmp_path / "source.xml"
    source.write_text(text, encoding="utf-8")
    result = run(format_, source, tmp_path / "content")
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "content").exists()


def test_an_export_loads_nothing(tmp_path: Path) -> None:
    """Entities of an export are not read: it can't show a file of this computer."""
    (tmp_path / "secret").write_text("hidden words", encoding="utf-8")
    text = (SAMPLES / "wordpress/export.xml").read_text("utf-8")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    text = text.replace("<rss ", f"{entity}\n<rss ").replace("floats &amp; why", "&x;")
    (tmp_path / "export.xml").write_text(text, encoding="utf-8")
    imported("wordpress", tmp_path / "export.xml", tmp_path / "content")
    assert not [one for one in files(tmp_path / "content").values() if b"hidden words" in one]


def test_markdown(tmp_path: Path) -> None:
    """Titles are those of headings, dates those of names; what has no date is reported."""
    library, said = imported("markdown", SAMPLES / "markdown", tmp_path)
    tide, knots = library.articles["tide"], library.articles["knots"]
    assert (tide.title, str(tide.published)) == ("The tide", "2019-05-01")
    assert tide.markdown == "It turns twice a day. See [knots](knots.md)."
    assert (str(knots.published), [one.title for one in knots.topics]) == (
        "2020",
        ["rope", "night"],
    )
    assert '[tide](tide.md "The tide") and ![A line](../images/line.png)' in knots.markdown
    assert "[ref]: tide.md" in knots.markdown
    assert "undated.md:1: not imported: no date of publication" in said
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("defaults: {published: 2018, license: CC-BY-4.0}\n", encoding="utf-8")
    library, _ = imported("markdown", SAMPLES / "markdown", tmp_path, "--mapping", mapping)
    assert library.articles["undated"].year == 2018
    assert {one.license for one in library.articles} == {"CC-BY-4.0"}


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_second_run_updates_and_duplicates_nothing(tmp_path: Path) -> None:
    """Without a change nothing is written; with one, that file is; a new title keeps the id."""
    source, folder = sample("jekyll", tmp_path), tmp_path / "content"
    imported("jekyll", source, folder)
    before = files(folder)
    imported("jekyll", source, folder)
    assert files(folder) == before
    post = source / "_posts/2011-06-21-echo.md"
    text = post.read_text(encoding="utf-8")
    post.write_text(text.replace("title: Echo", "title: Echo, again"), "utf-8")
    library, _ = imported("jekyll", source, folder)
    after = files(folder)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"articles/echo.md", ".refresher-import.json"}
    assert after.keys() == before.keys()
    assert library.articles["echo"].title == "Echo, again"


def test_what_was_changed_since_stays(tmp_path: Path) -> None:
    """An edited article is kept and reported; `--overwrite` writes it."""
    source, folder = sample("jekyll", tmp_path), tmp_path / "content"
    imported("jekyll", source, folder)
    article, post = folder / "articles/echo.md", source / "_posts/2011-06-21-echo.md"
    article.write_text(article.read_text("utf-8").replace("It answers.", "Mine."), "utf-8")
    imported("jekyll", source, folder)
    assert "Mine." in article.read_text("utf-8")
    post.write_text(post.read_text("utf-8").replace("It answers.", "It asks."), "utf-8")
    _, said = imported("jekyll", source, folder)
    assert "has been changed since the last import" in said
    assert "Mine." in article.read_text("utf-8")
    imported("jekyll", source, folder, "--overwrite")
    assert "It asks." in article.read_text("utf-8")


def test_a_renamed_article_is_the_same_one(tmp_path: Path) -> None:
    """An article that was renamed and kept its id as an alias isn't imported again."""
    source, folder = sample("jekyll", tmp_path), tmp_path / "content"
    imported("jekyll", source, folder)
    old = folder / "articles/echo.md"
    text = old.read_text("utf-8").replace("---\n", "---\naliases: [echo]\n", 1)
    (folder / "articles/call.md").write_text(text, "utf-8")
    old.unlink()
    for path in (folder / "articles").glob("*.md"):
        path.write_text(path.read_text("utf-8").replace("echo.md", "call.md"), "utf-8")
    library, _ = imported("jekyll", source, folder)
    assert set(library.articles.ids) == {"call", "the-lead-line"}


@pytest.mark.parametrize("ending", ["toml", "yaml"])
def test_a_mapping_overrides(tmp_path: Path, ending: str) -> None:
    """Names, ids, keys, articles and files can be decided otherwise, in TOML and in YAML."""
    given = {
        "toml": """
            skip = ["_posts/2012-01-02-broken.md"]
            [publication]
            title = "Log"
            rights = "None."
            [authors]
            ada = {id = "ada-q", role = "Keeper"}
            [topics]
            rope = ""
            Tools = "gear"
            [keys]
            mood = "subtitle"
            [posts."_posts/2011-06-21-echo.md"]
            id = "the-echo"
            summary = "Mine."
        """,
        "yaml": """
            skip: [_posts/2012-01-02-broken.md]
            publication: {title: Log, rights: None.}
            authors: {ada: {id: ada-q, role: Keeper}}
            topics: {rope: "", Tools: gear}
            keys: {mood: subtitle}
            posts: {_posts/2011-06-21-echo.md: {id: the-echo, summary: Mine.}}
        """,
    }
    mapping = tmp_path / f"mapping.{ending}"
    mapping.write_text("\n".join(line[12:] for line in given[ending].split("\n")), "utf-8")
    folder = tmp_path / "content"
    library, _ = imported("jekyll", SAMPLES / "jekyll", folder, "--mapping", mapping)
    assert (library.publication.title, library.publication.rights) == ("Log", "None.")
    assert library.authors["ada-q"].role == "Keeper"
    assert library.articles["the-lead-line"].subtitle == "calm"
    assert library.articles["the-lead-line"].topic_ids == ("sounding", "gear")
    assert library.articles["the-echo"].summary == "Mine."


def test_the_mapping_that_is_shown_is_one(tmp_path: Path) -> None:
    """The example of the how-to guide is read, with all its tables."""
    page = Path(__file__).parents[1] / "docs/how-to/migrate.md"
    (example,) = re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    (tmp_path / "mapping.toml").write_text(example, encoding="utf-8")
    mapping = read_mapping(tmp_path / "mapping.toml")
    assert all(getattr(mapping, one.name) for one in fields(mapping))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[autors]\na = 'b'\n", "there is no table 'autors'; did you mean 'authors'?"),
        ("skip = 1\n", "expected a list for 'skip', found 1"),
        ("[posts]\na = 'b'\n", "expected a table for posts.'a', found 'b'"),
        ("[", "mapping.toml: "),
    ],
)
def test_a_wrong_mapping_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    """What a mapping file can't be is a usage error, and nothing is written."""
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, encoding="utf-8")
    result = run("jekyll", SAMPLES / "jekyll", tmp_path / "content", "--mapping", mapping)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "content").exists()


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    """`python -m refresher_content` takes the same commands."""
    command = [sys.executable, "-m", "refresher_content", "import"]
    done = subprocess.run(
        [*command, "hugo", SAMPLES / "hugo", tmp_path], capture_output=True, text=True
    )
    assert (done.returncode, "4 articles, 1 draft" in done.stdout) == (0, True)


def test_a_source_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """No folder is made for a source that doesn't exist."""
    result = run("hugo", tmp_path / "none", tmp_path / "content")
    assert result.exit_code == 2
    assert "there is no file or folder" in result.stderr
    assert not (tmp_path / "content").exists()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2011-03-14 08:30:00 +0100", "2011-03-14"),
        ("2011-3-4", "2011-03-04"),
        ("2011-03", "2011-03"),
        ("2011", "2011"),
        ("14 March 2011", "2011-03-14"),
        ("March 3rd, 2011", "2011-03-03"),
        ("May 10, 2014 12:30", "2014-05-10"),
        ("Mon, 14 Mar 2011 08:30:00 GMT", "2011-03-14"),
        ("14. März 2011", "2011-03-14"),
        ("lundi 14 mars 2011", "2011-03-14"),
        ("mar. 15 mars 2011", "2011-03-15"),
        ("1er août 2011", "2011-08-01"),
        ("Mittwoch, 14. Dezember 2011 um 8:30", "2011-12-14"),
        ("Friday the 13th of March 2020", "2020-03-13"),
        ("Sept. 2012", "2012-09"),
        ("14.3.2011", "2011-03-14"),
        ("20110314", "2011-03-14"),
        ("13/04/2020", "2020-04-13"),
        ("04/13/2020", "2020-04-13"),
        ("05/05/2020", "2020-05-05"),
        ("03/04/2020", ""),
        ("31 février 2011", ""),
        ("2011-02-30", ""),
        ("tomorrow", ""),
    ],
)
def test_dates_of_other_tools_are_read(written: str, day: str) -> None:
    """A date is as precise as it is written, and never guessed."""
    assert day_of(written) == day


@pytest.mark.parametrize(
    ("written", "zone", "date"),
    [
        ("2011-03-14 08:30:00 +0100", "", "2011-03-14T08:30+01:00"),
        ("2011-03-14T08:30:15.25-05:00", "Asia/Tokyo", "2011-03-14T08:30:15-05:00"),
        ("Mon, 14 Mar 2011 08:30:00 GMT", "", "2011-03-14T08:30+00:00"),
        ("2011-07-14 8:30", "Europe/Paris", "2011-07-14T08:30+02:00"),
        ("2011-07-14 08:30", "", "2011-07-14"),
        ("2011-07-14 08:30", "Europe/Nowhere", "2011-07-14"),
        ("2011-07-14T00:00:00Z", "", "2011-07-14"),
        ("2011-07-14 25:30 +0100", "", "2011-07-14"),
        ("2011-07", "Europe/Paris", "2011-07"),
    ],
)
def test_times_with_a_zone_are_kept(written: str, zone: str, date: str) -> None:
    """A time needs a zone, its own or the site's; midnight is a day without a time."""
    assert date_of(written, zone) == date


@pytest.mark.parametrize(
    ("markdown", "sentence"),
    [
        ("Rope comes first. Then knots.", "Rope comes first."),
        ("Mr. Reef knows J. Doe. They met.", "Mr. Reef knows J. Doe."),
        ("# Title\n\n![A](a.png)\n\nIt is *really* [so](x.md)! Yes.", "It is really so!"),
        ("一つの文。二つ目。", "一つの文。"),
        ("No end", "No end"),
    ],
)
def test_the_first_sentence_is_a_summary(markdown: str, sentence: str) -> None:
    """Markup, headings and pictures aren't part of it; abbreviations don't end it."""
    assert first_sentence(markdown) == sentence


def test_settings_with_a_control_character_are_reported() -> None:
    """What YAML doesn't allow is an error on its line, also in settings."""
    with pytest.raises(MatterError, match=r"U\+0011") as caught:
        read_settings("site_name: The Keel\ntheme: ma\x11\n")
    assert caught.value.line == 2
