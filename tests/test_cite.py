"""Citations in four styles, at the precision of the date."""

from __future__ import annotations

import json

import refresher_content as rc
from refresher_content.library import Library

CAREER = "career-advice-in-only-30-seconds"


def test_plain() -> None:
    """A digest is cited as what it retells."""
    article = rc.articles[CAREER]
    assert article.cite() == (
        f"Michael Wolkensperg, “{article.title}”, The CEO Refresher, 2009."
        + (f" {article.original.url}" if article.original and article.original.url else "")
    )


def test_plain_with_volume_and_number(library: Library) -> None:
    """Several authors, the issue's numbers and the full date stand in it."""
    assert library.articles["echo"].cite("plain") == (
        "Øsk Lindqvist and Ada Quill, “Echo”, The Harbour Quarterly, vol. 4, no. 2, 2011-06-21."
    )


def test_bibtex(library: Library) -> None:
    """BibTeX has the fields that are known, and escapes what TeX would take for commands."""
    assert library.articles["mud"].cite("bibtex") == "\n".join(
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
    from dataclasses import replace

    article = replace(library.articles["mud"], original=None)
    library.bind(article)
    assert "title = {{Mud, `mud` \\& <mud>}}" in article.cite("bibtex")


def test_what_appeared_elsewhere_has_no_issue_of_ours(library: Library) -> None:
    """A digest of another periodical's piece is cited without this one's volume and number."""
    from dataclasses import replace

    article = replace(library.articles["mud"], issue_id="spring-2011")
    library.bind(article)
    assert article.cite() == "The Watch, “On mud”, The Old Quarterly, 1911. https://old.example/mud"


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
