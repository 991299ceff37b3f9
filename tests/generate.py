"""A content folder of any size, the same for the same seed.

python tests/generate.py FOLDER COUNT [--dialect]

With `--dialect` bodies have every construct, and articles are in three languages.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from itertools import count as numbers
from pathlib import Path

from constructs import ANCHOR, CONSTRUCTS, write_files

__all__ = ["generate", "generate_dialect"]

_CONSONANTS, _VOWELS = "bdfghklmnprstvz", "aeiou"
_COMMON = "the a of and to in is that for it as with on by at from this be or not but"


def generate(folder: Path, count: int, seed: int = 1) -> None:
    """Writes `count` articles of about 300 words, with an author for every 50 articles, a
    column for every 100, 12 topics and more, 25 years, and two links to other articles each.
    """
    chance = random.Random(seed)
    words = _vocabulary(chance, 6_000)
    authors = _names("author", max(3, count // 50))
    columns = _names("column", max(2, count // 100))
    topics = _names("topic", 12 + count // 1_000)
    _write(
        folder / "publication.md",
        {
            "title": "The Generated Review",
            "summary": "A review of nothing in particular.",
            "language": "en",
            "rights": "Free of all rights.",
        },
        "",
    )
    for kind, ids in (("authors", authors), ("columns", columns), ("topics", topics)):
        for id_ in ids:
            name = "name" if kind == "authors" else "title"
            title = " ".join(chance.sample(words, 2)).title()
            summary = _sentence(chance, words, 12)
            _write(folder / kind / f"{id_}.md", {name: title, "summary": summary}, "")
    for number in range(count):
        _article(folder, chance, words, number, count, (authors, columns, topics))


_LANGUAGES = ("en", "de", "ar")
_LETTERS = {
    "en": (_CONSONANTS, _VOWELS),
    "de": (f"{_CONSONANTS}ßw", f"{_VOWELS}äöü"),
    "ar": ("بتثجحخدذرزسشصطعغفقكلمنهي", "اوي"),
}


def generate_dialect(folder: Path, count: int, seed: int = 1) -> None:
    """Writes `count` articles in English, German and Arabic, of which half are translations of
    one another, whose bodies have every construct of the dialect, nine each; with entries of
    every other kind, whose texts have constructs as well.
    """
    chance = random.Random(seed)
    words = {one: _vocabulary(chance, 3_000, *_LETTERS[one]) for one in _LANGUAGES}
    write_files(folder)
    # Nothing in a name or a title may be taken for markup.
    _write(
        folder / "publication.md",
        {
            "title": "Review & Notes <of> *nothing*",
            "summary": "A review of nothing & all.",
            "language": "en",
            "rights": "Free of all rights, © nobody <at> all.",
        },
        "About *it*.",
    )
    ids = [_dialect_id(number) for number in range(count)]
    number = numbers(1)
    for kind, matter in _OTHERS.items():
        for index in range(1, 4):
            name = f"{kind}-{index:03}"
            body = _dialect_body(chance, words["en"], f"{kind}s/{name}", ids, number, 2)
            _write(folder / f"{kind}s" / f"{name}.md", dict(matter), body)
    for index, id_ in enumerate(ids):
        language = _LANGUAGES[index % 3]
        matter = _dialect_matter(chance, words[language], index, ids)
        body = _dialect_body(chance, words[language], _dialect_path(index), ids, number, None)
        _write(folder / f"{_dialect_path(index)}.md", {**matter, "id": id_}, body)


_OTHERS = {
    "author": {"name": "Ann Ö. O'Bee & Co", "sort_name": "Bee, Ann Ö.", "summary": "Who & what."},
    "column": {"title": "Notes & <marks>", "summary": "A column."},
    "issue": {"title": "Spring & fall", "published": "2009-03", "volume": "2", "number": "1"},
    "link": {"title": "A site & more", "url": "https://example.org/?a=1&b=2", "summary": "S."},
    "organization": {"name": "Bee & Sons", "summary": "Where they work."},
    "reference": {
        "type": "book",
        "title": "On <rope> & *line*",
        "authors": "['Marlin, A.', Anon]",
        "published": "1907",
    },
    "topic": {"title": "Of *tides* & [fog]", "summary": "Topic & more."},
}


def _dialect_id(number: int) -> str:
    return f"{('rope', 'straße', 'مقال')[number % 3]}-{number:04}"


def _dialect_path(number: int) -> str:
    """Some articles are in folders of their year."""
    year = f"{2000 + number % 20}/" if number % 4 == 0 else ""
    return f"articles/{year}{_dialect_id(number)}"


def _dialect_matter(
    chance: random.Random, words: Sequence[str], number: int, ids: Sequence[str]
) -> dict[str, str]:
    sentence = [" ".join(chance.sample(words, 5)) for _ in range(6)]
    matter = {
        "title": f"{sentence[0]} & <b>*so*</b> [x](y) {number}",
        "subtitle": f"{sentence[1]} & 'so'",
        "summary": f"{sentence[2]} & <so>.",
        "takeaway": f"{sentence[3]} -- 'so'.",
        "questions": f"['{sentence[4]} & <so>?', '{sentence[5]}?']",
        "published": f"{2000 + number % 20}-03-{1 + number % 28:02}",
        "authors": f"[author-{1 + number % 3:03}]",
        "column": f"column-{1 + number % 3:03}",
        "issue": f"issue-{1 + number % 3:03}",
        "topics": f"[topic-001, topic-{2 + number % 2:03}]",
        "references": f"[reference-{1 + number % 3:03}]",
        "language": _LANGUAGES[number % 3],
    }
    # Of six articles, the second and third are translations of the first.
    if number % 6 in (1, 2):
        matter["translation_of"] = ids[number - number % 6]
    return matter


def _dialect_body(
    chance: random.Random,
    words: Sequence[str],
    path: str,
    ids: Sequence[str],
    number: Iterator[int],
    size: int | None,
) -> str:
    """A body of constructs; in turn, so that few articles have all. An article has a place to
    which others lead, and may have a figure; texts that share a page have no headings.
    """
    up = "../" * path.count("/")
    first = next(number)
    picked = [CONSTRUCTS[(first * 7 + step) % len(CONSTRUCTS)] for step in range(size or 9)]
    if size:
        picked = [one for one in picked if "###" not in one and "the-place" not in one]
    blocks, ends = [], []
    for construct in picked:
        there = chance.randrange(len(ids))
        text = construct.replace("@number@", str(next(number))).replace("@up@", up)
        text = text.replace("@article@", ids[there]).replace(
            "@file@", f"{up}{_dialect_path(there)}.md"
        )
        while "@word@" in text:
            text = text.replace("@word@", chance.choice(words), 1)
        text, _, end = text.partition("@definition@")
        blocks.append(text)
        ends += [end] if end else []
    intro = " ".join(chance.sample(words, 12))
    place = [] if size else [f"## {chance.choice(words)} {{#{ANCHOR}}}"]
    return "\n\n".join([intro, *place, *blocks, *ends])


def _article(
    folder: Path,
    chance: random.Random,
    words: Sequence[str],
    number: int,
    count: int,
    names: tuple[Sequence[str], ...],
) -> None:
    authors, columns, topics = names
    year = 2000 + number * 25 // count
    matter = {
        "title": _sentence(chance, words, chance.randint(3, 8)).rstrip("."),
        "summary": _sentence(chance, words, 18),
        "takeaway": _sentence(chance, words, 14),
        "published": f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "authors": f"[{', '.join(chance.sample(authors, chance.choice([1, 1, 1, 2])))}]",
        "column": chance.choice(columns),
        "topics": f"[{', '.join(chance.sample(topics, chance.randint(1, 3)))}]",
    }
    links = [f"{{article}}`a{chance.randrange(count):06}`" for _ in range(2)]
    paragraphs = [
        " ".join(_sentence(chance, words, chance.randint(8, 20)) for _ in range(4))
        for _ in range(5)
    ]
    paragraphs[1] += f" See {links[0]}."
    paragraphs[3] += f" *{chance.choice(words)}* leads to {links[1]}."
    heading = " ".join(chance.sample(words, 3)).capitalize()
    body = "\n\n".join([*paragraphs[:3], f"## {heading}", *paragraphs[3:]])
    _write(folder / "articles" / f"a{number:06}.md", matter, body)


def _vocabulary(
    chance: random.Random, size: int, consonants: str = _CONSONANTS, vowels: str = _VOWELS
) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < size:
        syllables = chance.choice([2, 2, 3, 3, 4])
        pairs = [chance.choice(consonants) + chance.choice(vowels) for _ in range(syllables)]
        found["".join(pairs)] = None
    return list(found)


def _names(kind: str, count: int) -> list[str]:
    return [f"{kind}-{number:03}" for number in range(1, count + 1)]


def _sentence(chance: random.Random, words: Sequence[str], length: int) -> str:
    small = _COMMON.split()
    # A few words are common and most are rare, as in any text.
    picked = [
        chance.choice(small)
        if chance.random() < 0.4
        else words[int(len(words) * chance.random() ** 3)]
        for _ in range(length)
    ]
    return " ".join(picked).capitalize() + "."


def _write(path: Path, matter: dict[str, str], body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{key}: {_value(value)}" for key, value in matter.items()]
    path.write_text("\n".join(["---", *lines, "---", "", body]).rstrip() + "\n", encoding="utf-8")


def _value(value: str) -> str:
    plain = value[0] == "[" or value.replace("-", "").isdigit()
    return value if plain else '"' + value.replace('"', '\\"') + '"'


if __name__ == "__main__":
    make = generate_dialect if "--dialect" in sys.argv else generate
    make(Path(sys.argv[1]), int(sys.argv[2]))
