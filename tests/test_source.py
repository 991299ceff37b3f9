"""The parsers hold on any input: front matter, bodies, slugs."""

from __future__ import annotations

import re
import sys
import unicodedata
from html.parser import HTMLParser

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from refresher_content.compiler import key_terms
from refresher_content.model.html import read, write
from refresher_content.model.words import WORD, _counted, compiled, word_count
from refresher_content.source import body, frontmatter
from refresher_content.source.ids import slug_problem, slugify

# Pieces that mean something to YAML or MyST, so that chance puts them together.
_YAML = ["---", "a: b", "a:", "- c", "  - d", "{", "[", '"', "'", "&x", "*x", "!t", ": ", "#", "\t"]
_MYST = [
    "# t",
    "## s",
    "{article}`a`",
    "{topic}`w <b>`",
    "`",
    "```{note}",
    "```",
    ":::",
    "[l](x.md)",
    "![i](y.svg)",
    "[^1]",
    "[^1]: n",
    "| a | b |",
    "|--|--|",
    "%",
    "+++",
    "(m)=",
    "<b>",
    "<div>",
    "</div>",
    "<img src=x.png>",
    "<!--",
    "```{figure} x.png",
    "```{verse}",
    "~~s~~",
    "[ ] t",
    "Term\n: def",
    "{math}`a<b`",
    "[l][r]",
    "[r]: y.md#z",
    "{#id}",
    "{{ x }}",
    "\x020\x03",
]
yaml_lines = st.lists(st.sampled_from(_YAML) | st.text(max_size=8), max_size=12)
bodies = st.lists(st.sampled_from(_MYST) | st.text(max_size=8), max_size=12).flatmap(
    lambda parts: st.sampled_from(["\n", "\n\n", " "]).map(lambda joint: joint.join(parts))
)


@given(yaml_lines)
@example(["---", "a: &x [*x]", "---"])
def test_any_front_matter_is_read_or_refused(lines: list[str]) -> None:
    """The splitter gives data or a problem that is inside the file; it never raises."""
    lines = [part for line in lines for part in re.split(r"\r\n|\r|\n", line)]
    matter, taken = frontmatter.split(lines)
    assert 0 <= taken <= len(lines)
    assert taken or matter.problems
    for one in matter.problems:
        assert 1 <= one.span.line <= max(1, len(lines))
        assert one.span.column >= 1
    for path in (*matter.keys, *matter.values):
        assert matter.span(path).line <= len(lines)


# What YAML takes for the end of a line doesn't survive a line of its own.
_texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"), max_size=20
)
_plain_keys = st.from_regex(r"[a-z]{3,8}", fullmatch=True).filter(
    lambda key: key not in {"yes", "true", "false", "off", "null"}
)


def _folded(value: object) -> object:
    if isinstance(value, list):
        return [_folded(one) for one in value]
    assert isinstance(value, str)
    return re.sub(r"[ \t\n\v\f\r]+", " ", value).strip(" ") if value.strip() else value


@given(st.dictionaries(_plain_keys, _texts | st.lists(_texts, max_size=3)))
def test_what_yaml_wrote_is_read_as_written(data: dict[str, object]) -> None:
    """A front matter written by a YAML library comes back equal but for white space."""
    block = yaml.safe_dump(data, allow_unicode=True, width=10_000)
    matter, taken = frontmatter.split(["---", *block.split("\n"), "---"])
    assert {one.code for one in matter.problems} <= {
        "control-character",
        "hidden-character",
        "white-space",
    }
    assert matter.data == {key: _folded(value) for key, value in data.items()}
    assert taken == len(block.split("\n")) + 2


_BITS = ["a", "b", "no", "2009", "12:30", "null", '"q"', "'s'", "[a, 1]", "[]", "é", "‘", " ", "  "]
_BITS += [
    ": ",
    ":",
    " #",
    "#",
    "-",
    "- ",
    "'",
    '"',
    "\\",
    "&",
    "*",
    "|",
    "{",
    "\t",
    "\xa0",
    "\u2028",
]
_lines = st.tuples(
    st.sampled_from(["a: ", "b: ", "c:", "no: ", "  - ", "- ", "  d: ", "  e:", "-", "    - ", ""]),
    st.lists(st.sampled_from(_BITS), max_size=3).map("".join),
).map("".join)


@given(st.lists(_lines, max_size=6))
@example(["a: null", "  - b"])
@example(["a:", "  - b", "- b"])
def test_every_value_has_a_place_in_the_file(lines: list[str]) -> None:
    """Whatever the front matter, places of keys, values and problems are on its lines."""
    assume("\u2028" not in "".join(lines))  # it ends a line for YAML, but not for editors
    matter, taken = frontmatter.split(["---", *lines, "---"])
    assert taken == len(lines) + 2
    spans = [matter.span(path) for path in matter.values]
    spans += [matter.span(path, key=True) for path in matter.keys]
    spans += [one.span for one in matter.problems]
    assert all(1 <= span.line <= taken and span.column >= 1 for span in spans)


class _Tags(HTMLParser):
    """Counts what is opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("br", "img", "hr", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.remove(tag)


@given(bodies)
def test_any_body_is_parsed(text: str) -> None:
    """Every body gives sections whose texts make up the whole, and places inside the file."""
    text = text.replace("\r", "\n")  # as the reader of files does
    parsed = body.parse(text, 10, "articles")
    lines = text.count("\n") + 1
    for mention in parsed.mentions:
        assert 10 <= mention.span.line < 10 + lines
    for target in parsed.targets:
        assert 10 <= target.span.line < 10 + lines
    found = [body.Found("topic", "The rope", "topics/rope") for _ in parsed.mentions]
    resolved = parsed.resolve(found, None, "")
    joined = [
        part for section in resolved.sections for part in (section.title, section.text) if part
    ]
    assert resolved.text == "\n\n".join(joined)
    assert write(read(resolved.html)) == resolved.html
    anchors = [section.anchor for section in resolved.sections if section.title]
    assert len(set(anchors)) == len(anchors)


@given(st.lists(st.sampled_from(["a", "b-1", "ç"]), min_size=1, max_size=4))
def test_mentions_are_found_where_they_stand(ids: list[str]) -> None:
    """The place of a mention is that of its id, in order, even among lookalikes."""
    text = "\n".join(f"See `{id_}` and {{article}}`{id_}`, {{topic}}`so <{id_}>`." for id_ in ids)
    parsed = body.parse(text)
    lines = text.split("\n")
    assert [mention.id for mention in parsed.mentions] == [id_ for id_ in ids for _ in (1, 2)]
    for mention in parsed.mentions:
        line, start = lines[mention.span.line - 1], mention.span.column - 1
        assert line[start : start + mention.span.width] == mention.id
        assert line[start - 1] in "`<"


def test_the_marks_of_words_are_those_of_unicode() -> None:
    """Every combining mark goes on with a word, and none begins one."""
    word = compiled(WORD)
    for char in map(chr, range(sys.maxunicode + 1)):
        mark = unicodedata.category(char) in ("Mn", "Mc")
        assert (word.fullmatch(f"a{char}") is not None) is (mark or char.isalnum()), hex(ord(char))
        assert not (mark and word.match(char)), hex(ord(char))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("a" * 300, "a" * 200),
        ("word " * 60, "-".join(["word"] * 40)),
        ("नाव " * 40, "-".join(["नाव"] * 20)),
        ("潮" * 100, "潮" * 66),
    ],
)
def test_a_long_title_gives_an_id_that_names_a_file(title: str, slug: str) -> None:
    """An id is at most 200 bytes long, in whole words if they are not too long themselves."""
    assert slugify(title) == slug
    assert slug_problem(slug) is None
    assert slug_problem(slug + "x" * 9) is not None


@pytest.mark.parametrize("id_", ["a\u200db", "a\ufe0f", "a\u034f", "\u0301a"])
def test_ids_have_no_invisible_characters(id_: str) -> None:
    """Joiners, variation selectors and a mark without its letter are refused, with their code."""
    problem = slug_problem(id_)
    assert problem
    assert ascii(id_) in problem[0] or id_ == "\u0301a"


@given(st.text())
def test_a_slug_is_well_formed_and_stays(text: str) -> None:
    """`slugify` gives a slug or nothing, and a slug is its own slug."""
    slug = slugify(text)
    if slug:
        assert slug_problem(slug) is None
    assert slugify(slug) == slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Leading or managing: what’s the difference?", "leading-or-managing-whats-the-difference"),
        ("Élégie — de la marée!", "élégie-de-la-marée"),
        ("潮", "潮"),
        ("?!", ""),
        ("Straße 5", "strasse-5"),
        ("हिन्दी में", "हिन्दी-में"),
        ("เรือ ใบ", "เรือ-ใบ"),
        ("கடல் அலை", "கடல்-அலை"),
        ("שָׁלוֹם", "שָׁלוֹם"),
        ("ශ්\u200dරී ලංකා", "ශ්රී-ලංකා"),
        ("İstanbul ❤\ufe0f", "istanbul"),
    ],
)
def test_slugs_of_titles(title: str, slug: str) -> None:
    """Titles in any script become readable ids."""
    assert slugify(title) == slug


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("It's well-kept.", 2),
        ("潮は毎日", 4),
        ("one 2 three", 3),
        ("— … —", 0),
        ("हिन्दी में नाव चलती है", 5),
        ("கடல் அலை", 2),
        ("שָׁלוֹם עוֹלָם", 2),
        ("می\u200cخواهم", 1),
        ("เรือ", 1),
        ("潮abc, abc潮・潮", 5),
        # By dictionaries these have 14, 4, 4 and 2 words.
        ("มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ", 16),
        ("ເຮົາໄປກິນເຂົ້າ", 4),
        ("ខ្ញុំស្រលាញ់ភាសាខ្មែរ", 4),
        ("မြန်မာစာ", 2),
    ],
)
def test_words_are_counted(text: str, number: int) -> None:
    """Compounds are one word, punctuation none, each character of Japanese one, three letters of
    Thai, Lao, Khmer or Burmese one; vowel signs and points belong to their words.
    """
    assert word_count(text) == number


@given(st.text(st.sampled_from("aB3_'’-– …é潮İß\n\xa0")))
def test_words_are_those_of_the_regular_expressions(text: str) -> None:
    """The way without regular expressions counts and finds the same words."""
    assert word_count(text) == len(_counted().findall(text))
    assert key_terms._words(text) == compiled(WORD).findall(re.sub(r"\d", " ", text.casefold()))


_prose = st.lists(st.sampled_from(["tide", "rope", "mooring", "été", "a", "potter"]), max_size=6)


@given(st.lists(st.tuples(_prose, _prose, st.booleans()), max_size=8))
def test_revised_key_terms_are_those_of_a_new_beginning(
    texts: list[tuple[list[str], list[str], bool]],
) -> None:
    """Where some texts change, what is kept of the others is what would be found again."""
    before = [" ".join(old) for old, _, _ in texts]
    now = [" ".join(new if changed else old) for old, new, changed in texts]
    revised = key_terms.revised_key_terms(now, before, key_terms.key_terms(before))
    assert revised == key_terms.key_terms(now)
