"""Quotation marks, dashes and apostrophes: what is typed, and what readers see."""

from __future__ import annotations

import pytest
from sphinx.config import Config

from refresher_content.book.bodies import typeset_tree
from refresher_content.book.text import typeset
from refresher_content.model.html import write
from refresher_content.source.body import parse

TEXTS = {
    "en": {
        "\"a\" 'b' (\"c\") ['d']": "“a” ‘b’ (“c”) [‘d’]",
        "(\"*a*\") ('*b*')": "(“<em>a</em>”) (‘<em>b</em>’)",
        '"*a*," \'**b**.\' *"c"*': "“<em>a</em>,” ‘<strong>b</strong>.’ <em>“c”</em>",
        "\"`a`\" `b`'s *c*'s": "“<code>a</code>” <code>b</code>’s <em>c</em>’s",
        '("[a](https://x.org/)")': '(“<a href="https://x.org/">a</a>”)',
        "\"'a' b\" 'a \"b\"'": "“‘a’ b” ‘a “b”’",
        "the '90s, '68ers, rock 'n' roll": "the ’90s, ’68ers, rock ’n’ roll",
        "\"'Tis,\" 'twas 'em": "“’Tis,” ’twas ’em",
        "dogs' James's O'Neil": "dogs’ James’s O’Neil",
        "6'2\" tall": "6’2” tall",
        '"a"--"b"---"c" "d..."': "“a”–“b”—“c” “d…”",
        'x="a" a/"b"': "x=“a” a/“b”",
        "'Begun here, ended": "‘Begun here, ended",
        '"a <span lang="de">"b" <i lang="fr">"c"</i></span>" ("<b lang="de">d</b>")': (
            '“a <span lang="de">„b“ <i lang="fr">«\u00a0c\u00a0»</i></span>” (“<b lang="de">d</b>”)'
        ),
        "“a” ‘b’ «c» it’s": "“a” ‘b’ «c» it’s",
    },
    "de": {
        '"a" (\'*b*\') ("*c*")': "„a“ (‚<em>b</em>‘) („<em>c</em>“)",
        "Hans' Auto, '68er, geht's": "Hans’ Auto, ’68er, geht’s",
    },
    "fr": {
        "l'*ami* d'`x` l'\"ami\"": "l’<em>ami</em> d’<code>x</code> l’«\u00a0ami\u00a0»",
        '("*c*")': "(«\u00a0<em>c</em>\u00a0»)",
    },
    "it": {"dell'\"altro\" po'": "dell’«altro» po’"},
    "he": {'צה"ל "שלום"': "צה״ל ”שלום“"},
    "pl": {'("*c*")': "(„<em>c</em>”)"},
    "zh": {'他说"你好"。': "他说“你好”。"},
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_body_is_typeset_by_its_language(language: str) -> None:
    """Marks beside elements are those that they would be without."""
    config = Config({"language": "en"})
    for typed, shown in TEXTS[language].items():
        tree = parse(typed).tree
        typeset_tree(tree, config, language)
        assert write(tree) == f"<p>{shown}</p>", typed


@pytest.mark.parametrize("language", TEXTS)
def test_a_title_is_typeset_as_a_body(language: str) -> None:
    """Text without elements has the same marks in a title."""
    config = Config({"language": "en"})
    for typed, shown in TEXTS[language].items():
        if "<" not in shown:
            assert typeset(typed, config, language) == shown


def test_settings_choose_what_is_typeset() -> None:
    """`smartquotes_action` names quotation marks and dashes one by one."""
    for action, shown in {
        "q": "“a” -- …",
        "D": '"a" – …',
        "1": "“a” — …",
        "": '"a" -- …',
    }.items():
        config = Config({"language": "en", "smartquotes_action": action})
        assert typeset('"a" -- …', config) == shown


def test_many_marks_take_no_longer_than_their_number() -> None:
    """A text of nothing but marks is read once from its beginning to its end."""
    config = Config({"language": "en"})
    text = "'\" " * 100_000
    assert len(typeset(text, config)) == len(text)
