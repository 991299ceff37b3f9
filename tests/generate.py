"""A content folder of any size, the same for the same seed.

python tests/generate.py FOLDER COUNT
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["generate"]

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


def _vocabulary(chance: random.Random, size: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < size:
        syllables = chance.choice([2, 2, 3, 3, 4])
        pairs = [chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(syllables)]
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
    return value if value[0] in "[12" else f'"{value}"'


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]))
