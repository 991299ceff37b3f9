"""`refresher import`: what tools add to Markdown, and facts of articles, come in or are listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import refresher_content as rc
from refresher_content.cli.commands import refresher
from refresher_content.importers.additions import with_abbreviations, with_boxes
from refresher_content.model import Article
from refresher_content.source.rewriting import Text

HEAD = "---\ntitle: One\ndate: 2020-01-01\n---\n\n"


def imported(folder: Path, format_: str, files: dict[str, str]) -> tuple[Article, str]:
    """The article `one` of a source of some files, and what the command printed."""
    source = folder / "source"
    for path, text in files.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_bytes(text.encode())
    args = ["import", format_, str(source), str(folder / "content")]
    result = CliRunner().invoke(refresher, args)
    assert result.exit_code == 0, result.output
    assert rc.check(folder / "content").ok
    return rc.open_library(folder / "content").articles["one"], result.stdout


@pytest.mark.parametrize(
    ("markdown", "ours"),
    [
        ("> [!NOTE]\n> A *note*.\n", ":::{note}\nA *note*.\n:::\n"),
        ("> [!warning] Mind the gap\n> A\n>\n> B", ":::{warning} Mind the gap\nA\n\nB\n:::"),
        ("> [!TIP]- More\n> Text", ":::{details} More\nText\n:::"),
        ("> [!quirk]\n> Text", ":::{note} Quirk\nText\n:::"),
        ("> A quotation [!NOTE]\n", "> A quotation [!NOTE]\n"),
        ("```\n> [!NOTE]\n> Code\n```", "```\n> [!NOTE]\n> Code\n```"),
    ],
)
def test_a_box_in_a_block_quote_is_a_box(markdown: str, ours: str) -> None:
    """The kind, the title and the text are the same; quotations and code stay."""
    assert with_boxes(Text.of(markdown)).text == ours


def test_abbreviations_stand_where_their_words_do() -> None:
    """Words in code, addresses and other words are not the abbreviation; one without use is
    reported.
    """
    said: list[tuple[int, str]] = []
    markdown = (
        "HTML and `HTML`, [a page](HTML.md), XHTML.\n\n"
        "*[HTML]: Hyper Text\n*[CSS]: Style\n\n```\n*[HTML]: code\n```\n"
    )
    text = with_abbreviations(Text.of(markdown), lambda line, message: said.append((line, message)))
    first, *_ = text.text.split("\n")
    assert first == "{abbr}`HTML (Hyper Text)` and `HTML`, [a page](HTML.md), XHTML."
    assert "*[CSS]" not in text.text
    assert "```\n*[HTML]: code\n```" in text.text
    assert said == [(4, "the abbreviation is left out: CSS (Style)")]


def test_kramdowns_comments_stay_hidden(tmp_path: Path) -> None:
    """A comment is listed and nowhere shown, nor is the mark of a list of contents; what it
    leaves as it is stays.
    """
    body = (
        "* toc\n{:toc}\n\nShown.\n\n{::comment}\nsecret\n\nwords\n{:/comment}\n\n"
        "{::nomarkdown}<b>bold</b>{:/}\n"
    )
    found, said = imported(tmp_path, "jekyll", {"_posts/2020-01-01-one.md": HEAD + body})
    assert found.text == "Shown.\n\nbold"
    assert "one.md:6: a list of contents is left out" in said
    assert "one.md:11: a comment is left out" in said


def test_notes_of_obsidian_become_links(tmp_path: Path) -> None:
    """Links between notes lead to entries, by name or title; comments stay hidden; what isn't
    there is listed and stays as it is written.
    """
    body = "See [[two|the other]], [[Two]] and [[none]]. ==Mark== %%hidden%%\n\n!!! tip\n    Box\n"
    two = "---\ntitle: Two\ndate: 2020-01-02\n---\n\nText.\n"
    found, said = imported(tmp_path, "markdown", {"one.md": HEAD + body, "notes/two.md": two})
    assert "[the other](two.md), [Two](two.md) and \\[\\[none\\]\\]" in found.markdown
    assert "<mark>Mark</mark>" in found.html
    assert ":::{tip}\nBox\n:::" in found.markdown
    assert "hidden" not in found.markdown
    assert "one.md:6: left as text: [[none]]" in said
    assert "one.md:6: a comment is left out" in said


def test_facts_of_an_article_come_in(tmp_path: Path) -> None:
    """Contributors by role, the DOI, the licence and the discussion; what can't be right is
    listed, whatever line ends and marks the file has.
    """
    head = (
        "\ufeff---\ntitle: One\ndate: 2020-01-01 09:30 +0100\nauthor: Ann\neditors: [Bo Reed, Cy]\n"
        "translator: Ann\ndoi: 10.1000/182\nlicense: CC-BY-4.0\nguid: tag:a.example,2020:1\n"
        "discussion: https://forum.example/1\n---\n\nText.\n"
    )
    found, said = imported(tmp_path, "markdown", {"one.md": head.replace("\n", "\r\n")})
    people = [(one.role, one.author_id) for one in found.contributors]
    assert people == [("editor", "bo-reed"), ("editor", "cy"), ("translator", "ann")]
    assert (found.doi, found.license, found.identifier, found.comments) == (
        "10.1000/182",
        "CC-BY-4.0",
        "tag:a.example,2020:1",
        "https://forum.example/1",
    )
    assert str(found.published) == "2020-01-01T09:30+01:00"
    assert "one.md" not in said
    wrong = head.replace("10.1000/182", "none").replace("CC-BY-4.0", "Mine alone")
    found, said = imported(tmp_path / "wrong", "markdown", {"one.md": wrong})
    assert (found.doi, found.rights) == ("", "Mine alone")
    assert "one.md:7: doi is left out" in said


def test_unknown_keys_are_kept_in_extra(tmp_path: Path) -> None:
    """What has no counterpart is listed with its line and kept as it was, numbers as numbers; what
    only the tool needs is listed alone.
    """
    matter = "---\ntitle: One\ndate: 2020-01-01\nmood: calm\nrating: 4.5\nlayout: post\n"
    matter += "meta:\n  level: 3\n  code: '007'\n  tried: true\n---\n\nText.\n"
    article, said = imported(tmp_path, "jekyll", {"_posts/2020-01-01-one.md": matter})
    assert article.extra == {
        "mood": "calm",
        "rating": 4.5,
        "meta": {"level": 3, "code": "007", "tried": True},
    }
    assert "one.md:4: the key 'mood' has no counterpart; in extra: calm" in said
    assert "one.md:7: the key 'meta' has no counterpart; in extra: " in said
    assert "one.md:6: the key 'layout' has no counterpart: templates" in said


def test_an_ambiguous_date_is_listed(tmp_path: Path) -> None:
    """A date that can be read in two ways isn't guessed."""
    files = {
        "_posts/2020-01-01-one.md": HEAD + "Text.",
        "_posts/2020-01-02-two.md": "---\ntitle: Two\ndate: 03/04/2020\n---\n\nText.",
    }
    said = imported(tmp_path, "jekyll", files)[1]
    assert "two.md:3: not imported: no date of publication: '03/04/2020' can be read in two" in said
    assert not (tmp_path / "content/articles/two.md").exists()


@pytest.mark.parametrize(
    ("format_", "path"),
    [("jekyll", "_posts/2020-01-01-one.md"), ("pelican", "content/one.md")],
)
def test_a_file_in_latin_1_is_read(tmp_path: Path, format_: str, path: str) -> None:
    """Its letters are right, and the first line that isn't UTF-8 is listed."""
    source = tmp_path / "source" / path
    source.parent.mkdir(parents=True)
    head = HEAD.strip("-\n") if format_ == "pelican" else HEAD.strip("\n")
    source.write_bytes(f"{head}\n\nUn été à Orléans.\n".encode("latin-1"))
    article, said = imported(tmp_path, format_, {})
    assert article.text == "Un été à Orléans."
    line = head.count("\n") + 3
    assert f"{path}:{line}: not UTF-8 (the byte 0xe9): read as Windows-1252; if letters" in said


@pytest.mark.parametrize(
    ("format_", "path", "block", "options"),
    [
        (
            "jekyll",
            "_posts/2020-01-01-one.md",
            '{% highlight python linenos mark_lines="1 3" %}\na\nb\nc\n{% endhighlight %}',
            ":linenos:\n:emphasize-lines: 1,3\n",
        ),
        (
            "hugo",
            "content/posts/one.md",
            (
                '{{< highlight python "linenos=table,hl_lines=1 2-3,linenostart=7" >}}'
                "\na\nb\nc\n{{< /highlight >}}"
            ),
            ":linenos:\n:lineno-start: 7\n:emphasize-lines: 1,2-3\n",
        ),
        (
            "hugo",
            "content/posts/one.md",
            '```python {hl_lines=[1,"2-3"],linenos=false}\na\nb\nc\n```',
            ":emphasize-lines: 1,2-3\n",
        ),
        (
            "markdown",
            "one.md",
            '```{.python .numberLines hl_lines="2"}\na\nb\nc\n```',
            ":linenos:\n:emphasize-lines: 2\n",
        ),
        (
            "pelican",
            "content/one.rst",
            (
                ".. code-block:: python\n   :lineno-start: 7\n   :emphasize-lines: 1, 3\n\n"
                "   a\n   b\n   c"
            ),
            ":linenos:\n:lineno-start: 7\n:emphasize-lines: 1,3\n",
        ),
        (
            "markdown",
            "one.md",
            '```python title="T" linenums="1"\na\nb\nc\n```',
            ":linenos:\n:caption: T\n",
        ),
    ],
)
def test_lines_of_code_stay_marked(
    tmp_path: Path, format_: str, path: str, block: str, options: str
) -> None:
    """Numbers and marks of lines become options of the block, the code stays."""
    head = HEAD if path.endswith(".md") else "One\n###\n\n:date: 2020-01-01\n\n"
    article, _ = imported(tmp_path, format_, {path: f"{head}Text.\n\n{block}\n"})
    assert f"```{{code-block}} python\n{options}" in article.markdown
    assert article.text.endswith("\n\na\nb\nc")


def test_footnotes_of_the_block_editor_are_footnotes(tmp_path: Path) -> None:
    """WordPress keeps their texts in a field of the post."""
    namespaces = " ".join(
        f'xmlns:{one}="{address}"'
        for one, address in {
            "content": "http://purl.org/rss/1.0/modules/content/",
            "wp": "http://wordpress.org/export/1.2/",
        }.items()
    )
    body = '<!-- wp:paragraph --><p>Rope<sup data-fn="u" class="fn"><a href="#u">1</a></sup>.</p>'
    body += "<!-- /wp:paragraph --><!-- wp:footnotes /-->"
    field = '[{"content": "Of <em>hemp</em>.", "id": "u"}]'
    item = "<title>One</title><wp:post_id>1</wp:post_id><wp:post_date>2020-01-01</wp:post_date>"
    item += f"<content:encoded><![CDATA[{body}]]></content:encoded><wp:status>publish</wp:status>"
    item += f"<wp:postmeta><wp:meta_key>footnotes</wp:meta_key><wp:meta_value><![CDATA[{field}]]>"
    item += "</wp:meta_value></wp:postmeta>"
    text = f"<rss {namespaces}><channel><item>{item}</item></channel></rss>"
    article, said = imported(tmp_path, "wordpress", {"export.xml": text})
    assert article.markdown.rstrip() == "Rope[^1].\n\n[^1]: Of *hemp*."
    assert "footnotes" not in said.replace(str(tmp_path), "")


def test_posts_with_one_id_are_all_imported(tmp_path: Path) -> None:
    """Entries of a feed that share an id are articles of their own, and listed; a site's address
    that isn't one is left out.
    """
    entries = "".join(
        f"<entry><title>{title}</title><id>tag:quay.example,2020:1</id>"
        f'<updated>2020-01-01T00:00:00Z</updated><content type="text">{title}.</content></entry>'
        for title in ("One", "Two")
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title><id>q</id>{entries}</feed>'
    path = tmp_path / "feed.xml"
    path.write_text(feed, encoding="utf-8")
    command = ["import", "feed", str(path), str(tmp_path / "content")]
    result = CliRunner().invoke(refresher, command)
    assert result.exit_code == 0, result.output
    articles = rc.open_library(tmp_path / "content").articles
    assert [(one.title, one.text) for one in articles] == [("One", "One."), ("Two", "Two.")]
    assert "another post has the id 'tag:quay.example,2020:1', too" in result.stdout
    again = CliRunner().invoke(refresher, command).stdout
    assert "files: 4 same" in again


def test_a_post_of_values_without_end_is_listed(tmp_path: Path) -> None:
    """A front matter in TOML, JSON or YAML whose values stand thousands deep in each other is
    listed; the others are imported.
    """
    deep = "[" * 5_000 + "]" * 5_000
    files = {
        "content/posts/one.md": HEAD + "Text.\n",
        "content/posts/a.md": f"+++\ntitle = 'A'\nx = {deep}\n+++\n",
        "content/posts/b.md": f'{{"title": "B", "x": {deep}}}\n\nText.\n',
        "content/posts/c.md": f"---\ntitle: C\nx: {deep}\n---\n",
    }
    _, said = imported(tmp_path, "hugo", files)
    for name in "abc":
        assert f"content/posts/{name}.md" in said
    assert "too many values stand in each other" in said
