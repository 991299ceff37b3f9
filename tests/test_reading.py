"""How bodies are read: what is written, and the HTML that every output is made of."""

from __future__ import annotations

import pytest

from refresher_content.model.html import write
from refresher_content.source.body import parse

READ = {
    # Languages that write no spaces between words.
    "**「所」**です": "<p><strong>「所」</strong>です</p>",
    "**强调。**后文": "<p><strong>强调。</strong>后文</p>",
    "这是**“强调”**文字": "<p>这是<strong>“强调”</strong>文字</p>",
    "**강조(설명)**은": "<p><strong>강조(설명)</strong>은</p>",
    "a **b** c*d*e": "<p>a <strong>b</strong> c<em>d</em>e</p>",
    "** 所 ** a * b * c": "<p>** 所 ** a * b * c</p>",
    "😀**!**a": "<p>😀**!**a</p>",
    # Places.
    "## 你好\n\n[x](#%E4%BD%A0%E5%A5%BD)": (
        '<h2 id="你好">你好</h2>\n<p><a href="#你好">x</a></p>'
    ),
    "## *So* it is\n\n[](#so-it-is)": (
        '<h2 id="so-it-is"><em>So</em> it is</h2>\n<p><a href="#so-it-is">So it is</a></p>'
    ),
    '<a name="old"></a>[x](#old)': '<p><a id="old"></a><a href="#old">x</a></p>',
    "<https://müller.example:80/ü?é#ñ>": (
        '<p><a href="https://müller.example:80/%C3%BC?%C3%A9#%C3%B1">'
        "https://müller.example:80/ü?é#ñ</a></p>"
    ),
    # Pictures, sounds and films.
    '![](a.svg){alt="A" loading=lazy title="T"}': '<p><img src="a.svg" alt="A" title="T" /></p>',
    '<audio controls src="a%20b.mp3"></audio>': (
        '<p><audio controls="" src="a%20b.mp3"><a href="a%20b.mp3">a b.mp3</a></audio></p>'
    ),
    # Marks that are text.
    "$5 and $10, H2O, x^2+y^2, a == b": "<p>$5 and $10, H2O, x^2+y^2, a == b</p>",
    r"\$a^2$ \:so: \[[x]]": "<p>$a^2$ :so: [[x]]</p>",
}


@pytest.mark.parametrize("written", READ)
def test_a_body_is_read(written: str) -> None:
    """As its writer means it, without a problem."""
    body = parse(written)
    assert body.problems == ()
    assert write(body.tree) == READ[written]


SHOWN = {
    "==**a**==": "<p>==<strong>a</strong>==</p>",
    "[[a|*b*]]": "<p>[[a|<em>b</em>]]</p>",
    "![a *b*](c d.svg)": "<p>![a <em>b</em>](c d.svg)</p>",
    "[*a*][b]": "<p>[<em>a</em>][b]</p>",
    r"\(a^2\)": "<p>(a^2)</p>",
    ":::note": "<p>:::note</p>",
}


def test_attributes_have_their_place() -> None:
    """An attribute that a link or code doesn't know is reported where the braces are."""
    for written in ("a [x](y.md){target=_blank} b", "a `x`{lang=py} b"):
        (problem,) = parse(written).problems
        span = problem.span
        assert written[span.column - 1 :][: span.width] == written[written.index("{") : -2]


@pytest.mark.parametrize("written", SHOWN)
def test_what_has_no_meaning_is_shown(written: str) -> None:
    """As CommonMark shows it, with one warning for the whole."""
    body = parse(written)
    (problem,) = body.problems
    assert problem.severity == "warning"
    assert (problem.span.column, problem.span.width) == (1, len(written))
    assert write(body.tree) == SHOWN[written]
