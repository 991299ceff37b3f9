"""What fields of a front matter may do to a site: nothing but say something about their entry."""

from __future__ import annotations

from pathlib import Path

import pytest
from archives import article, library_of, write_archive
from books import Book

import refresher_content as rc

BUILT = ("search.html", "404.html", "genindex.html", "objects.inv")
DOI = '10.1002/(SICI)1097<1661::AID>3.0.CO;2"/><script>'
LED = "https://doi.org/10.1002/(SICI)1097%3C1661::AID%3E3.0.CO;2%22/%3E%3Cscript%3E"


def test_redirects_replace_nothing(tmp_path: Path) -> None:
    """An earlier address at which a file of the site stands, whoever writes it, or below such a
    file, is reported and leaves the file as it is, in the first build and in the next one.
    """
    plain = write_archive(tmp_path / "plain/content", {"articles/one": article()})
    more = 'html_theme = "refresher"'
    whole = Book.make(tmp_path / "plain/book", plain, more=more)
    whole.build()
    others = ["/archive/feed.atom/", "/sitemap.xml/a.html", "/archive/authors/ann.html"]
    paths = [*(f"/{name}" for name in BUILT), *others, "/free.html"]
    text = article(redirect_from=f"{paths}")
    content = write_archive(tmp_path / "content", {"articles/one": text})
    book = Book.make(tmp_path / "book", content, more=more)
    for _ in range(2):
        warnings = book.build()
        files = book.files()
        for name in (*BUILT, "archive/feed.atom", "archive/authors/ann.html"):
            if name in whole.files() and not name.startswith("archive/feed"):
                assert files[name] == whole.files()[name]
                assert f"{name!r}" in warnings or "archive/authors/ann" in warnings
        assert b"<feed" in files["archive/feed.atom"]
        assert b"one.html" in files["free.html"]
        (content / "articles/one.md").write_text(f"{text}\nMore.\n", encoding="utf-8")


def test_a_doi_is_encoded_in_addresses(tmp_path: Path) -> None:
    """Whatever marks a DOI has, its address is one, and the DOI itself stays what it is."""
    text = article(doi=f"'{DOI}'")
    library = library_of(tmp_path, {"one": text})
    one = library.articles["one"]
    assert one.doi == DOI
    assert one.cite().endswith(LED)
    book = Book.make(tmp_path / "book", tmp_path / "content", more='html_theme = "refresher"')
    book.build()
    page = book.page("archive/articles/one")
    assert f'href="{LED.replace("(", "%28").replace(")", "%29")}"'.lower() in (
        page.replace("%3A", ":").replace("%3B", ";").lower()
    )
    assert f'"sameAs": "{LED}"' in page


@pytest.mark.parametrize(
    "identifier",
    ["javascript:alert(1)", "JaVaScRiPt :x", "data:text/html,x", "file:///etc/passwd", "blob:x"],
)
def test_an_identifier_is_no_code(tmp_path: Path, identifier: str) -> None:
    """An identifier that a reader of feeds might take for code or a local file is refused."""
    text = article(identifier=f'"{identifier}"')
    (problem,) = rc.check(write_archive(tmp_path / "content", {"articles/one": text}))
    assert (problem.code, problem.field) == ("bad-value", "identifier")


@pytest.mark.parametrize(
    "identifier",
    ["https://old.example/?p=1", "tag:quay.example,2009:echo", "urn:isbn:0451450523", "post 17"],
)
def test_an_identifier_is_an_iri_or_a_text(tmp_path: Path, identifier: str) -> None:
    """Other identifiers are kept."""
    text = article(identifier=f'"{identifier}"')
    assert library_of(tmp_path, {"one": text}).articles["one"].identifier == identifier


PATHS = (
    "../../x", "/../x", "//evil.example", "/\\\\evil", "x/%2e%2e/y", "..%2f..", "/a\\u0000b",
    "/aux", "/a/nul.html", "/a./b", "/a%20/b", "/a%0ab", "javascript:alert(1)", "/_static/x.html",
    "/.htaccess", f"/{'a' * 300}", f"/{'a/' * 600}",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_an_earlier_address_stays_below_the_site(tmp_path: Path, path: str) -> None:
    """What leads out of the site, or names a file that not every system can keep, is refused."""
    text = article(redirect_from=f'["{path}"]')
    (problem, *_) = rc.check(write_archive(tmp_path / "content", {"articles/one": text})).errors
    assert problem.code in ("bad-value", "control-character")
