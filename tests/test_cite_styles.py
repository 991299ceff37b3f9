"""Citations in the styles of CSL, and by names without Latin letters."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from archives import article, library_of

import refresher_content as rc
import refresher_content.cite
from refresher_content.library import Library

PEOPLE = {
    "authors/mo": "---\nname: Mo Hale\nsort_name: Hale, Mo\n---\n",
    "authors/xiaolong": "---\nname: 李小龍\nsort_name: 李, 小龍\n---\n",
    "issues/june": "---\ntitle: June\npublished: 2011-06\nvolume: 3\nnumber: 12\n---\n",
}
CSL = {
    (
        "apa",
        "text",
    ): "The editors of this archive. (2026). Why not?. The Test, retold. https://x.example/a"
    " (Digest of Mo Hale, “Why?”, The Test, 2009)",
    (
        "mla",
        "text",
    ): "The editors of this archive. “Why not?” The Test, retold, 2026, https://x.example/a."
    " Digest of Mo Hale, “Why?”, The Test, 2009.",
    ("chicago", "text"): "The editors of this archive. “Why not?” The Test, retold, 2026."
    " https://x.example/a. Digest of Mo Hale, “Why?”, The Test, 2009.",
    ("apa", "original"): "Hale, M. (2009). Why? The Test.",
    ("mla", "original"): "Hale, Mo. “Why?” The Test, 2009.",
    ("chicago", "original"): "Hale, Mo. “Why?” The Test, 2009.",
}
"""A digest and its original in the styles that need a processor."""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A digest, and a translation in an issue."""
    publication = (
        "---\ntitle: The Test\nsummary: A test.\nlanguage: en\nrights: None.\n"
        "edition:\n  title: The Test, retold\n  published: 2026\n---\n"
    )
    translated = "\n  - {role: translator, author: mo}\n  - {role: photographer, author: ann}"
    articles = {
        "digest": article(title="Why not?", authors="[mo]", original="\n  title: Why?"),
        "translation": article(
            title="龍 & “dragons”",
            authors="[xiaolong, mo, ann]",
            issue="june",
            published="2011-06-21",
            doi="10.1000/182",
            contributors=translated,
        ),
    }
    folder = tmp_path_factory.mktemp("two")
    return library_of(folder, articles, publication=publication, **PEOPLE)


@pytest.mark.parametrize(("style", "of"), CSL)
def test_styles_of_csl(two: Library, style: Any, of: Any) -> None:
    """APA, MLA and Chicago cite the digest with what it retells, and the original by itself."""
    expected = CSL[style, of].replace("?.", "?")
    assert two.articles["digest"].cite(style, of, "https://x.example/a") == expected


TRANSLATED = {
    "apa": "李小龍, Hale, M., & Ann. (2011, June 21). 龍 & “dragons” (M. Hale, Trans.)."
    " The Test, 3(12). https://doi.org/10.1000/182 (With photographs by Ann)",
    "mla": "李小龍, et al. “龍 & “dragons”.” The Test, translated by Mo Hale, vol. 3, no. 12,"
    " 21 June 2011, https://doi.org/10.1000/182. With photographs by Ann.",
    "chicago": "李小龍, Mo Hale, and Ann. “龍 & “dragons”.” Translated by Mo Hale."
    " The Test 3, no. 12 (June 21, 2011). https://doi.org/10.1000/182. With photographs by Ann.",
    "plain": "李小龍, Mo Hale and Ann, “龍 & “dragons””, The Test, vol. 3, no. 12, 2011-06-21."
    " Translated by Mo Hale; with photographs by Ann. https://doi.org/10.1000/182",
}
"""An article with contributors, one of its authors with a name without Latin letters."""


@pytest.mark.parametrize("style", TRANSLATED)
def test_names_without_latin_letters_and_contributors(two: Library, style: Any) -> None:
    """A name of another script stays whole, family name first; contributors are named."""
    assert two.articles["translation"].cite(style) == TRANSLATED[style]


def test_contributors_in_the_formats_of_managers(two: Library) -> None:
    """BibTeX, RIS and CSL-JSON have fields for translators, and notes for the others."""
    translation = two.articles["translation"]
    assert "  translator = {Hale, Mo},\n" in translation.cite("bibtex")
    assert "  note = {With photographs by Ann}\n" in translation.cite("bibtex")
    assert "  doi = {10.1000/182},\n" in translation.cite("bibtex")
    assert "A4  - Hale, Mo\n" in translation.cite("ris")
    assert "N1  - With photographs by Ann\n" in translation.cite("ris")
    (item,) = json.loads(translation.cite("csl-json"))
    assert item["translator"] == [{"family": "Hale", "given": "Mo"}]
    assert item["contributor"] == [{"literal": "Ann"}]


def test_one_more_style_is_a_file(two: Library, tmp_path: Path) -> None:
    """The path of a CSL file is a style; what isn't one is refused by its name."""
    style = tmp_path / "short.csl"
    layout = '<layout><text variable="title"/></layout>'
    style.write_text(
        '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">'
        "<info><title>S</title><id>s</id><updated>2026-01-01T00:00:00Z</updated></info>"
        f"<citation>{layout}</citation><bibliography>{layout}</bibliography></style>"
    )
    assert two.articles["digest"].cite(style) == "Why not?"
    style.write_text("<style>")
    with pytest.raises(ValueError, match=r"short\.csl is not a CSL style"):
        two.articles["digest"].cite(style)


def test_keys_of_digest_and_original_differ(tmp_path: Path) -> None:
    """No two works have a key in common, whatever ids and names are."""
    ids = ["x", "x-original", "x-digest", "digest", "日", "2020-x"]
    names = {"authors/ann": "---\nname: Digest\n---\n", "authors/mo": PEOPLE["authors/mo"]}
    articles = {
        one: article(authors="[ann]", original="\n  url: https://x.example/") for one in ids
    } | {f"mo-{one}": article(authors="[mo]") for one in ids}
    library = library_of(tmp_path, articles, **names)
    keys = [
        one.cite("bibtex", of).split(",")[0]
        for one in library.articles
        for of in (("text", "original") if one.original else ("text",))
    ]
    assert len(set(keys)) == len(keys) == 3 * len(ids)


def test_a_style_needs_its_extra(two: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the processor the error names the extra."""
    monkeypatch.setitem(sys.modules, "citeproc", None)
    monkeypatch.delitem(sys.modules, "refresher_content.cite.csl", raising=False)
    monkeypatch.delattr(refresher_content.cite, "csl", raising=False)
    with pytest.raises(rc.MissingExtraError, match=r"refresher-content\[csl\]"):
        two.articles["digest"].cite("apa")
