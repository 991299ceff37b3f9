"""Citations in four styles, at the precision of the date."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
import rispy
from archives import article, library_of
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

import refresher_content as rc
import refresher_content.cite
from refresher_content.library import Library

CITED = ("text", "original")
CAREER = "career-advice-in-only-30-seconds"


def test_plain() -> None:
    """A digest is cited as its editors' work, with what it retells; the original by itself."""
    article = rc.articles[CAREER]
    original = f"Michael Wolkensperg, “{article.title}”"
    assert article.cite(url="https://x.example/c") == (
        f"The editors of this archive, “{article.title}”, Moments of Insight, 2026."
        f" Digest of {original}, Moments of Insight, The CEO Refresher, 2009."
        " https://x.example/c"
    )
    assert article.cite(of="original") == f"{original}, The CEO Refresher, 2009."


def test_plain_with_volume_and_number(library: Library) -> None:
    """Several authors, the issue's numbers and the full date stand in it."""
    assert library.articles["echo"].cite("plain") == (
        "Øsk Lindqvist and Ada Quill, “Echo”, The Harbour Quarterly, vol. 4, no. 2, 2011-06-21."
    )


def test_bibtex(library: Library) -> None:
    """BibTeX has the fields that are known. A digest is a @misc whose note names the original."""
    assert library.articles["mud"].cite("bibtex") == "\n".join(
        [
            "@misc{digest2011:mud,",
            "  author = {{Harbour Archive Group}},",
            "  title = {{Mud, `mud` \\& <mud>}},",
            "  howpublished = {The Harbour Quarterly, retold},",
            "  publisher = {Quayside Press},",
            "  year = {2011},",
            "  month = {6},",
            "  note = {Digest of The Watch, “On mud”, The Old Quarterly, 1911}",
            "}",
        ]
    )
    assert library.articles["mud"].cite("bibtex", of="original") == "\n".join(
        [
            "@article{watch1911mud,",
            "  author = {{The Watch}},",
            "  title = {{On mud}},",
            "  journal = {The Old Quarterly},",
            "  year = {1911},",
            "  url = {https://old.example/mud}",
            "}",
        ]
    )


def test_bibtex_has_the_whole_date(library: Library) -> None:
    """A date that is known to the day gives year, month and day, each a number; the issue gives
    volume and number.
    """
    assert library.articles["echo"].cite("bibtex") == "\n".join(
        [
            "@article{lindqvist2011echo,",
            "  author = {Lindqvist, Øsk and Quill, Ada},",
            "  title = {{Echo}},",
            "  journal = {The Harbour Quarterly},",
            "  year = {2011},",
            "  month = {6},",
            "  day = {21},",
            "  volume = {4},",
            "  number = {2}",
            "}",
        ]
    )


def test_bibtex_escapes(library: Library) -> None:
    """Characters that TeX reads as commands are escaped."""
    article = replace(library.articles["mud"], original=None)
    library.bind(article)
    assert "title = {{Mud, `mud` \\& <mud>}}" in article.cite("bibtex")


def test_what_appeared_elsewhere_has_no_issue_of_ours(library: Library) -> None:
    """A digest of another periodical's piece is cited without this one's volume and number."""
    article = replace(library.articles["mud"], issue_id="spring-2011")
    library.bind(article)
    expected = "The Watch, “On mud”, The Old Quarterly, 1911. https://old.example/mud"
    assert article.cite(of="original") == expected


def test_ris(library: Library) -> None:
    """RIS has a line a field and a date that is empty where nothing is known."""
    assert library.articles["maree"].cite("ris").split("\n") == [
        "TY  - MGZN",
        "AU  - Quill, Ada",
        "TI  - Élégie de la marée",
        "T2  - The Harbour Quarterly",
        "PY  - 2010",
        "DA  - 2010/11//",
        "LA  - fr",
        "ER  - ",
    ]


def test_csl_json(library: Library) -> None:
    """CSL-JSON has the date's parts as far as they are known."""
    (item,) = json.loads(library.articles["maree"].cite("csl-json"))
    assert item == {
        "id": "maree",
        "type": "article-magazine",
        "title": "Élégie de la marée",
        "author": [{"family": "Quill", "given": "Ada"}],
        "container-title": "The Harbour Quarterly",
        "issued": {"date-parts": [[2010, 11]]},
        "language": "fr",
    }


def _cited(library: Library, style: Any, **changes: Any) -> str:
    """A citation of an article with other facts, as a program may make it."""
    article = replace(library.articles["mud"], original=None, **changes)
    return library.bind(article).cite(style)


def _with_author(library: Library, monkeypatch: pytest.MonkeyPatch, sort_name: str) -> rc.Article:
    author = replace(library.authors["ada-quill"], sort_name=sort_name)
    monkeypatch.setattr(rc.Article, "authors", (author,))
    return library.bind(replace(library.articles["mud"], original=None))


@pytest.mark.parametrize("style", ["plain", "bibtex", "ris", "csl-json"])
@pytest.mark.parametrize(
    "name", [", Mo", ",", " ", "Mo,", "Hale, Mo", "Mo", "李小龍", "King, Jr., M", "a,b,c,d"]
)
def test_any_name_is_cited(
    library: Library, monkeypatch: pytest.MonkeyPatch, name: str, style: Any
) -> None:
    """A name without a family name, or without any letter, gives a citation in every style."""
    cited = _with_author(library, monkeypatch, name).cite(style)
    assert name.strip(" ,").split(",")[0] in cited
    if style == "bibtex":
        assert re.match(r"@article\{[a-z]+2011[a-z0-9-]+,\n", cited)


SUFFIXED = {
    "King, Martin Luther, Jr.": ("King, Jr., Martin Luther", "Martin Luther King Jr."),
    "King, Jr., Martin Luther": ("King, Jr., Martin Luther", "Martin Luther King Jr."),
    "Gates, Henry, III": ("Gates, III, Henry", "Henry Gates III"),
    "Smith, S. A.": ("Smith, S. A.", "S. A. Smith"),
    "Gogh, Vincent van": ("Gogh, Vincent van", "Vincent van Gogh"),
    "The Editors, Inc.": ("{The Editors, Inc.}", "The Editors, Inc."),
}


@pytest.mark.parametrize("name", SUFFIXED)
def test_suffixes_stand_where_each_format_has_them(
    library: Library, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """BibTeX wants "Jr." after the family name, a sentence at the end, CSL in a field; a company
    has no given name.
    """
    bibtex, plain = SUFFIXED[name]
    article = _with_author(library, monkeypatch, name)
    assert f"author = {{{bibtex}}}" in article.cite("bibtex")
    assert article.cite("plain").startswith(f"{plain}, ")
    (author,) = json.loads(article.cite("csl-json"))[0]["author"]
    suffix = "Jr." if "Jr." in name else "III" if "III" in name else None
    assert author.get("suffix") == suffix


def test_bibtex_escapes_what_tex_would_not_set(library: Library) -> None:
    """Backslash, circumflex and tilde have commands; braces that don't match have them too."""
    title = r"C:\new and 10^6, ~5 m & {a_b} #1 $2 100%"
    assert (
        r"title = {{C:\textbackslash{}new and 10\textasciicircum{}6, \textasciitilde{}5 m \&"
        r" \{a\_b\} \#1 \$2 100\%}}"
    ) in _cited(library, "bibtex", title=title)
    assert r"{{a \textbraceright{} b \textbraceleft{}}}" in _cited(
        library, "bibtex", title="a } b {"
    )


def test_addresses_do_not_end_their_field(library: Library) -> None:
    """A brace in an address is percent-encoded."""
    original = rc.Original(url="https://x.example/},note={injected}")
    digest = library.bind(replace(library.articles["mud"], original=original))
    cited = digest.cite("bibtex", of="original")
    assert "url = {https://x.example/%7D,note=%7Binjected%7D}" in cited


def test_bibtex_keys_differ(library: Library) -> None:
    """Articles of one author and year have different keys, in any script; none is only digits."""
    ids = ["the-echo", "the-rope", "theecho", "marée", "maree", "日", "月", "2020", "日-1", "月-1"]
    keys = [_cited(library, "bibtex", id=id_).split(",")[0] for id_ in ids]
    assert len(set(keys)) == len(ids)
    assert all(re.fullmatch(r"@article\{watch2011[a-z0-9-]+", key) for key in keys)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_ris_fields_are_one_line(library: Library, end: str) -> None:
    """A line break in a text, as a program may put there, begins no field."""
    cited = _cited(library, "ris", title=f"Harmless{end}ER  - {end}TY  - JOUR")
    assert [line[:2] for line in cited.splitlines()] == [
        line[:2] for line in _cited(library, "ris").splitlines()
    ]
    assert "TI  - Harmless ER  - TY  - JOUR" in cited.splitlines()


WHOLE = {
    "plain": "Ana van O’Núñez, The Watch and Bo Bee, “Été”, The Test, vol. 3, no. 12, 2011-06-02."
    " https://old.example/ete",
    "bibtex": """@article{onunez2011ete-two-5bf90ca5,
  author = {van O’Núñez, Ana and {The Watch} and Bee, Bo},
  title = {{Été}},
  journal = {The Test},
  year = {2011},
  month = {6},
  day = {2},
  volume = {3},
  number = {12},
  url = {https://old.example/ete}
}""",
    "ris": """TY  - MGZN
AU  - van O’Núñez, Ana
AU  - The Watch
AU  - Bee, Bo
TI  - Été
T2  - The Test
PY  - 2011
DA  - 2011/06/02/
VL  - 3
IS  - 12
LA  - en
UR  - https://old.example/ete
ER  - """,
    "csl-json": """[
  {
    "id": "ète-two:original",
    "type": "article-magazine",
    "title": "Été",
    "author": [
      {
        "family": "van O’Núñez",
        "given": "Ana"
      },
      {
        "literal": "The Watch"
      },
      {
        "family": "Bee",
        "given": "Bo"
      }
    ],
    "container-title": "The Test",
    "issued": {
      "date-parts": [
        [
          2011,
          6,
          2
        ]
      ]
    },
    "volume": 3,
    "issue": 12,
    "language": "en",
    "URL": "https://old.example/ete"
  }
]""",
}
"""An article with everything that a citation can have, in each style."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> rc.Article:
    """An article of three authors, one of them a body, in an issue, with an original's address."""
    matter = {
        "title": "Été",
        "authors": "[ana, watch, bo]",
        "published": "2011-06-02",
        "issue": "summer",
        "original": "\n  url: https://old.example/ete",
    }
    others = {
        "authors/ana": "---\nname: Ana O’Núñez\nsort_name: van O’Núñez, Ana\n---\n",
        "authors/watch": "---\nname: The Watch\n---\n",
        "authors/bo": "---\nname: Bo Bee\nsort_name: Bee, Bo\n---\n",
        "issues/summer": "---\ntitle: S\npublished: 2011\nvolume: 3\nnumber: 12\n---\n",
    }
    folder = tmp_path_factory.mktemp("whole")
    return library_of(folder, {"ète-two": article(**matter)}, **others).articles[0]


@pytest.mark.parametrize("style", WHOLE)
def test_a_citation_has_all_that_is_known(whole: rc.Article, style: Any) -> None:
    """Each style has every author, the whole date, volume, number and address, in its own form;
    letters stay as they are but in BibTeX's key, which is in ASCII.
    """
    assert whole.cite(style, of="original") == WHOLE[style]


def test_an_unknown_style_is_refused_with_the_known_ones(whole: rc.Article) -> None:
    """The error names the styles that there are."""
    known = r"\(there are plain, bibtex, ris, csl-json, apa, chicago, mla\)"
    with pytest.raises(ValueError, match=f"did you mean 'bibtex'.*{known}"):
        whole.cite("bibtx")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="did you mean 'original'"):
        whole.cite(of="orignal")  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(title=st.text(min_size=1).filter(lambda text: text.strip()), of=st.sampled_from(CITED))
def test_reference_managers_read_what_is_written(library: Library, title: str, of: Any) -> None:
    """Whatever a title is, pybtex and rispy find one work with all of its fields, and CSL-JSON
    the title as it is in one line.
    """
    original = rc.Original(title=title, publication=title)
    work = library.bind(replace(library.articles["mud"], title=title, original=original))
    in_line = " ".join(one.strip() for one in title.splitlines())
    (entry,) = parse_string(work.cite("bibtex", of), "bibtex").entries.values()
    assert {"title", "year"} < set(entry.fields.keys())
    assert len(entry.persons["author"]) == 1
    (record,) = rispy.loads(work.cite("ris", of))
    assert record.get("title", "") == in_line.strip()
    (item,) = json.loads(work.cite("csl-json", of))
    assert item["title"] == in_line
